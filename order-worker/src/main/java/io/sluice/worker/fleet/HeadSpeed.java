package io.sluice.worker.fleet;

/**
 * How fast the fleet drains through acceptance time, in seconds of it per second: 0.01 in a rush, 100 in a backlog of a quiet
 * night. The correction of shares by age has to be as much slower as the heads are faster, or it would act on where the
 * heads were a log's round trip ago, and swing. A leap, as when partitions change hands, only makes it slower for a while.
 * Pure: time comes in. Not thread-safe.
 */
final class HeadSpeed {
    private static final double NANOS_PER_MILLI = 1e6;
    private static final long STEP_NANOS = 250_000_000L;
    private static final double SMOOTHED_NANOS = 2e9;

    /** Weights double for a head this long behind, however slow the drain; less is jitter. */
    private static final double OCTAVE_MILLIS_MIN = 250;

    /** An octave is what the heads move in this time, forty times a log's round trip. */
    private static final double OCTAVE_DRAIN_MILLIS = 4_000;

    private double perSecond;
    private double headMillis = Double.NaN;
    private long notedNanos;

    /** The fleet's middle head is here now; NaN if nothing waits. */
    void note(double middleHeadMillis, long nowNanos) {
        long elapsedNanos = nowNanos - notedNanos;
        if (Double.isNaN(headMillis) || Double.isNaN(middleHeadMillis)) {
            headMillis = middleHeadMillis;
            notedNanos = nowNanos;
        } else if (elapsedNanos >= STEP_NANOS) {
            double seen = Math.abs(middleHeadMillis - headMillis) * NANOS_PER_MILLI / elapsedNanos;
            perSecond += (seen - perSecond) * (1 - Math.exp(-elapsedNanos / SMOOTHED_NANOS));
            headMillis = middleHeadMillis;
            notedNanos = nowNanos;
        }
    }

    double perSecond() {
        return perSecond;
    }

    /** How far behind a head must be for its worker's weight to double, in a fleet that drains so fast. */
    static double octaveMillis(double perSecond) {
        return Math.max(OCTAVE_MILLIS_MIN, OCTAVE_DRAIN_MILLIS * perSecond);
    }
}
