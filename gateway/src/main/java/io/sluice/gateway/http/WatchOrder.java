package io.sluice.gateway.http;

import io.sluice.gateway.queue.Ticket;
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
 * to stay away. Ends are told at once; for places all streams of the loop together look so many times a second at most,
 * however many they are, as taking orders comes first. Confined to its event loop.
 */
final class WatchOrder {
    static final String SETTLED = "settled";

    private static final int RETRY_SECONDS = 5;
    private static final int INTERVAL_MILLIS_MIN = 500;
    private static final int INTERVAL_MILLIS_MAX = 10_000;
    /** Where nobody knows how long it takes. */
    private static final int INTERVAL_MILLIS_UNKNOWN = 1_000;
    /** Looks of one stream on the way to the front. */
    private static final long LOOKS = 200;
    /** Of all streams: less than a tenth of a core, most of it the kernel's for writing what changed. */
    private static final long LOOKS_PER_SECOND_MAX = 2_500;

    private final OrderBook orderBook;
    private final Watchers watchers;
    private final TurnQueue turns;
    private final LookWheel wheel;
    private final StandingJson standingJson = new StandingJson();
    private final Set<EventStream> streams = new HashSet<>();

    WatchOrder(Vertx vertx, OrderBook orderBook, Watchers watchers, TurnQueue turns) {
        this.orderBook = orderBook;
        this.watchers = watchers;
        this.turns = turns;
        wheel = new LookWheel(vertx, turns);
    }

    void handle(RoutingContext context) {
        OrderPath order = OrderPath.of(context);
        if (order == null) {
            return;
        }
        HttpServerResponse response = context.response();
        String lastEventId = context.request().getHeader("last-event-id");
        Problem problem =
                Problem.of(orderBook.standing(order.orderId(), order.ticket()).kind());
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
        EventStream stream = new EventStream(this, response, order, lastEventId);
        Watchers.Watch watch = watchers.join(order.orderId(), outcome -> turns.add(stream::settled));
        if (watch == null) {
            Problem.TOO_MANY_WATCHERS.answer(response, null, List.of(), RETRY_SECONDS);
            return;
        }
        streams.add(stream);
        stream.open(watch);
    }

    Standing standing(String orderId, @Nullable Ticket ticket) {
        return orderBook.standing(orderId, ticket);
    }

    String json(String orderId, Standing standing) {
        return standingJson.of(orderId, standing);
    }

    /** Has the stream look again when it is worth it; returns in how many milliseconds. */
    int lookAgain(EventStream stream, Standing now) {
        int intervalMillis = intervalMillis(now, streams.size());
        wheel.add(stream, intervalMillis);
        return intervalMillis;
    }

    /** From one look of a stream to its next, in this standing and with so many streams on the loop. */
    static int intervalMillis(Standing now, int streamCount) {
        boolean isEtaKnown = now.kind() == Standing.Kind.QUEUED && now.etaMillis() >= 0;
        long wantedMillis = isEtaKnown ? now.etaMillis() / LOOKS : INTERVAL_MILLIS_UNKNOWN;
        long affordedMillis = streamCount * 1_000L / LOOKS_PER_SECOND_MAX;
        return (int)
                Math.max(INTERVAL_MILLIS_MIN, Math.min(INTERVAL_MILLIS_MAX, Math.max(wantedMillis, affordedMillis)));
    }

    void closed(EventStream stream) {
        streams.remove(stream);
    }

    /** Ends all streams, so that their browsers look for another gateway. */
    void stop() {
        List.copyOf(streams).forEach(EventStream::close);
        wheel.stop();
    }
}
