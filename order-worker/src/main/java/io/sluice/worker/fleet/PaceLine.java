package io.sluice.worker.fleet;

import io.sluice.contract.FleetRecord.Cause;
import io.sluice.contract.FleetRecord.Pace;
import org.jspecify.annotations.Nullable;

/**
 * When a pace is worth a record: when it changed by enough and the last record is not too young, and now and then without
 * any change. Not thread-safe; time comes in.
 */
final class PaceLine {
    /** Of a ramp four steps a second are enough: each holds everywhere within some 50 ms. */
    private static final long CHANGE_NANOS_MIN = 250_000_000L;

    /** A cut is more urgent. */
    private static final long CUT_NANOS_MIN = 50_000_000L;

    private static final double CUT_PART_MIN = 0.05;

    /** Smaller steps are told once the rate stays where it is. */
    private static final double STEP_PART_MIN = 0.005;

    private static final long RENEWAL_NANOS = 10_000_000_000L;

    private final String worker;
    private final boolean advice;
    private double wantedPerSecond = Double.NaN;
    private double saidPerSecond = Double.NaN;
    private long saidNanos;
    private boolean isSaid;

    /** @param advice whether it is only said, not to be followed */
    PaceLine(String worker, boolean advice) {
        this.worker = worker;
        this.advice = advice;
    }

    /** Somebody else may have spoken meanwhile. */
    void fallSilent() {
        isSaid = false;
        saidPerSecond = Double.NaN;
        wantedPerSecond = Double.NaN;
    }

    /** What was last said, or NaN. */
    double saidPerSecond() {
        return saidPerSecond;
    }

    /**
     * The record to append now, or null.
     *
     * @param perSecond the rate as it should be
     * @param known the rate that the log has, or NaN if it has none
     * @param unheard whether somebody has not heard it yet
     */
    @Nullable Pace next(
            double perSecond,
            Cause cause,
            String reason,
            double known,
            boolean unheard,
            long nowNanos,
            long nowMillis) {
        boolean isSteady = perSecond == wantedPerSecond;
        wantedPerSecond = perSecond;
        if (isSaid && nowNanos - saidNanos < waitNanos(perSecond, known, isSteady, unheard)) {
            return null;
        }
        isSaid = true;
        saidPerSecond = perSecond;
        saidNanos = nowNanos;
        return new Pace(perSecond, advice, worker, cause, reason, nowMillis);
    }

    private long waitNanos(double perSecond, double known, boolean isSteady, boolean unheard) {
        double part = Math.abs(perSecond - known) / Math.max(perSecond, known);
        if (perSecond < (1 - CUT_PART_MIN) * known && perSecond != saidPerSecond) {
            return CUT_NANOS_MIN;
        }
        boolean isNews = Double.isNaN(known) || part >= STEP_PART_MIN || (isSteady && part > 0);
        return isNews || unheard ? CHANGE_NANOS_MIN : RENEWAL_NANOS;
    }
}
