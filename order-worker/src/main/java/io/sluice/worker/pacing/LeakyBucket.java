package io.sluice.worker.pacing;

/**
 * Spaces calls evenly at a rate that may change at any moment.
 *
 * <p>This is the generic cell rate algorithm (ITU-T I.371, as a continuous-state leaky bucket): permission accrues at the
 * rate and a call spends one. A caller that was waiting and was woken late may make up for at most {@code
 * toleranceNanos}; a caller that was idle finds one call's permission and no burst. So over every window of w seconds at
 * most {@code ∫rate + tolerance·rate + 1} calls start. With tolerance 0 that is the strict spacing, which on a busy
 * machine loses a few per cent of the rate to late wake-ups.
 *
 * <p>Alternative rejected: counting permits per period (resilience4j, Guava's bursty limiter) allows twice a period's
 * permits around its edge, and loses late permits for good. Pure: time comes in, nanoseconds of a monotonic clock. Not
 * thread-safe.
 */
final class LeakyBucket {
    private static final double NANOS_PER_SECOND = 1e9;

    /** Twice the dispatcher's longest time between looks, and too short for a share to be given away and taken back. */
    private static final long UNSEEN_NANOS_MAX = 10_000_000;

    private final long toleranceNanos;
    private double callsPerNano;
    /** Permission in calls, from 0 to 1 and what the tolerance adds, as of {@link #asOfNanos}. */
    private double credit;

    private long asOfNanos;

    /** A bucket that allows nothing until it is given a rate. */
    LeakyBucket(long toleranceNanos, long nowNanos) {
        this.toleranceNanos = toleranceNanos;
        asOfNanos = nowNanos;
    }

    /**
     * Says the rate as it is now; 0 allows no call at all, not even one already earned. It may have changed at any time
     * since the last look, so that time counts at the lower rate of the two; and if that is long ago, the rate may have
     * been lent to others in between, so it counts for {@link #UNSEEN_NANOS_MAX}.
     */
    void setRate(double callsPerSecond, long nowNanos) {
        double next = callsPerSecond / NANOS_PER_SECOND;
        callsPerNano = Math.min(callsPerNano, next);
        asOfNanos = Math.max(asOfNanos, nowNanos - UNSEEN_NANOS_MAX);
        accrue(nowNanos);
        callsPerNano = next;
        credit = Math.min(credit, creditMax());
    }

    /** Nobody was waiting for a call until now, so nothing was missed. */
    void idle(long nowNanos) {
        accrue(nowNanos);
        credit = Math.min(credit, 1);
    }

    /** How long until the next call may start, 0 if it may start now, {@link Long#MAX_VALUE} if the rate is 0. */
    long waitNanos(long nowNanos) {
        if (callsPerNano == 0) {
            return Long.MAX_VALUE;
        }
        accrue(nowNanos);
        return credit >= 1 ? 0 : (long) Math.ceil((1 - credit) / callsPerNano);
    }

    /** A call starts now; to be called only when {@link #waitNanos} is 0. */
    void started(long nowNanos) {
        accrue(nowNanos);
        credit = Math.max(0, credit - 1);
    }

    /** A call that started before left only now: what came together meanwhile is no more than if it had started now. */
    void postponed(long nowNanos) {
        accrue(nowNanos);
        credit = Math.min(credit, creditMax() - 1);
    }

    private void accrue(long nowNanos) {
        if (nowNanos > asOfNanos) {
            credit = Math.min(creditMax(), credit + (nowNanos - asOfNanos) * callsPerNano);
            asOfNanos = nowNanos;
        }
    }

    private double creditMax() {
        return 1 + toleranceNanos * callsPerNano;
    }
}
