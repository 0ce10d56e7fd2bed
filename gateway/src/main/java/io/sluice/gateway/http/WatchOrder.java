package io.sluice.gateway.http;

import io.sluice.gateway.status.OrderBook;
import io.sluice.gateway.status.Standing;
import io.sluice.gateway.status.Watchers;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /v1/orders/{id}/events}: the order's place as Server-Sent Events, and its end. The events carry a state and no
 * history, so {@code Last-Event-ID} only says what need not be sent again; a browser that comes back after the end is told
 * to stay away. Confined to its event loop.
 */
final class WatchOrder {
    static final String SETTLED = "settled";

    private static final int RETRY_SECONDS = 5;

    private final Vertx vertx;
    private final OrderBook orderBook;
    private final Watchers watchers;
    private final Set<EventStream> streams = new HashSet<>();

    WatchOrder(Vertx vertx, OrderBook orderBook, Watchers watchers) {
        this.vertx = vertx;
        this.orderBook = orderBook;
        this.watchers = watchers;
    }

    void handle(RoutingContext context) {
        OrderPath order = OrderPath.of(context);
        if (order == null) {
            return;
        }
        HttpServerResponse response = context.response();
        String lastEventId = context.request().getHeader("last-event-id");
        Standing standing = orderBook.standing(order.orderId(), order.ticket());
        Problem problem = Problem.of(standing.kind());
        response.putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        if (problem != null) {
            problem.answer(response);
        } else if (SETTLED.equals(lastEventId)) {
            // What makes an EventSource stop reconnecting.
            response.setStatusCode(204).end();
        } else {
            stream(response, order, lastEventId);
        }
    }

    private void stream(HttpServerResponse response, OrderPath order, @Nullable String lastEventId) {
        var loop = vertx.getOrCreateContext();
        EventStream stream = new EventStream(
                vertx,
                response,
                lastEventId,
                () -> orderBook.standing(order.orderId(), order.ticket()),
                order.orderId());
        Watchers.Watch watch =
                watchers.join(order.orderId(), outcome -> loop.runOnContext(nothing -> stream.refresh()));
        if (watch == null) {
            Problem.TOO_MANY_WATCHERS.answer(response, null, List.of(), RETRY_SECONDS);
            return;
        }
        streams.add(stream);
        stream.onClose(() -> {
            watch.leave();
            streams.remove(stream);
        });
        stream.open();
    }

    /** Ends all streams, so that their browsers look for another gateway. */
    void stop() {
        List.copyOf(streams).forEach(EventStream::close);
    }
}
