package io.sluice.worker.fleet;

import io.sluice.contract.FleetRecord;
import io.sluice.worker.Agenda;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a run used of the rate, and how long it took to use all of it again after each thing that happened; looked at every
 * ten milliseconds. In a storm nothing is measured, as one thing hides another. Not thread-safe.
 */
final class Meter {
    private static final long SECOND = 1_000_000_000L;
    private static final long STEADY_AFTER_NANOS = 3 * SECOND;

    /** All of the rate but what idle workers keep for a first call, and what rounding takes. */
    private static final long NEARLY_ALL = FleetRecord.WHOLE / 100 * 98;

    private static final double DUE_MIN = 500;

    private final SimulatedFleet fleet;
    private final Guard guard;
    private final Agenda agenda;
    private final List<Double> deathSeconds = new ArrayList<>();
    private final List<Double> joinSeconds = new ArrayList<>();
    private final List<Double> rateSeconds = new ArrayList<>();
    private long disturbedNanos;
    private long diedNanos = -1;
    private long joinedNanos = -1;
    private @Nullable SimulatedWorker newcomer;
    private long rateNanos = -1;

    private long sampledNanos;
    private long callsAtSample;
    private double steadySeconds;
    private double due;
    private double started;
    private double shareSeconds;
    private boolean wasSteady;

    Meter(SimulatedFleet fleet, Guard guard, Agenda agenda) {
        this.fleet = fleet;
        this.guard = guard;
        this.agenda = agenda;
        sampledNanos = agenda.nowNanos();
        disturbed();
    }

    void disturbed() {
        disturbedNanos = Math.max(disturbedNanos, agenda.nowNanos());
    }

    void pausedFor(long nanos) {
        // It comes back to the group within a heartbeat.
        disturbedNanos = Math.max(disturbedNanos, agenda.nowNanos() + nanos + 5 * SECOND);
    }

    void died() {
        diedNanos = agenda.nowNanos();
    }

    void joined(SimulatedWorker worker) {
        joinedNanos = agenda.nowNanos();
        newcomer = worker;
    }

    void rateChanged() {
        rateNanos = agenda.nowNanos();
    }

    void sample(List<SimulatedWorker> workers) {
        long now = agenda.nowNanos();
        if (!fleet.schedule().storm()) {
            if (workers.stream().allMatch(SimulatedWorker::isUp)) {
                noteRecovery(workers, now);
            } else {
                diedNanos = -1;
                joinedNanos = -1;
            }
            noteRate(workers, now);
            noteUse(workers, now);
        }
        callsAtSample = guard.calls();
        sampledNanos = now;
    }

    private void noteRecovery(List<SimulatedWorker> workers, long now) {
        joinedNanos = newcomer != null && newcomer.isAlive() ? joinedNanos : -1;
        boolean all = Guard.sharesInUse(workers) >= NEARLY_ALL;
        if (diedNanos >= 0 && all) {
            deathSeconds.add((now - diedNanos) / 1e9);
            diedNanos = -1;
        }
        if (joinedNanos >= 0 && all && newcomer != null && newcomer.usable() > 0) {
            joinSeconds.add((now - joinedNanos) / 1e9);
            joinedNanos = -1;
        }
    }

    private void noteRate(List<SimulatedWorker> workers, long now) {
        double target = guard.latestRatePerSecond();
        boolean everywhere =
                workers.stream().allMatch(worker -> worker.usable() == 0 || worker.targetPerSecond() == target);
        if (rateNanos >= 0 && everywhere) {
            rateSeconds.add((now - rateNanos) / 1e9);
            rateNanos = -1;
        }
    }

    private void noteUse(List<SimulatedWorker> workers, long now) {
        double rate = guard.latestRatePerSecond();
        boolean steady = now - disturbedNanos >= STEADY_AFTER_NANOS && rate > 0 && hasWork(workers, rate);
        if (steady && wasSteady) {
            double seconds = (now - sampledNanos) / 1e9;
            steadySeconds += seconds;
            due += rate * seconds;
            started += guard.calls() - callsAtSample;
            shareSeconds += seconds * Guard.sharesInUse(workers) / FleetRecord.WHOLE;
        }
        wasSteady = steady;
    }

    /** Whether those who have orders have enough of them to use the whole rate for a second and more. */
    private boolean hasWork(List<SimulatedWorker> workers, double rate) {
        double demand = 0;
        for (SimulatedWorker worker : workers) {
            demand += Math.min(1, fleet.orders().backlog(worker.id()) / rate);
        }
        return demand >= 2 || (demand >= 1 && workers.size() == 1);
    }

    /**
     * Calls started, of those due, in the time in which all of the rate should have been used. A handful of calls is no
     * measure, as a stretch begins and ends between two calls of each worker: then the shares in use.
     */
    private double used() {
        if (steadySeconds == 0) {
            return Double.NaN;
        }
        return due < DUE_MIN ? shareSeconds / steadySeconds : started / due;
    }

    Findings findings() {
        return new Findings(
                guard.violations(),
                guard.calls(),
                guard.excessMax(),
                guard.sharesMax(),
                steadySeconds,
                used(),
                deathSeconds,
                joinSeconds,
                rateSeconds);
    }
}
