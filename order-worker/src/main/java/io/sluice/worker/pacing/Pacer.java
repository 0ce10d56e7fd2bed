package io.sluice.worker.pacing;

/**
 * When may the next call start? Spaces calls evenly at a rate that may change at any moment, and never hands out a
 * burst: over every window, however short, it allows at most the integral of the rate plus one call.
 *
 * <p>This is the generic cell rate algorithm (ITU-T I.371, "continuous-state leaky bucket") with a bucket of one call
 * and no tolerance: permission accrues at the rate, is capped at one call, and a call spends one. The cap is why a
 * caller that comes late loses the time by which it is late; a tolerance would give that time back as two calls close
 * together, which is exactly what the promise forbids. So call {@link #started} when the call really starts, and be
 * punctual. Alternative rejected: counting permits per period (resilience4j, Guava's bursty limiter), which allows twice
 * the permits of a period around its edge.
 *
 * <p>Pure: time comes in, nanoseconds of a monotonic clock. Not thread-safe.
 */
public final class Pacer {
    private static final double NANOS_PER_SECOND = 1e9;

    private double callsPerNano;
    /** Permission in calls, from 0 to 1, as of {@link #asOfNanos}. */
    private double credit;

    private long asOfNanos;

    /** A pacer that allows nothing until it is given a rate. */
    public Pacer(long nowNanos) {
        asOfNanos = nowNanos;
    }

    /** Changes the rate from now on; 0 allows no call at all, not even one already earned. */
    public void setRate(double callsPerSecond, long nowNanos) {
        accrue(nowNanos);
        callsPerNano = callsPerSecond / NANOS_PER_SECOND;
    }

    /** How long until the next call may start, 0 if it may start now, {@link Long#MAX_VALUE} if the rate is 0. */
    public long waitNanos(long nowNanos) {
        if (callsPerNano == 0) {
            return Long.MAX_VALUE;
        }
        accrue(nowNanos);
        return credit >= 1 ? 0 : (long) Math.ceil((1 - credit) / callsPerNano);
    }

    /** A call starts now; to be called only when {@link #waitNanos} is 0. */
    public void started(long nowNanos) {
        accrue(nowNanos);
        credit = Math.max(0, credit - 1);
    }

    private void accrue(long nowNanos) {
        if (nowNanos > asOfNanos) {
            credit = Math.min(1, credit + (nowNanos - asOfNanos) * callsPerNano);
            asOfNanos = nowNanos;
        }
    }
}
