package io.sluice.gateway.http;

import io.sluice.contract.OrderOutcome;
import io.sluice.gateway.queue.Ticket;
import io.sluice.gateway.status.CancellationLog;
import io.sluice.gateway.status.CancellationLog.Noted;
import io.sluice.gateway.status.OrderBook;
import io.sluice.gateway.status.Standing;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code DELETE /v1/orders/{id}}: takes an order back while it is queued. The gateway only notes the wish; the worker that
 * holds the order decides, as it alone knows whether the order system was asked, and usually within the seconds that the
 * buyer is kept waiting. Confined to its event loop.
 */
final class CancelOrder {
    private static final int WAIT_SECONDS = 5;
    private static final int RETRY_SECONDS = 2;

    private final Vertx vertx;
    private final OrderBook orderBook;
    private final CancellationLog cancellations;
    private final SettlementWait waits;
    private final StandingJson standingJson = new StandingJson();

    CancelOrder(Vertx vertx, OrderBook orderBook, CancellationLog cancellations, SettlementWait waits) {
        this.vertx = vertx;
        this.orderBook = orderBook;
        this.cancellations = cancellations;
        this.waits = waits;
    }

    void handle(RoutingContext context) {
        OrderPath order = OrderPath.of(context);
        if (order == null) {
            return;
        }
        HttpServerResponse response = context.response();
        response.putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        Standing standing = orderBook.standing(order.orderId(), order.ticket());
        Ticket ticket = order.ticket();
        if (standing.kind() != Standing.Kind.QUEUED || ticket == null) {
            // Its turn has come, or it has ended, or nobody knows it: nothing is left to wish for.
            answer(response, order.orderId(), standing);
            return;
        }
        int waitSeconds = SettlementWait.seconds(context.request().getHeader("prefer"), WAIT_SECONDS);
        new Wish(response, order.orderId(), ticket).express(waitSeconds);
    }

    /** One wish, until it is answered. */
    private final class Wish {
        private final HttpServerResponse response;
        private final String orderId;
        private final Ticket ticket;
        private boolean noted;

        private Wish(HttpServerResponse response, String orderId, Ticket ticket) {
            this.response = response;
            this.orderId = orderId;
            this.ticket = ticket;
        }

        private void express(int waitSeconds) {
            if (!waits.join(response, orderId, waitSeconds, this::answerNow)) {
                return;
            }
            var loop = vertx.getOrCreateContext();
            cancellations
                    .note(orderId, ticket)
                    .whenComplete((how, failure) ->
                            loop.runOnContext(nothing -> noted(failure == null ? how : Noted.NOT_CONFIRMED)));
        }

        private void noted(Noted how) {
            Problem problem = Problem.of(how);
            if (problem == Problem.ORDER_UNKNOWN) {
                problem.answer(response);
            } else if (problem != null) {
                problem.answer(response, null, List.of(), RETRY_SECONDS);
            } else {
                noted = true;
                if (orderBook.standing(orderId, ticket).kind() == Standing.Kind.SETTLED) {
                    answerNow();
                }
            }
        }

        private void answerNow() {
            Standing standing = orderBook.standing(orderId, ticket);
            if (standing.kind() == Standing.Kind.QUEUED && !noted) {
                Problem.CANCELLATION_NOT_CONFIRMED.answer(response, null, List.of(), RETRY_SECONDS);
            } else {
                answer(response, orderId, standing);
            }
        }
    }

    private void answer(HttpServerResponse response, String orderId, Standing standing) {
        if (response.ended() || response.closed()) {
            return;
        }
        Problem problem = Problem.of(standing.kind());
        String word = StandingJson.word(standing);
        if (problem != null) {
            problem.answer(response);
        } else if (standing.kind() == Standing.Kind.PROCESSING || isSettledOtherwise(standing.outcome())) {
            Problem.NOT_CANCELLABLE.answer(response, "The order is " + word + ".", List.of(), 0);
        } else {
            if (standing.kind() == Standing.Kind.QUEUED) {
                // The wish is durable, and the worker has not said anything yet.
                response.setStatusCode(202).putHeader(HttpHeaders.RETRY_AFTER, Integer.toString(RETRY_SECONDS));
            }
            response.putHeader(HttpHeaders.CONTENT_TYPE, "application/json").end(standingJson.of(orderId, standing));
        }
    }

    private static boolean isSettledOtherwise(@Nullable OrderOutcome outcome) {
        return outcome != null && outcome.kind() != OrderOutcome.Kind.CANCELLED;
    }
}
