package io.sluice.gateway.http;

import io.sluice.gateway.status.Standing;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The events of one order to one browser. Looks rarely while the wait is long and often towards its end, writes only what
 * has changed, and gives up on a browser that does not read. Confined to its event loop.
 */
final class EventStream {
    private static final long INTERVAL_MILLIS_MIN = 500;
    private static final long INTERVAL_MILLIS_MAX = 10_000;
    private static final long HEART_BEAT_MILLIS = 15_000;
    /** Two hundred looks on the way to the front. */
    private static final long LOOKS = 200;

    private final Vertx vertx;
    private final HttpServerResponse response;
    private final Supplier<Standing> standing;
    private final String orderId;
    private final StandingJson standingJson = new StandingJson();
    private @Nullable String lastId;
    private long silentMillis;
    private long timer = -1;
    private boolean closed;
    private Runnable onClose = () -> {};

    EventStream(
            Vertx vertx,
            HttpServerResponse response,
            @Nullable String lastId,
            Supplier<Standing> standing,
            String orderId) {
        this.vertx = vertx;
        this.response = response;
        this.lastId = lastId;
        this.standing = standing;
        this.orderId = orderId;
    }

    /** Called once, when nothing will be written any more. */
    void onClose(Runnable action) {
        onClose = action;
    }

    void open() {
        response.setChunked(true)
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/event-stream")
                .putHeader("X-Accel-Buffering", "no");
        response.closeHandler(nothing -> close());
        response.exceptionHandler(failure -> close());
        response.write("retry: 3000\n\n");
        refresh();
    }

    /** Looks where the order stands and tells what is new. */
    void refresh() {
        if (closed) {
            return;
        }
        Standing now = standing.get();
        switch (now.kind()) {
            case SETTLED -> {
                event(WatchOrder.SETTLED, WatchOrder.SETTLED, now);
                close();
            }
            case QUEUED, PROCESSING -> {
                event("position", now.kind() == Standing.Kind.QUEUED ? "at-" + now.position() : "processing", now);
                schedule(now);
            }
            case AGED_OUT, UNKNOWN -> close();
        }
    }

    private void event(String name, String id, Standing now) {
        if (id.equals(lastId)) {
            return;
        }
        if (response.writeQueueFull()) {
            // It has not read what it has: the newest state is enough for it, later.
            return;
        }
        lastId = id;
        silentMillis = 0;
        response.write("id: " + id + "\nevent: " + name + "\ndata: " + standingJson.of(orderId, now) + "\n\n");
    }

    private void schedule(Standing now) {
        if (timer >= 0) {
            vertx.cancelTimer(timer);
        }
        long wanted = now.kind() == Standing.Kind.QUEUED && now.etaMillis() >= 0 ? now.etaMillis() / LOOKS : 1_000;
        long intervalMillis = Math.max(INTERVAL_MILLIS_MIN, Math.min(INTERVAL_MILLIS_MAX, wanted));
        timer = vertx.setTimer(intervalMillis, fired -> {
            silentMillis += intervalMillis;
            if (silentMillis >= HEART_BEAT_MILLIS && !response.writeQueueFull()) {
                silentMillis = 0;
                response.write(": heart-beat\n\n");
            }
            refresh();
        });
    }

    /** Ends the stream, whoever wants it. */
    void close() {
        if (closed) {
            return;
        }
        closed = true;
        vertx.cancelTimer(timer);
        onClose.run();
        if (!response.ended() && !response.closed()) {
            response.end();
        }
    }
}
