package io.sluice.worker.fleet;

import io.sluice.contract.FleetRecord;
import java.util.List;

/**
 * Who should have how much of the rate: weighted max-min fairness by progressive filling (Bertsekas and Gallager, "Data
 * Networks", 6.5.2). Nobody gets more than its demand while another wants more; what nobody demands is spread evenly,
 * so that a worker whose first order arrives can call at once.
 *
 * <p>The weight is the worker's backlog, so that all backlogs end together, corrected by the age of its oldest order, so
 * that the heads of all partitions stay equally old: a worker that fell behind (it took over a dead one's partitions)
 * gets up to four times its part until it has caught up. Pure and deterministic: every worker computes the same.
 */
final class FairShares {
    /** What every worker keeps, idle or not, summed over the fleet: enough for a first call, too little to miss. */
    private static final long FLOOR_OF_ALL = FleetRecord.WHOLE / 500;

    private static final double AGE_CORRECTION_MAX = 4;

    /**
     * Backlogs of less than this fleet's seconds, each worker's part of it, count as equal: small ones flutter, and shares
     * that follow every flutter cost rate with each move.
     */
    private static final double EVEN_SECONDS = 1;

    /** Heads this far apart count as equally old, for the same reason. */
    private static final double BEHIND_SECONDS_MIN = 1;

    private FairShares() {}

    /**
     * What one worker could use.
     *
     * @param demand billionths of the fleet's rate
     * @param backlog orders waiting for it
     * @param oldestMillis acceptance time of the oldest of them, 0 if there is none
     */
    record Claim(long demand, long backlog, long oldestMillis) {}

    /**
     * The fair share of each claim, in the order given, in billionths; the sum is at most {@link FleetRecord#WHOLE}.
     *
     * @param fleetCallsPerSecond what the shares are shares of
     */
    static long[] of(List<Claim> claims, double fleetCallsPerSecond) {
        int n = claims.size();
        long floor = FLOOR_OF_ALL / n;
        double[] weights = weights(claims, Math.max(1, fleetCallsPerSecond * EVEN_SECONDS / n));
        double[] shares = new double[n];
        boolean[] satisfied = new boolean[n];
        double remaining = FleetRecord.WHOLE - floor * (double) n;
        boolean changed = true;
        while (changed && remaining > 0) {
            changed = false;
            double weightSum = 0;
            for (int i = 0; i < n; i++) {
                weightSum += satisfied[i] ? 0 : weights[i];
            }
            for (int i = 0; i < n && weightSum > 0; i++) {
                double wanted = Math.max(0, claims.get(i).demand() - floor);
                if (!satisfied[i] && wanted <= remaining * weights[i] / weightSum) {
                    satisfied[i] = true;
                    shares[i] = wanted;
                    remaining -= wanted;
                    weightSum -= weights[i];
                    changed = true;
                }
            }
        }
        spread(remaining, weights, satisfied, shares);
        long[] whole = new long[n];
        for (int i = 0; i < n; i++) {
            whole[i] = floor + (long) shares[i];
        }
        return whole;
    }

    /** Gives the rest to those who want more, by weight, or to all alike if nobody does. */
    private static void spread(double rest, double[] weights, boolean[] satisfied, double[] shares) {
        double weightSum = 0;
        for (int i = 0; i < weights.length; i++) {
            weightSum += satisfied[i] ? 0 : weights[i];
        }
        for (int i = 0; i < weights.length; i++) {
            if (weightSum == 0) {
                shares[i] += rest / weights.length;
            } else if (!satisfied[i]) {
                shares[i] += rest * weights[i] / weightSum;
            }
        }
    }

    private static double[] weights(List<Claim> claims, double evenBacklog) {
        long newestHeadMillis = Long.MIN_VALUE;
        for (Claim claim : claims) {
            if (claim.oldestMillis() > 0) {
                newestHeadMillis = Math.max(newestHeadMillis, claim.oldestMillis());
            }
        }
        double[] weights = new double[claims.size()];
        for (int i = 0; i < weights.length; i++) {
            Claim claim = claims.get(i);
            double behindSeconds = claim.oldestMillis() > 0 ? (newestHeadMillis - claim.oldestMillis()) / 1000.0 : 0;
            double correction = 1 + Math.max(0, behindSeconds - BEHIND_SECONDS_MIN);
            weights[i] = Math.max(evenBacklog, (double) claim.backlog()) * Math.min(AGE_CORRECTION_MAX, correction);
        }
        return weights;
    }
}
