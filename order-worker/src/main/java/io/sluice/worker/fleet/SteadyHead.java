package io.sluice.worker.fleet;

/**
 * Where a worker's oldest order is, without the leaps: where few orders wait, the head moves by seconds with a single call,
 * and weights that leapt with it cost rate with each move, as a share is lowered before others can raise theirs. An
 * exponential mean over two seconds, a third of what the correction by age takes to act, so that it does not swing. All
 * workers lag alike. Pure: time comes in. Not thread-safe.
 */
final class SteadyHead {
    private static final double SMOOTHED_NANOS = 2e9;

    private double headMillis;
    private long notedNanos;

    /** The oldest order was accepted then, milliseconds since 1970, or nothing waits: 0. */
    void note(long oldestMillis, long nowNanos) {
        if (oldestMillis == 0 || headMillis == 0) {
            headMillis = oldestMillis;
        } else {
            headMillis += (oldestMillis - headMillis) * (1 - Math.exp((notedNanos - nowNanos) / SMOOTHED_NANOS));
        }
        notedNanos = nowNanos;
    }

    long millis() {
        return (long) headMillis;
    }
}
