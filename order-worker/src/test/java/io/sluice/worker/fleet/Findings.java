package io.sluice.worker.fleet;

import java.util.ArrayList;
import java.util.List;

/**
 * What one run has shown. Excesses are in calls over the bound, negative below it.
 *
 * @param violations what was broken, in words; empty if nothing
 * @param calls calls started, each checked
 * @param excessMax the worst window
 * @param sharesMax the greatest sum of shares in use, of 1
 * @param steadySeconds time in which the fleet had work and no fault for three seconds
 * @param used calls started in that time, of the rate; NaN if there was none
 * @param deathSeconds from a crash until all of the rate was in use again
 * @param joinSeconds from a join until the newcomer could call and all of the rate was in use
 * @param rateSeconds from a new rate being in the log until every worker that is up goes by it
 */
record Findings(
        List<String> violations,
        long calls,
        double excessMax,
        double sharesMax,
        double steadySeconds,
        double used,
        List<Double> deathSeconds,
        List<Double> joinSeconds,
        List<Double> rateSeconds) {
    Findings {
        violations = List.copyOf(violations);
        deathSeconds = new ArrayList<>(deathSeconds);
        joinSeconds = new ArrayList<>(joinSeconds);
        rateSeconds = new ArrayList<>(rateSeconds);
    }
}
