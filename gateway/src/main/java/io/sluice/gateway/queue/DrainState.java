package io.sluice.gateway.queue;

/**
 * What the fleet log says about draining, at one moment.
 *
 * @param ratePerSecond what the whole fleet may do; 0 if no worker has ever said
 * @param paused whether the operator has stopped it
 * @param liveWorkers workers heard of lately
 * @param holdMillis how much longer the downstream wants quiet; 0 if it does not
 */
public record DrainState(double ratePerSecond, boolean paused, int liveWorkers, long holdMillis) {
    /** Before anything is known. */
    public static final DrainState UNKNOWN = new DrainState(0, false, 0, 0);

    /** Orders a second that are being tried: none while paused. */
    public double effectiveRatePerSecond() {
        return paused ? 0 : ratePerSecond;
    }
}
