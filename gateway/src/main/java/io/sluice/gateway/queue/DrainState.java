package io.sluice.gateway.queue;

/**
 * What the fleet log says about draining, at one moment.
 *
 * @param ratePerSecond what the whole fleet may do now; 0 if no worker has ever said
 * @param paused whether the operator has stopped it
 * @param liveWorkers workers heard of lately
 * @param holdMillis how much longer the downstream wants quiet; 0 if it does not
 * @param curve what the whole fleet may do from now on, if nobody decides otherwise
 */
public record DrainState(double ratePerSecond, boolean paused, int liveWorkers, long holdMillis, DrainCurve curve) {
    /** Before anything is known. */
    public static final DrainState UNKNOWN = new DrainState(0, false, 0, 0, DrainCurve.NONE);

    /** With one rate for ever. */
    public DrainState(double ratePerSecond, boolean paused, int liveWorkers, long holdMillis) {
        this(ratePerSecond, paused, liveWorkers, holdMillis, DrainCurve.level(ratePerSecond));
    }

    /** Orders a second that may be tried: none while paused. */
    public double effectiveRatePerSecond() {
        return paused ? 0 : ratePerSecond;
    }

    /** Orders a second that can be tried at this moment: also none while the downstream wants quiet or nobody works. */
    public double workingRatePerSecond() {
        return holdMillis > 0 || liveWorkers == 0 ? 0 : effectiveRatePerSecond();
    }

    /** Whether the schedule has a break now. */
    boolean isInBreak() {
        return curve.isScheduled() && ratePerSecond <= 0;
    }
}
