package io.sluice.gateway.http;

import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;

/**
 * When each event stream of one event loop looks again: a timing wheel (Varghese and Lauck, 1987) of one revolution, with
 * one timer for all of them instead of one for each of fifty thousand. What is due takes its turn with what else the watchers
 * want of the loop, so that orders never wait behind a crowd that came in one moment. The timer runs only while anybody is on
 * the wheel. Confined to its event loop.
 */
final class LookWheel {
    private static final int TICK_MILLIS = 10;
    private static final int SLOTS = 1_024;

    private final Vertx vertx;
    private final TurnQueue turns;
    private final List<List<EventStream>> slots = new ArrayList<>(SLOTS);
    private int hand;
    private int count;
    private long timer;

    LookWheel(Vertx vertx, TurnQueue turns) {
        this.vertx = vertx;
        this.turns = turns;
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
        // Not emptied: the room that a crowd once took would stay with every slot that it came through.
        slots.set(hand, new ArrayList<>());
        count -= due.size();
        due.forEach(stream -> turns.add(stream::look));
        if (count == 0) {
            vertx.cancelTimer(timer);
        }
    }

    void stop() {
        vertx.cancelTimer(timer);
    }
}
