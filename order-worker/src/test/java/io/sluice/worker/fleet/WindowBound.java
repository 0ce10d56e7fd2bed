package io.sluice.worker.fleet;

/**
 * Counts calls against every window at once: for each instant s before now, the calls since s may be at most {@code (1 −
 * margin)·∫R + N(s) + tolerance·(1 − margin)·R(s)}, N(s) being the workers alive <em>at the beginning</em> of the window.
 *
 * <p>Exact and constant in time and space: {@code level} is the greatest excess over all s, and ages as a leaky bucket does.
 * Between two changes of N or R the worst s is the latest one, so only these and the calls need a look. Not thread-safe.
 */
final class WindowBound {
    /** What sums of doubles may be off by. */
    private static final double ROUNDING_CALLS = 1e-5;

    private final double margin;
    private final double toleranceSeconds;
    private double level = Double.NEGATIVE_INFINITY;
    private double allowed;
    private double callsPerNano;
    private long asOfNanos;
    private double excessMax = Double.NEGATIVE_INFINITY;

    WindowBound(double margin, double toleranceSeconds, long nowNanos) {
        this.margin = margin;
        this.toleranceSeconds = toleranceSeconds;
        asOfNanos = nowNanos;
    }

    /** From now on so many workers are alive and this is the fleet's rate. */
    void change(int workers, double callsPerSecond, long nowNanos) {
        age(nowNanos);
        callsPerNano = (1 - margin) * callsPerSecond / 1e9;
        allowed = workers + toleranceSeconds * (1 - margin) * callsPerSecond;
    }

    /** A call starts. */
    void called(long nowNanos) {
        age(nowNanos);
        level += 1;
        excessMax = Math.max(excessMax, level);
    }

    /** Calls by which the worst window so far was over its bound; negative if none reached it. */
    double excessMax() {
        return excessMax;
    }

    boolean isBroken() {
        return excessMax > ROUNDING_CALLS;
    }

    private void age(long nowNanos) {
        level = Math.max(level - (nowNanos - asOfNanos) * callsPerNano, -allowed);
        asOfNanos = nowNanos;
    }
}
