package io.sluice.worker.pacing;

/**
 * When may the next call start? Spaces calls evenly at a rate that may change at any moment, and keeps one worker's promise:
 * over every window of w ≥ 0.8 s at most {@code rate·w + 1} calls, over shorter ones at most {@code rate·(w + 4 ms) + 1}.
 *
 * <p>This is the generic cell rate algorithm (ITU-T I.371, as a continuous-state leaky bucket): permission accrues at the
 * rate and a call spends one. A caller that was idle finds one call's permission and no burst.
 *
 * <p>Strictly spaced, each late wake-up loses rate for good: 4 % of it on a busy machine of two cores. So the bucket runs
 * {@link #MARGIN} below the rate and remembers {@link #LATENESS_NANOS} of missed time, to be made up for. It lets through
 * {@code (1 − m)·rate·(w + t) + 1}, which is at most {@code rate·w + 1} whenever {@code w ≥ t·(1 − m)/m}; that is 0.796
 * seconds. A second is what is promised to the downstream; what is left of it is for a clock that runs up to 0.1 % fast.
 *
 * <p>Rejected: a second bucket at the rate itself that remembers half as long (the peak cell rate of ITU-T I.371), for calls
 * that are made up for not to leave together. Nobody is promised that, and over time it is the stricter of the two: what it
 * forgets is gone at the full rate, so its memory was the one that counted. Counting permits per period (resilience4j, Guava's
 * bursty limiter) allows twice a period's permits around its edge, and loses late permits for good.
 *
 * <p>Pure: time comes in, nanoseconds of a monotonic clock. Not thread-safe.
 */
public final class Pacer {
    static final double MARGIN = 0.005;
    static final long LATENESS_NANOS = 4_000_000;

    private static final double NANOS_PER_SECOND = 1e9;

    private final Slack slack;
    private double callsPerNano;
    /** Permission in calls, from 0 to 1 and what the lateness adds, as of {@link #asOfNanos}. */
    private double credit;

    private long asOfNanos;

    /**
     * How far from strict spacing.
     *
     * @param margin what the pacer stays below the rate
     * @param latenessNanos missed time that it remembers
     */
    public record Slack(double margin, long latenessNanos) {
        /** None: at most {@code ∫rate + 1} calls in any window, and each late wake-up costs rate for good. */
        public static final Slack NONE = new Slack(0, 0);

        /** What a worker runs with. */
        public static final Slack USUAL = new Slack(MARGIN, LATENESS_NANOS);
    }

    /** A pacer that allows nothing until it is given a rate. */
    public Pacer(Slack slack, long nowNanos) {
        this.slack = slack;
        asOfNanos = nowNanos;
    }

    /** One with {@link Slack#USUAL}. */
    public Pacer(long nowNanos) {
        this(Slack.USUAL, nowNanos);
    }

    /**
     * Says the rate as it is now, at every look; 0 allows no call at all, not even one already earned. It may have changed at
     * any time since the last look, and have been lent to others in between, so that time counts at the lowest there was.
     *
     * @param leastPerSecond the lowest rate since the last look, as far as it was lower than before and after
     */
    public void setRate(double callsPerSecond, double leastPerSecond, long nowNanos) {
        double next = perNano(callsPerSecond);
        callsPerNano = Math.min(Math.min(callsPerNano, next), perNano(leastPerSecond));
        accrue(nowNanos);
        callsPerNano = next;
        credit = Math.min(credit, creditMax());
    }

    private double perNano(double callsPerSecond) {
        return callsPerSecond * (1 - slack.margin()) / NANOS_PER_SECOND;
    }

    /** Nobody was waiting for a call until now, so nothing was missed. */
    public void idle(long nowNanos) {
        accrue(nowNanos);
        credit = Math.min(credit, 1);
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

    /** A call that started before left only now: what came together meanwhile is no more than if it had started now. */
    public void postponed(long nowNanos) {
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
        return 1 + slack.latenessNanos() * callsPerNano;
    }
}
