package io.sluice.gateway.http;

import io.sluice.gateway.console.ConsoleSampler;
import io.sluice.gateway.metrics.GatewayMetrics;
import io.sluice.gateway.operator.OperatorDesks;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.function.IntConsumer;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The management port: alive, ready, metrics, the operator API, the console, the sample shop. Open from the first moment to the last. Confined to its event loop. */
public final class ManagementApi extends VerticleBase {
    private static final Logger log = LoggerFactory.getLogger(ManagementApi.class);
    private static final String JSON = "application/json";
    private static final String DOCUMENT = "/openapi-operator.yaml";

    private final Options options;
    private final Supplier<@Nullable OperatorDesks> desks;
    private final Supplier<@Nullable String> notReady;
    private final GatewayMetrics metrics;
    private final IntConsumer listening;
    private @Nullable HttpServer server;
    private @Nullable ConsoleFeed feed;

    /**
     * Where to listen, and to whom.
     *
     * @param adminToken what opens the operator API; null = nobody may
     * @param publicScheme how orders are posted, http or https
     * @param publicPort where orders are posted; 0 until that is open
     * @param sampler what the console shows; null while there is nothing to show
     */
    public record Options(
            String host,
            int port,
            @Nullable AdminToken adminToken,
            String publicScheme,
            IntSupplier publicPort,
            Supplier<@Nullable ConsoleSampler> sampler) {

        /** With a console that has nothing to show. */
        public Options(String host, int port, @Nullable AdminToken adminToken, IntSupplier publicPort) {
            this(host, port, adminToken, "http", publicPort, () -> null);
        }
    }

    /**
     * @param desks null until the gateway is wired
     * @param notReady why no orders should be sent here now, or null if they may be
     * @param listening told the port when it is open
     */
    public ManagementApi(
            Options options,
            Supplier<@Nullable OperatorDesks> desks,
            Supplier<@Nullable String> notReady,
            GatewayMetrics metrics,
            IntConsumer listening) {
        this.options = options;
        this.desks = desks;
        this.notReady = notReady;
        this.metrics = metrics;
        this.listening = listening;
    }

    @Override
    public Future<?> start() {
        Router routes = Router.router(vertx);
        routes.get("/health/live").handler(context -> health(context, 200, "live", null));
        routes.get("/health/ready").handler(this::ready);
        routes.get("/metrics").handler(this::scrape);
        new OperatorApi(vertx, options.adminToken(), desks).on(routes);
        ConsoleFeed opening = new ConsoleFeed(vertx, options.sampler(), notReady);
        feed = opening;
        opening.start();
        new Console(opening).on(routes);
        new SampleShop(options.publicScheme(), options.publicPort()).on(routes);
        routes.get(DOCUMENT).handler(WebFile.fresh("openapi-operator.yaml", "application/yaml")::send);
        routes.get(HttpApi.DOCUMENT).handler(HttpApi.DOCUMENT_FILE::send);
        answerErrors(routes);
        HttpServer opened = vertx.createHttpServer(new HttpServerOptions()
                .setHost(options.host())
                .setPort(options.port())
                .setHttp2ClearTextEnabled(false));
        server = opened;
        return opened.requestHandler(routes)
                .invalidRequestHandler(request -> Problem.REQUEST_MALFORMED.answer(request.response()))
                .listen()
                .onSuccess(listener -> listening.accept(listener.actualPort()));
    }

    private static void answerErrors(Router routes) {
        routes.errorHandler(404, wrong -> Problem.PATH_UNKNOWN.answer(wrong.response()));
        routes.errorHandler(400, wrong -> Problem.REQUEST_MALFORMED.answer(wrong.response()));
        routes.errorHandler(405, wrong -> {
            wrong.response().putHeader(HttpHeaders.ALLOW, "GET");
            Problem.METHOD_NOT_ALLOWED.answer(wrong.response());
        });
        routes.errorHandler(500, wrong -> {
            log.error("{} {} failed", wrong.request().method(), wrong.request().path(), wrong.failure());
            Problem.INTERNAL.answer(wrong.response());
        });
    }

    @Override
    public Future<?> stop() {
        if (feed != null) {
            feed.stop();
        }
        return server == null ? Future.succeededFuture() : server.close();
    }

    private void ready(RoutingContext context) {
        String reason = notReady.get();
        health(context, reason == null ? 200 : 503, reason == null ? "ready" : "not-ready", reason);
    }

    private static void health(RoutingContext context, int status, String word, @Nullable String reason) {
        JsonText json = new JsonText().open('{').field("status", word);
        if (reason != null) {
            json.field("reason", reason);
        }
        context.response()
                .setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, JSON)
                .end(json.close('}').buffer());
    }

    /** Off the event loop: with the JVM's meters a scrape takes milliseconds. */
    private void scrape(RoutingContext context) {
        vertx.executeBlocking(metrics::scrape, false)
                .onSuccess(text -> context.response()
                        .putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")
                        .end(text))
                .onFailure(context::fail);
    }
}
