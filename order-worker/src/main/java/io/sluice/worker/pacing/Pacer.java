package io.sluice.worker.pacing;

/**
 * When may the next call start? Keeps one worker's promise: over every window of w ≥ 0.8 s at most {@code rate·w + 1} calls,
 * over shorter ones at most {@code rate·(w + 4 ms) + 1}.
 *
 * <p>Strictly spaced, each late wake-up loses rate for good: 4 % of it on a busy machine of two cores. So the {@link
 * LeakyBucket} runs {@link #MARGIN} below the rate and remembers {@link #LATENESS_NANOS} of missed time, to be made up for.
 * It lets through {@code (1 − m)·rate·(w + t) + 1}, which is at most {@code rate·w + 1} whenever {@code w ≥ t·(1 − m)/m};
 * that is 0.796 seconds. A second is what is promised to the downstream; what is left of it is for a clock that runs up to
 * 0.1 % fast.
 *
 * <p>Rejected: a second bucket at the rate itself that remembers half as long (the peak cell rate of ITU-T I.371), for calls
 * that are made up for not to leave together. Nobody is promised that, and over time it is the stricter of the two: what it
 * forgets is gone at the full rate, so its memory was the one that counted.
 *
 * <p>Pure: time comes in, nanoseconds of a monotonic clock. Not thread-safe.
 */
public final class Pacer {
    static final double MARGIN = 0.005;
    static final long LATENESS_NANOS = 4_000_000;

    private final double margin;
    private final LeakyBucket bucket;

    /**
     * How far from strict spacing.
     *
     * @param margin what the bucket stays below the rate
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
        margin = slack.margin();
        bucket = new LeakyBucket(slack.latenessNanos(), nowNanos);
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
        bucket.setRate(callsPerSecond * (1 - margin), nowNanos);
    }

    /** Nobody was waiting for a call until now, so nothing was missed. */
    public void idle(long nowNanos) {
        bucket.idle(nowNanos);
    }

    /** How long until the next call may start, 0 if it may start now, {@link Long#MAX_VALUE} if the rate is 0. */
    public long waitNanos(long nowNanos) {
        return bucket.waitNanos(nowNanos);
    }

    /** A call starts now; to be called only when {@link #waitNanos} is 0. */
    public void started(long nowNanos) {
        bucket.started(nowNanos);
    }

    /** A call that started before left only now, and counts as of now. */
    public void postponed(long nowNanos) {
        bucket.postponed(nowNanos);
    }
}
