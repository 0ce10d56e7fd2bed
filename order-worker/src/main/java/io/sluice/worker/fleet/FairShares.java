package io.sluice.worker.fleet;

import io.sluice.contract.FleetRecord;
import io.sluice.contract.FleetRecord.Claim;
import java.util.List;

/**
 * Who should have how much of the rate: weighted max-min fairness by progressive filling (Bertsekas and Gallager, "Data
 * Networks", 6.5.2). Nobody gets more than its demand while another wants more; what nobody demands is spread evenly,
 * so that a worker whose first order arrives can call at once.
 *
 * <p>The weight is the worker's backlog, so that all backlogs end together, times a power of two of how far its oldest order
 * is behind the fleet's middle one, so that the heads of all partitions stay equally old although they were filled at
 * different times: {@code 2^(behind/octave)}. A linear correction from one second on was rejected: where few orders came in
 * the past, heads jump by many seconds at once, and shares that jumped with them cost a fifth of the rate (see {@link
 * HeadSpeed}). Pure and deterministic: every worker computes the same from the same claims.
 */
final class FairShares {
    /** What every worker keeps, idle or not, summed over the fleet: enough for a first call, too little to miss. */
    private static final long FLOOR_OF_ALL = FleetRecord.WHOLE / 500;

    /** A worker's part grows or shrinks by the age of its head to an eighth or eight times at most. */
    private static final double OCTAVES_MAX = 3;

    /**
     * Backlogs of less than this fleet's seconds, each worker's part of it, count as equal: small ones flutter, and shares
     * that follow every flutter cost rate with each move.
     */
    private static final double EVEN_SECONDS = 4;

    private FairShares() {}

    /**
     * The fair share of each claim, in the order given, in billionths; the sum is at most {@link FleetRecord#WHOLE}.
     *
     * @param fleetCallsPerSecond what the shares are shares of
     * @param octaveMillis how far a head must be behind the middle one for its worker's weight to double
     */
    static long[] of(List<Claim> claims, double fleetCallsPerSecond, double octaveMillis) {
        int n = claims.size();
        long floor = floor(n);
        double[] weights = weights(claims, Math.max(1, fleetCallsPerSecond * EVEN_SECONDS / n), octaveMillis);
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

    /** What each of so many workers gets, whether it has orders or not. */
    static long floor(int workers) {
        return FLOOR_OF_ALL / workers;
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

    private static double[] weights(List<Claim> claims, double evenBacklog, double octaveMillis) {
        double middleMillis = middleHeadMillis(claims);
        double[] weights = new double[claims.size()];
        for (int i = 0; i < weights.length; i++) {
            Claim claim = claims.get(i);
            boolean waits = claim.oldestMillis() > 0 && !Double.isNaN(middleMillis);
            double behindMillis = waits ? middleMillis - claim.oldestMillis() : 0;
            double octaves = Math.max(-OCTAVES_MAX, Math.min(OCTAVES_MAX, behindMillis / octaveMillis));
            weights[i] = Math.max(evenBacklog, (double) claim.backlog()) * Math.exp(Math.log(2) * octaves);
        }
        return weights;
    }

    /** Where the heads are on average, orders counted, in acceptance time; NaN if nothing waits anywhere. */
    static double middleHeadMillis(List<Claim> claims) {
        double orders = 0;
        long someMillis = 0;
        double sum = 0;
        for (Claim claim : claims) {
            if (claim.oldestMillis() > 0) {
                someMillis = someMillis == 0 ? claim.oldestMillis() : someMillis;
                sum += (double) claim.backlog() * (claim.oldestMillis() - someMillis);
                orders += claim.backlog();
            }
        }
        return orders > 0 ? someMillis + sum / orders : Double.NaN;
    }
}
