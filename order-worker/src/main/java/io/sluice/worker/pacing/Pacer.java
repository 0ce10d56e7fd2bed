package io.sluice.worker.pacing;

/**
 * When may the next call start? Keeps one worker's promise: over every window of w ≥ 0.6 s at most {@code rate·w + 1} calls,
 * over shorter ones at most {@code rate·(w + 2 ms) + 1}.
 *
 * <p>Strictly spaced, each late wake-up loses rate for good: 4 % of it on a busy machine of two cores. So there are two
 * buckets, as for the sustainable and the peak cell rate of ITU-T I.371. The sustained one runs {@link #MARGIN} below the
 * rate and remembers {@link #LATENESS_NANOS} of missed time, to be made up for. The peak one runs at the rate itself and
 * keeps the making up from being a burst. The sustained one alone lets through {@code (1 − m)·rate·(w + t) + 1}, which
 * is at most {@code rate·w + 1} whenever {@code w ≥ t·(1 − m)/m}; that is 0.597 seconds.
 *
 * <p>Pure: time comes in, nanoseconds of a monotonic clock. Not thread-safe.
 */
public final class Pacer {
    static final double MARGIN = 0.005;
    static final long LATENESS_NANOS = 3_000_000;
    static final long JITTER_NANOS = 2_000_000;

    private final double margin;
    private final LeakyBucket sustained;
    private final LeakyBucket peak;

    /**
     * How far from strict spacing.
     *
     * @param margin what the sustained bucket stays below the rate
     * @param latenessNanos missed time that it remembers
     * @param jitterNanos missed time that the peak bucket remembers
     */
    public record Slack(double margin, long latenessNanos, long jitterNanos) {
        /** None: at most {@code ∫rate + 1} calls in any window, and each late wake-up costs rate for good. */
        public static final Slack NONE = new Slack(0, 0, 0);

        /** What a worker runs with. */
        public static final Slack USUAL = new Slack(MARGIN, LATENESS_NANOS, JITTER_NANOS);
    }

    /** A pacer that allows nothing until it is given a rate. */
    public Pacer(Slack slack, long nowNanos) {
        margin = slack.margin();
        sustained = new LeakyBucket(slack.latenessNanos(), nowNanos);
        peak = new LeakyBucket(slack.jitterNanos(), nowNanos);
    }

    /** One with {@link Slack#USUAL}. */
    public Pacer(long nowNanos) {
        this(Slack.USUAL, nowNanos);
    }

    /**
     * Says the rate as it is now, at every look; 0 allows no call at all, not even one already earned. What accrued since
     * the last look counts at the lower of the two rates, and for a moment at most: see {@link LeakyBucket#setRate}.
     */
    public void setRate(double callsPerSecond, long nowNanos) {
        sustained.setRate(callsPerSecond * (1 - margin), nowNanos);
        peak.setRate(callsPerSecond, nowNanos);
    }

    /** Nobody was waiting for a call until now, so nothing was missed. */
    public void idle(long nowNanos) {
        sustained.idle(nowNanos);
        peak.idle(nowNanos);
    }

    /** How long until the next call may start, 0 if it may start now, {@link Long#MAX_VALUE} if the rate is 0. */
    public long waitNanos(long nowNanos) {
        return Math.max(sustained.waitNanos(nowNanos), peak.waitNanos(nowNanos));
    }

    /** A call starts now; to be called only when {@link #waitNanos} is 0. */
    public void started(long nowNanos) {
        sustained.started(nowNanos);
        peak.started(nowNanos);
    }

    /** A call that started before left only now, and counts as of now. */
    public void postponed(long nowNanos) {
        sustained.postponed(nowNanos);
        peak.postponed(nowNanos);
    }
}
