package io.sluice.gateway.queue;

import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * When an order will be tried: its position over the rate of the fleet, which may follow a schedule. Says nothing rather
 * than something wrong: there is no ETA while paused, while no worker is alive, or before a rate is known. Thread-safe.
 */
public final class Forecast {
    /** Instead of an ETA where there is none. */
    public static final long UNKNOWN = DrainCurve.UNKNOWN;

    /** What a waiting-room page shows. */
    public enum State {
        EMPTY,
        DRAINING,
        PAUSED,
        STALLED
    }

    private final Backlog backlog;
    private final Supplier<DrainState> drain;
    private final IntSupplier inFlightOrders;
    private final LongSupplier wallMillisClock;

    /** @param wallMillisClock the wall clock, milliseconds since 1970: schedules go by it */
    public Forecast(
            Backlog backlog, Supplier<DrainState> drain, IntSupplier inFlightOrders, LongSupplier wallMillisClock) {
        this.backlog = backlog;
        this.drain = drain;
        this.inFlightOrders = inFlightOrders;
        this.wallMillisClock = wallMillisClock;
    }

    /** Milliseconds until an order at this position is tried, or {@link #UNKNOWN}. */
    public long etaMillis(long position) {
        DrainState now = drain.get();
        if (now.paused() || now.liveWorkers() == 0) {
            return UNKNOWN;
        }
        long afterHoldMillis = afterMillis(now, position, now.holdMillis());
        return afterHoldMillis == UNKNOWN ? UNKNOWN : now.holdMillis() + afterHoldMillis;
    }

    private long afterMillis(DrainState now, long orders, long delayMillis) {
        return now.curve().drainedAfterMillis(orders, wallMillisClock.getAsLong() + delayMillis);
    }

    /**
     * Wait of an order that is taken now, NaN if no rate is known, infinite if it is over a month. While the fleet is paused or
     * dead the wait is longer than this: the target rate gives its lower bound, and so bounds what piles up in that time.
     */
    public double newOrderWaitSeconds() {
        DrainState now = drain.get();
        if (now.ratePerSecond() <= 0 && !now.curve().isScheduled()) {
            return Double.NaN;
        }
        long waitMillis = afterMillis(now, backlog.depth() + inFlightOrders.getAsInt(), 0);
        return waitMillis == UNKNOWN ? Double.POSITIVE_INFINITY : waitMillis / 1000.0;
    }

    public long depth() {
        return backlog.depth();
    }

    /** Milliseconds until the present backlog is drained, or {@link #UNKNOWN}. */
    public long drainedInMillis() {
        long depth = backlog.depth();
        long etaMillis = etaMillis(depth);
        return depth == 0 ? Math.min(0, etaMillis) : etaMillis;
    }

    /** When it is, milliseconds since 1970, or {@link #UNKNOWN}. */
    public long drainedAtMillis() {
        long inMillis = drainedInMillis();
        return inMillis == UNKNOWN ? UNKNOWN : wallMillisClock.getAsLong() + inMillis;
    }

    public double ratePerSecond() {
        return drain.get().effectiveRatePerSecond();
    }

    public State state() {
        DrainState now = drain.get();
        if (now.paused() || now.isInBreak()) {
            return State.PAUSED;
        }
        if (backlog.depth() == 0) {
            return State.EMPTY;
        }
        return now.liveWorkers() == 0 || now.ratePerSecond() <= 0 ? State.STALLED : State.DRAINING;
    }
}
