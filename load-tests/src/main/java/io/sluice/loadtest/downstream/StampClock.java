package io.sluice.loadtest.downstream;

import java.util.function.LongSupplier;

/**
 * Microseconds since 1970 that never go back or jump: the wall clock is asked once, at the start, and the rest is
 * counted by the monotone clock. Thread-safe.
 */
final class StampClock {
    private static final int READINGS = 10;

    private final long anchorMicros;
    private final long anchorNanos;
    private final LongSupplier nanoClock;

    private StampClock(long anchorMicros, long anchorNanos, LongSupplier nanoClock) {
        this.anchorMicros = anchorMicros;
        this.anchorNanos = anchorNanos;
        this.nanoClock = nanoClock;
    }

    /**
     * A clock that starts now. Both clocks are read a few times and the closest pair counts: the first reading of a
     * young JVM may take a millisecond, which every stamp would then be off.
     *
     * @param microClock microseconds since 1970
     */
    static StampClock start(LongSupplier microClock, LongSupplier nanoClock) {
        long apartNanos = Long.MAX_VALUE;
        long anchorMicros = 0;
        long anchorNanos = 0;
        for (int i = 0; i < READINGS; i++) {
            long before = nanoClock.getAsLong();
            long micros = microClock.getAsLong();
            long after = nanoClock.getAsLong();
            if (after - before < apartNanos) {
                apartNanos = after - before;
                anchorMicros = micros;
                anchorNanos = before + apartNanos / 2;
            }
        }
        return new StampClock(anchorMicros, anchorNanos, nanoClock);
    }

    long nanos() {
        return nanoClock.getAsLong();
    }

    /** The wall-clock name of a moment that {@link #nanos} gave. */
    long micros(long nanos) {
        return anchorMicros + Math.floorDiv(nanos - anchorNanos, 1_000L);
    }
}
