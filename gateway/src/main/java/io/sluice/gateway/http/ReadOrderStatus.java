package io.sluice.gateway.http;

import io.sluice.gateway.status.OrderBook;
import io.sluice.gateway.status.Standing;
import io.sluice.gateway.status.Watchers;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /v1/orders/{id}}: where the order stands, now or, with {@code Prefer: wait=N}, when it has ended or N seconds
 * have passed. Confined to its event loop.
 */
final class ReadOrderStatus {
    private static final Pattern WAIT =
            Pattern.compile("(?:^|[,;\\s])wait\\s*=\\s*\"?(\\d{1,6})", Pattern.CASE_INSENSITIVE);
    private static final int WAIT_SECONDS_MAX = 30;

    private final Vertx vertx;
    private final OrderBook orderBook;
    private final Watchers watchers;
    private final StandingJson standingJson = new StandingJson();
    private final Set<Runnable> waiting = new HashSet<>();

    ReadOrderStatus(Vertx vertx, OrderBook orderBook, Watchers watchers) {
        this.vertx = vertx;
        this.orderBook = orderBook;
        this.watchers = watchers;
    }

    void handle(RoutingContext context) {
        OrderPath order = OrderPath.of(context);
        if (order == null) {
            return;
        }
        int waitSeconds = waitSeconds(context.request().getHeader("prefer"));
        Standing standing = orderBook.standing(order.orderId(), order.ticket());
        boolean mayEnd = standing.kind() == Standing.Kind.QUEUED || standing.kind() == Standing.Kind.PROCESSING;
        if (waitSeconds > 0 && mayEnd) {
            await(context.response(), order, waitSeconds);
        } else {
            answer(context.response(), order.orderId(), standing);
        }
    }

    private void await(HttpServerResponse response, OrderPath order, int waitSeconds) {
        var loop = vertx.getOrCreateContext();
        Runnable answerNow =
                () -> answer(response, order.orderId(), orderBook.standing(order.orderId(), order.ticket()));
        Watchers.Watch watch = watchers.join(order.orderId(), outcome -> loop.runOnContext(nothing -> answerNow.run()));
        if (watch == null) {
            Problem.TOO_MANY_WATCHERS.answer(response, null, List.of(), WAIT_SECONDS_MAX);
            return;
        }
        response.putHeader("Preference-Applied", "wait=" + waitSeconds);
        waiting.add(answerNow);
        long timer = vertx.setTimer(waitSeconds * 1000L, fired -> answerNow.run());
        Handler<Void> leave = nothing -> {
            watch.leave();
            vertx.cancelTimer(timer);
            waiting.remove(answerNow);
        };
        response.endHandler(leave);
        response.closeHandler(leave);
        if (orderBook.standing(order.orderId(), order.ticket()).kind() == Standing.Kind.SETTLED) {
            // It ended while we were joining.
            answerNow.run();
        }
    }

    /** Answers everyone who still waits, with what is known now. */
    void stop() {
        List.copyOf(waiting).forEach(Runnable::run);
    }

    private void answer(HttpServerResponse response, String orderId, Standing standing) {
        if (response.ended() || response.closed()) {
            return;
        }
        response.putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        Problem problem = Problem.of(standing.kind());
        if (problem != null) {
            problem.answer(response);
            return;
        }
        if (standing.kind() == Standing.Kind.QUEUED) {
            response.putHeader(
                    HttpHeaders.RETRY_AFTER, Integer.toString(SubmitOrder.pollSeconds(standing.etaMillis())));
        }
        response.putHeader(HttpHeaders.CONTENT_TYPE, "application/json").end(standingJson.of(orderId, standing));
    }

    /** The seconds in {@code Prefer: wait=N} (RFC 7240), at most thirty; 0 without. */
    static int waitSeconds(@Nullable String prefer) {
        if (prefer == null) {
            return 0;
        }
        Matcher matcher = WAIT.matcher(prefer);
        return matcher.find() ? Math.min(WAIT_SECONDS_MAX, Integer.parseInt(matcher.group(1))) : 0;
    }
}
