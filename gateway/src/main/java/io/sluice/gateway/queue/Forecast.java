package io.sluice.gateway.queue;

import java.util.function.IntSupplier;
import java.util.function.Supplier;

/**
 * When an order will be tried: its position over the rate of the fleet. Says nothing rather than something wrong: there
 * is no ETA while paused, while no worker is alive, or before a rate is known. Thread-safe.
 */
public final class Forecast {
    /** Instead of an ETA where there is none. */
    public static final long UNKNOWN = -1;

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

    public Forecast(Backlog backlog, Supplier<DrainState> drain, IntSupplier inFlightOrders) {
        this.backlog = backlog;
        this.drain = drain;
        this.inFlightOrders = inFlightOrders;
    }

    /** Milliseconds until an order at this position is tried, or {@link #UNKNOWN}. */
    public long etaMillis(long position) {
        DrainState now = drain.get();
        double ratePerSecond = now.effectiveRatePerSecond();
        if (ratePerSecond <= 0 || now.liveWorkers() == 0) {
            return UNKNOWN;
        }
        return now.holdMillis() + Math.round(position * 1000.0 / ratePerSecond);
    }

    /**
     * Wait of an order that is taken now, NaN if no rate is known. While the fleet is paused or dead the wait is longer
     * than this: the target rate gives its lower bound, and so bounds what piles up in that time.
     */
    public double newOrderWaitSeconds() {
        double ratePerSecond = drain.get().ratePerSecond();
        return ratePerSecond <= 0 ? Double.NaN : (backlog.depth() + inFlightOrders.getAsInt()) / ratePerSecond;
    }

    public long depth() {
        return backlog.depth();
    }

    public double ratePerSecond() {
        return drain.get().effectiveRatePerSecond();
    }

    public State state() {
        DrainState now = drain.get();
        if (now.paused()) {
            return State.PAUSED;
        }
        if (backlog.depth() == 0) {
            return State.EMPTY;
        }
        return now.liveWorkers() == 0 || now.ratePerSecond() <= 0 ? State.STALLED : State.DRAINING;
    }
}
