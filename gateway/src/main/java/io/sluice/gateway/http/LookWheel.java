package io.sluice.gateway.http;

import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;

/**
 * When each event stream of one event loop looks again: a timing wheel (Varghese and Lauck, 1987) of one revolution, with
 * one timer for all of them instead of one for each of fifty thousand. The timer runs only while anybody is on the wheel. Confined
 * to its event loop.
 */
final class LookWheel {
    /** Looks are this far from where they should be, and a tick has so little to do that orders do not wait behind it. */
    private static final int TICK_MILLIS = 50;

    private static final int SLOTS = 256;

    private final Vertx vertx;
    private final List<List<EventStream>> slots = new ArrayList<>(SLOTS);
    private int hand;
    private int count;
    private long timer;

    LookWheel(Vertx vertx) {
        this.vertx = vertx;
        for (int slot = 0; slot < SLOTS; slot++) {
            slots.add(new ArrayList<>());
        }
    }

    /** Has the stream look in so many milliseconds, at most a revolution. */
    void add(EventStream stream, int inMillis) {
        int ticks = Math.max(1, Math.min(SLOTS - 1, inMillis / TICK_MILLIS));
        slots.get((hand + ticks) % SLOTS).add(stream);
        if (count++ == 0) {
            timer = vertx.setPeriodic(TICK_MILLIS, fired -> tick());
        }
    }

    private void tick() {
        hand = (hand + 1) % SLOTS;
        List<EventStream> due = slots.get(hand);
        // A stream that goes on is put into another slot.
        slots.set(hand, new ArrayList<>());
        count -= due.size();
        due.forEach(EventStream::look);
        if (count == 0) {
            vertx.cancelTimer(timer);
        }
    }

    void stop() {
        vertx.cancelTimer(timer);
    }
}
