package io.sluice.worker.fleet;

import io.sluice.contract.FleetRecord;
import io.sluice.contract.FleetRecord.Activity;
import io.sluice.contract.FleetRecord.Claim;

/**
 * How much a worker has to do and can do, as of one moment.
 *
 * @param backlog orders in its partitions that are not tried yet
 * @param oldestMillis acceptance time of the oldest of them, milliseconds since 1970; 0 if there is none
 * @param activity what it has been doing
 * @param callsPerSecondMax what its bound on unanswered calls lets through, as observed; infinite while the bound is far
 */
public record Workload(long backlog, long oldestMillis, Activity activity, double callsPerSecondMax) {

    private static final double DRAINED_PER_SECOND = 4;

    /** Backlog is wanted down within a quarter of a second, if the rate and the own bound allow. */
    Claim claim(double fleetCallsPerSecond) {
        double wantedPerSecond = Math.min(DRAINED_PER_SECOND * backlog, callsPerSecondMax);
        double part = fleetCallsPerSecond > 0 ? Math.min(1, wantedPerSecond / fleetCallsPerSecond) : 1;
        return new Claim((long) (part * FleetRecord.WHOLE), backlog, oldestMillis);
    }
}
