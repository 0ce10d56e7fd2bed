package io.sluice.gateway.http;

import io.sluice.gateway.intake.Defect;
import io.sluice.gateway.operator.ControlChange;
import io.sluice.gateway.operator.ControlReading;
import io.sluice.gateway.operator.DrainDesk;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code GET} and {@code PUT /admin/drain}, for who has the token. Confined to its event loop. */
final class OperatorApi {
    private static final Logger log = LoggerFactory.getLogger(OperatorApi.class);
    private static final String DRAIN = "/admin/drain";
    private static final Pattern OPERATOR = Pattern.compile("[!-~]{1,64}");
    /** A change takes a moment; who sends more than this at once has lost control. */
    private static final int CHANGES_WAITING_MAX = 8;

    private static final int RETRY_SECONDS = 5;

    private final Vertx vertx;
    private final @Nullable AdminToken token;
    private final Supplier<@Nullable DrainDesk> desk;
    private final DrainJson drainJson = new DrainJson();
    private int changesWaiting;

    /**
     * @param token null = nobody may
     * @param desk null until the gateway is wired
     */
    OperatorApi(Vertx vertx, @Nullable AdminToken token, Supplier<@Nullable DrainDesk> desk) {
        this.vertx = vertx;
        this.token = token;
        this.desk = desk;
    }

    void on(Router routes) {
        routes.route("/admin/*").handler(this::authorize);
        routes.get(DRAIN).handler(whenWired((context, wired) -> show(context.response(), wired)));
        routes.put(DRAIN).handler(whenWired((context, wired) -> change(context.request(), wired)));
        routes.route(DRAIN).handler(wrong -> {
            wrong.response().putHeader(HttpHeaders.ALLOW, "GET, PUT");
            Problem.METHOD_NOT_ALLOWED.answer(wrong.response());
        });
    }

    private void authorize(RoutingContext context) {
        AdminToken wanted = token;
        if (wanted == null) {
            Problem.OPERATOR_API_DISABLED.answer(context.response());
        } else if (!wanted.isIn(context.request().getHeader(HttpHeaders.AUTHORIZATION))) {
            context.response().putHeader("WWW-Authenticate", "Bearer");
            Problem.TOKEN_INVALID.answer(context.response());
        } else {
            context.next();
        }
    }

    private interface Answer {
        void to(RoutingContext context, DrainDesk wired);
    }

    private Handler<RoutingContext> whenWired(Answer answer) {
        return context -> {
            DrainDesk wired = desk.get();
            if (wired == null) {
                Problem.STARTING.answer(context.response(), null, List.of(), RETRY_SECONDS);
            } else {
                answer.to(context, wired);
            }
        };
    }

    private void show(HttpServerResponse response, DrainDesk wired) {
        // It may have to wait for the thread that reads the log: not on an event loop, which has orders to take.
        vertx.executeBlocking(wired::report, false).onComplete(done -> {
            if (response.ended() || response.closed()) {
                return;
            }
            if (done.failed()) {
                log.error("the drain could not be shown", done.cause());
                Problem.INTERNAL.answer(response);
                return;
            }
            response.putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                    .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                    .end(drainJson.of(done.result()));
        });
    }

    private void change(HttpServerRequest request, DrainDesk wired) {
        String named = request.getHeader("sluice-operator");
        if (!SubmitOrder.isJson(request.getHeader(HttpHeaders.CONTENT_TYPE))) {
            Problem.CONTENT_TYPE_UNSUPPORTED.answer(request.response());
        } else if (named != null && !OPERATOR.matcher(named).matches()) {
            Problem.OPERATOR_NAME_INVALID.answer(request.response());
        } else {
            String by = named == null ? "operator" : named;
            OrderBody.read(request, body -> change(request.response(), body, by, wired), () -> {
                request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
                Problem.BODY_TOO_LARGE.answer(request.response());
            });
        }
    }

    private void change(HttpServerResponse response, byte[] body, String by, DrainDesk wired) {
        ControlReading.Result read = ControlReading.of(body);
        ControlChange wanted = read.change();
        if (read.notJson() != null) {
            Problem.JSON_INVALID.answer(response, read.notJson(), List.of(), 0);
        } else if (wanted == null) {
            Problem.DRAIN_CHANGE_INVALID.answer(response, null, read.defects(), 0);
        } else if (changesWaiting >= CHANGES_WAITING_MAX) {
            Problem.TOO_MANY_CHANGES.answer(response, null, List.of(), RETRY_SECONDS);
        } else {
            changesWaiting++;
            // It waits for Kafka: not on an event loop.
            vertx.executeBlocking(() -> wired.change(wanted, by)).onComplete(done -> {
                changesWaiting--;
                if (done.succeeded()) {
                    answer(response, done.result(), wired);
                } else {
                    log.error("a change of the drain could not be handled", done.cause());
                    Problem.INTERNAL.answer(response);
                }
            });
        }
    }

    private void answer(HttpServerResponse response, DrainDesk.Outcome outcome, DrainDesk wired) {
        if (response.ended() || response.closed()) {
            return;
        }
        switch (outcome) {
            case DONE -> show(response, wired);
            case NOT_CONFIRMED ->
                Problem.CHANGE_NOT_CONFIRMED.answer(
                        response, "It may still take effect; GET " + DRAIN + " tells.", List.of(), RETRY_SECONDS);
            case RATE_MISSING ->
                Problem.DRAIN_CHANGE_INVALID.answer(
                        response,
                        null,
                        List.of(new Defect("/ratePerSecond", "is required, as the fleet has no rate yet")),
                        0);
        }
    }
}
