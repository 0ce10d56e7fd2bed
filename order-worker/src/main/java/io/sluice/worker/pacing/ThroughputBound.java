package io.sluice.worker.pacing;

/**
 * How many calls a second the bound on unanswered calls lets through, while it is that bound which holds orders back: a
 * worker whose calls hang should not keep a share of the rate that it cannot use. Sampled; time comes in. Thread-safe.
 */
public final class ThroughputBound {
    private static final long WINDOW_NANOS = 500_000_000L;

    /** What it claims beyond what it got through, so that it finds out when the downstream is quicker again. */
    private static final double HEADROOM = 1.25;

    private long windowStartNanos;
    private long callsAtWindowStart;
    private int samples;
    private int fullSamples;
    private double callsPerSecondMax = Double.POSITIVE_INFINITY;

    public ThroughputBound(long nowNanos) {
        windowStartNanos = nowNanos;
    }

    /**
     * Takes a sample and answers with the bound, infinite while the concurrency limit is not what holds orders back.
     *
     * @param isFull whether the next call would have to wait for an answer
     * @param callsStarted calls started so far
     */
    public synchronized double callsPerSecondMax(boolean isFull, long callsStarted, long nowNanos) {
        samples++;
        fullSamples += isFull ? 1 : 0;
        long elapsedNanos = nowNanos - windowStartNanos;
        if (elapsedNanos >= WINDOW_NANOS) {
            double callsPerSecond = (callsStarted - callsAtWindowStart) * 1e9 / elapsedNanos;
            callsPerSecondMax = fullSamples * 2 > samples ? 1 + HEADROOM * callsPerSecond : Double.POSITIVE_INFINITY;
            windowStartNanos = nowNanos;
            callsAtWindowStart = callsStarted;
            samples = 0;
            fullSamples = 0;
        }
        return callsPerSecondMax;
    }
}
