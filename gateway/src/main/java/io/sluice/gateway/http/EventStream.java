package io.sluice.gateway.http;

import io.sluice.gateway.queue.Ticket;
import io.sluice.gateway.status.Standing;
import io.sluice.gateway.status.Watchers;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import org.jspecify.annotations.Nullable;

/**
 * The events of one order to one browser. Looks rarely while the wait is long and often towards its end, writes only what
 * has changed, and gives up on a browser that does not read. A position that it tells is never larger than one told before,
 * and a browser that comes back brings along the last one: so that holds also across gateways, of which one may
 * have read a little less than the other. A few numbers, as there may be fifty thousand of them: all that can be shared is
 * {@link WatchOrder}'s. Confined to its event loop.
 */
final class EventStream {
    private static final String PROCESSING_ID = "processing";
    private static final String POSITION_ID = "at-";
    /** Instead of a position that was told. */
    private static final long NOTHING_TOLD = Long.MAX_VALUE;

    private static final long PROCESSING_TOLD = -1;
    private static final int HEART_BEAT_MILLIS = 15_000;
    /** Where a gateway stops, its watchers come back not all in the same moment. */
    private static final int RETRY_MILLIS_MIN = 1_000;

    private static final int RETRY_MILLIS_SPREAD = 4_000;

    private final WatchOrder desk;
    private final HttpServerResponse response;
    private final String orderId;
    private final @Nullable Ticket ticket;
    private Watchers.@Nullable Watch watch;
    private long told;
    private int silentMillis;
    private int intervalMillis;
    private boolean closed;

    /** @param lastId the id of the last event that the browser got, or null */
    EventStream(WatchOrder desk, HttpServerResponse response, OrderPath order, @Nullable String lastId) {
        this.desk = desk;
        this.response = response;
        this.orderId = order.orderId();
        this.ticket = order.ticket();
        told = told(lastId);
    }

    /** What an event with this id told. */
    private static long told(@Nullable String id) {
        if (PROCESSING_ID.equals(id)) {
            return PROCESSING_TOLD;
        }
        if (id == null || !id.startsWith(POSITION_ID)) {
            return NOTHING_TOLD;
        }
        try {
            return Math.max(0, Long.parseLong(id.substring(POSITION_ID.length())));
        } catch (NumberFormatException e) {
            return NOTHING_TOLD;
        }
    }

    /** @param watch left when nothing will be written any more */
    void open(Watchers.Watch watch) {
        this.watch = watch;
        response.setChunked(true)
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/event-stream")
                .putHeader("X-Accel-Buffering", "no");
        response.closeHandler(nothing -> close());
        response.exceptionHandler(failure -> close());
        response.write(
                "retry: " + (RETRY_MILLIS_MIN + Math.floorMod(orderId.hashCode(), RETRY_MILLIS_SPREAD)) + "\n\n");
        look();
    }

    /** Looks where the order stands, tells what is new, and looks again later unless it has ended. */
    void look() {
        if (closed) {
            return;
        }
        silentMillis += intervalMillis;
        Standing now = desk.standing(orderId, ticket);
        if (tell(now)) {
            close();
            return;
        }
        if (silentMillis >= HEART_BEAT_MILLIS && !response.writeQueueFull()) {
            silentMillis = 0;
            response.write(": heart-beat\n\n");
        }
        intervalMillis = desk.lookAgain(this, now);
    }

    /** Its order has ended. */
    void settled() {
        if (!closed && tell(desk.standing(orderId, ticket))) {
            close();
        }
    }

    /** Whether that was the last word. */
    private boolean tell(Standing now) {
        return switch (now.kind()) {
            case SETTLED -> {
                write(WatchOrder.SETTLED, WatchOrder.SETTLED, now);
                yield true;
            }
            case QUEUED -> {
                if (now.position() < told && !response.writeQueueFull()) {
                    told = now.position();
                    write(POSITION_ID + told, "position", now);
                }
                yield false;
            }
            case PROCESSING -> {
                // One that has not read what it has gets the newest state later.
                if (told != PROCESSING_TOLD && !response.writeQueueFull()) {
                    told = PROCESSING_TOLD;
                    write(PROCESSING_ID, "position", now);
                }
                yield false;
            }
            case AGED_OUT, UNKNOWN -> true;
        };
    }

    private void write(String id, String name, Standing now) {
        silentMillis = 0;
        response.write("id: " + id + "\nevent: " + name + "\ndata: " + desk.json(orderId, now) + "\n\n");
    }

    /** Ends the stream, whoever wants it. */
    void close() {
        if (closed) {
            return;
        }
        closed = true;
        desk.closed(this);
        if (watch != null) {
            watch.leave();
        }
        if (!response.ended() && !response.closed()) {
            response.end();
        }
    }
}
