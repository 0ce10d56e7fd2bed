package io.sluice.gateway.http;

import io.sluice.gateway.status.OrderBook;
import io.sluice.gateway.status.Standing;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;

/**
 * {@code GET /v1/orders/{id}}: where the order stands, now or, with {@code Prefer: wait=N}, when it has ended or N seconds
 * have passed. Confined to its event loop.
 */
final class ReadOrderStatus {
    private final OrderBook orderBook;
    private final SettlementWait waits;
    private final StandingJson standingJson = new StandingJson();

    ReadOrderStatus(OrderBook orderBook, SettlementWait waits) {
        this.orderBook = orderBook;
        this.waits = waits;
    }

    void handle(RoutingContext context) {
        OrderPath order = OrderPath.of(context);
        if (order == null) {
            return;
        }
        int waitSeconds = SettlementWait.seconds(context.request().getHeader("prefer"), 0);
        Standing standing = orderBook.standing(order.orderId(), order.ticket());
        boolean mayEnd = standing.kind() == Standing.Kind.QUEUED || standing.kind() == Standing.Kind.PROCESSING;
        if (waitSeconds > 0 && mayEnd) {
            await(context.response(), order, waitSeconds);
        } else {
            answer(context.response(), order.orderId(), standing);
        }
    }

    private void await(HttpServerResponse response, OrderPath order, int waitSeconds) {
        Runnable answerNow =
                () -> answer(response, order.orderId(), orderBook.standing(order.orderId(), order.ticket()));
        if (!waits.join(response, order.orderId(), waitSeconds, answerNow)) {
            return;
        }
        response.putHeader("Preference-Applied", "wait=" + waitSeconds);
        if (orderBook.standing(order.orderId(), order.ticket()).kind() == Standing.Kind.SETTLED) {
            // It ended while we were joining.
            answerNow.run();
        }
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
}
