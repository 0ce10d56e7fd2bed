package io.sluice.worker.fleet;

import io.sluice.contract.FleetRecord;
import io.sluice.worker.Agenda;
import java.util.ArrayList;
import java.util.List;

/**
 * The eye that sees the whole fleet in true time: counts every call against every window, and the shares in use at every
 * moment at which one may have grown. Knows nothing of what the workers believe. Not thread-safe.
 */
final class Guard {
    private static final int VIOLATIONS_TOLD_MAX = 3;

    private final Agenda agenda;
    private final double clockSpeedMin;
    private final WindowBound bound;
    private final List<String> violations = new ArrayList<>();
    private final List<Double> ratesInForce = new ArrayList<>();
    private double ratePerSecond;
    private double latestRatePerSecond;
    private int workers;
    private long calls;
    private long sharesMax;

    /**
     * @param clockSpeedMin of the slowest clock: a lease lasts longest there
     * @param bound that must hold, with the pacers' slack
     */
    Guard(Agenda agenda, double clockSpeedMin, WindowBound bound) {
        this.agenda = agenda;
        this.clockSpeedMin = clockSpeedMin;
        this.bound = bound;
    }

    void workersAlive(int count) {
        workers = count;
        changed();
    }

    /**
     * A rate is in the log. Whoever has not read it a lease later has no lease: its own records come after it. So the old
     * rate may be in use for one lease and not a moment longer.
     */
    void rateLanded(double callsPerSecond) {
        double before = latestRatePerSecond;
        latestRatePerSecond = callsPerSecond;
        ratesInForce.add(before);
        changed();
        agenda.in((long) (SimulatedWorker.TTL_NANOS / clockSpeedMin) + 1, () -> {
            ratesInForce.remove(before);
            changed();
        });
    }

    double latestRatePerSecond() {
        return latestRatePerSecond;
    }

    private void changed() {
        ratePerSecond = Math.max(
                latestRatePerSecond,
                ratesInForce.stream().mapToDouble(rate -> rate).max().orElse(0));
        bound.change(workers, ratePerSecond, agenda.nowNanos());
    }

    void callStarts(SimulatedWorker worker) {
        calls++;
        boolean before = bound.isBroken();
        bound.called(agenda.nowNanos());
        if (!before && bound.isBroken()) {
            tell("a window had " + bound.excessMax() + " calls too many, the last by " + worker.id());
        }
    }

    void check(List<SimulatedWorker> fleet) {
        long sum = sharesInUse(fleet);
        if (sum > FleetRecord.WHOLE && sum > sharesMax) {
            tell("shares in use sum to " + sum);
        }
        sharesMax = Math.max(sharesMax, sum);
    }

    static long sharesInUse(List<SimulatedWorker> fleet) {
        long sum = 0;
        for (SimulatedWorker worker : fleet) {
            sum += worker.usable();
        }
        return sum;
    }

    private void tell(String violation) {
        if (violations.size() < VIOLATIONS_TOLD_MAX) {
            violations.add("at " + agenda.nowNanos() / 1_000_000 + " ms " + violation);
        }
    }

    long calls() {
        return calls;
    }

    double excessMax() {
        return bound.excessMax();
    }

    double sharesMax() {
        return (double) sharesMax / FleetRecord.WHOLE;
    }

    List<String> violations() {
        return violations;
    }
}
