package io.sluice.gateway.http;

import io.sluice.gateway.admission.ApiKeys;
import io.sluice.gateway.intake.OrderIntake;
import io.sluice.gateway.queue.Forecast;
import io.sluice.gateway.status.CancellationLog;
import io.sluice.gateway.status.OrderBook;
import io.sluice.gateway.status.Watchers;
import io.sluice.telemetry.PostTraces;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.JdkSSLEngineOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The public port on one event loop: the only list of its paths. Orders are handled before the router, which costs as much
 * as all the rest of taking an order (measured). One instance for each loop, all on the same port.
 */
public final class HttpApi extends VerticleBase {
    static final String ORDERS = "/v1/orders";
    static final String ORDER_ID = "orderId";
    static final String EVENTS = "/events";
    static final String BROWSER_CLIENT = "/sluice.js";
    static final WebFile BROWSER_CLIENT_FILE = WebFile.kept("sluice.js", "text/javascript; charset=utf-8");
    static final String DOCUMENT = "/openapi.yaml";
    static final WebFile DOCUMENT_FILE = WebFile.fresh("openapi.yaml", "application/yaml");

    private static final Logger log = LoggerFactory.getLogger(HttpApi.class);
    private static final String ORDER = ORDERS + "/:" + ORDER_ID;
    private static final String QUEUE = "/v1/queue";
    /** Longer than any wait of ours, so that only a silent client is cut off. */
    private static final int IDLE_SECONDS = 75;

    private final Options options;
    private final Parts parts;
    private final IntConsumer listening;
    private @Nullable SubmitOrder submitOrder;
    private @Nullable WatchOrder watchOrder;
    private @Nullable SettlementWait waits;
    private @Nullable Router router;
    private @Nullable HttpServer server;

    /**
     * Where and how to listen.
     *
     * @param tls what certificate to show; null = without TLS
     * @param http2ClearText whether HTTP/2 is spoken, without TLS, beside HTTP/1.1
     * @param stopTimeout how long to wait at the end for requests that are not answered
     */
    public record Options(
            String host, int port, @Nullable TlsFiles tls, boolean http2ClearText, Duration stopTimeout) {}

    /**
     * What the handlers work with.
     *
     * @param intake makes the intake for an event loop
     * @param apiKeys the keys that hold now; null = anybody may post orders
     * @param traces tells of the orders that are sampled; null = of none
     */
    public record Parts(
            Function<Context, OrderIntake> intake,
            OrderBook orderBook,
            Watchers watchers,
            CancellationLog cancellations,
            Forecast forecast,
            Supplier<@Nullable ApiKeys> apiKeys,
            CrossOrigin crossOrigin,
            @Nullable PostTraces traces) {}

    /** @param listening told the port when it is open */
    public HttpApi(Options options, Parts parts, IntConsumer listening) {
        this.options = options;
        this.parts = parts;
        this.listening = listening;
    }

    @Override
    public Future<?> start() {
        submitOrder = new SubmitOrder(vertx, parts.intake().apply(context), parts.apiKeys(), parts.traces());
        TurnQueue turns = new TurnQueue(context);
        watchOrder = new WatchOrder(vertx, parts.orderBook(), parts.watchers(), turns);
        waits = new SettlementWait(vertx, parts.watchers(), turns);
        router = router(watchOrder, waits);
        HttpServerOptions http = new HttpServerOptions()
                .setHttp2ClearTextEnabled(options.http2ClearText())
                .setHandle100ContinueAutomatically(true)
                // There are no web sockets here, and their handler stands in the way of every request and answer.
                .setPerFrameWebSocketCompressionSupported(false)
                .setPerMessageWebSocketCompressionSupported(false)
                .setIdleTimeout(IDLE_SECONDS);
        TlsFiles tls = options.tls();
        if (tls != null) {
            // Not on the event loop: a crowd that says hello at once would keep acknowledgements waiting behind its
            // signatures.
            http.setSsl(true)
                    .setUseAlpn(true)
                    .setSslEngineOptions(new JdkSSLEngineOptions().setUseWorkerThread(true))
                    .setKeyCertOptions(tls.options());
        }
        HttpServer opened = vertx.createHttpServer(http);
        server = opened;
        if (tls != null) {
            tls.onRenewal(certificate -> opened.updateSSLOptions(
                            http.getSslOptions().copy().setKeyCertOptions(certificate))
                    .onFailure(failure -> log.error("the new certificate is not shown", failure)));
        }
        return opened.requestHandler(this::handle)
                .invalidRequestHandler(request -> Problem.REQUEST_MALFORMED.answer(request.response()))
                .listen(address())
                .onSuccess(listener -> listening.accept(listener.actualPort()));
    }

    private SocketAddress address() {
        // Each loop asking for port 0 would get one of its own.
        return options.port() == 0
                ? SocketAddress.sharedRandomPort(1, options.host())
                : SocketAddress.inetSocketAddress(options.port(), options.host());
    }

    @Override
    public Future<?> stop() {
        if (watchOrder != null) {
            watchOrder.stop();
        }
        if (waits != null) {
            waits.stop();
        }
        return server == null ? Future.succeededFuture() : server.shutdown(options.stopTimeout());
    }

    private Router router(WatchOrder watch, SettlementWait wait) {
        ReadOrderStatus read = new ReadOrderStatus(parts.orderBook(), wait);
        CancelOrder cancel = new CancelOrder(vertx, parts.orderBook(), parts.cancellations(), wait);
        ReadQueue readQueue = new ReadQueue(parts.forecast());
        Router routes = Router.router(vertx);
        // POST is handled before the router; what reaches it here is something else.
        routes.route(ORDERS).handler(allow("POST"));
        routes.get(ORDER).handler(read::handle);
        routes.delete(ORDER).handler(cancel::handle);
        routes.route(ORDER).handler(allow("GET, DELETE"));
        get(routes, ORDER + EVENTS, watch::handle);
        get(routes, QUEUE, readQueue::handle);
        get(routes, BROWSER_CLIENT, context -> sendToEveryPage(context, BROWSER_CLIENT_FILE));
        get(routes, DOCUMENT, context -> sendToEveryPage(context, DOCUMENT_FILE));
        routes.errorHandler(404, wrong -> Problem.PATH_UNKNOWN.answer(wrong.response()));
        routes.errorHandler(400, wrong -> Problem.REQUEST_MALFORMED.answer(wrong.response()));
        routes.errorHandler(500, wrong -> {
            log.error("{} {} failed", wrong.request().method(), wrong.request().path(), wrong.failure());
            Problem.INTERNAL.answer(wrong.response());
        });
        return routes;
    }

    /** Some files are for every page, even where CORS lets only some of them call. */
    private static void sendToEveryPage(RoutingContext context, WebFile file) {
        context.response().putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, "*");
        file.send(context);
    }

    private static void get(Router routes, String path, Handler<RoutingContext> handler) {
        routes.get(path).handler(handler);
        routes.route(path).handler(allow("GET"));
    }

    /** Answers that only these methods are known here. */
    static Handler<RoutingContext> allow(String methods) {
        return wrong -> {
            wrong.response().putHeader(HttpHeaders.ALLOW, methods);
            Problem.METHOD_NOT_ALLOWED.answer(wrong.response());
        };
    }

    private void handle(HttpServerRequest request) {
        SubmitOrder submit = submitOrder;
        Router routes = router;
        if (submit == null || routes == null || parts.crossOrigin().isAnswered(request)) {
            return;
        }
        if (HttpMethod.POST.equals(request.method()) && ORDERS.equals(request.path())) {
            try {
                submit.handle(request);
            } catch (RuntimeException e) {
                log.error("{} {} failed", request.method(), request.path(), e);
                Problem.INTERNAL.answer(request.response());
            }
        } else {
            routes.handle(request);
        }
    }
}
