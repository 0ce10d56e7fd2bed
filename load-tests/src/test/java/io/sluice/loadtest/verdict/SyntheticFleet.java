package io.sluice.loadtest.verdict;

import io.sluice.loadtest.verdict.FleetFacts.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A fleet's run made by arithmetic, clean until a test spoils it: 10,000 orders lie ready, three workers live all the
 * time, and calls are as even as the rate wanted asks for, without any delay. Confined to one test.
 */
final class SyntheticFleet {
    static final long START_MICROS = 1_700_000_000_000_000L;
    static final int ORDERS = 10_000;
    static final int RATE = 500;

    final List<FleetFacts.RateChange> changes = new ArrayList<>();
    final List<FleetFacts.Fault> faults = new ArrayList<>();
    final List<FleetFacts.Life> lives = new ArrayList<>();
    final List<String> mishaps = new ArrayList<>();
    List<Long> calls = new ArrayList<>();

    SyntheticFleet() {
        for (int worker = 1; worker <= 3; worker++) {
            lives.add(new FleetFacts.Life("worker-" + worker, START_MICROS, START_MICROS + 3_600_000_000L));
        }
    }

    static long at(double seconds) {
        return START_MICROS + Math.round(seconds * 1e6);
    }

    /** The rate becomes another one; its record was on its way for 20 ms. */
    SyntheticFleet change(double seconds, double ratePerSecond) {
        changes.add(new FleetFacts.RateChange(at(seconds) - 20_000, at(seconds), ratePerSecond));
        return fault(Kind.RATE, seconds, seconds);
    }

    SyntheticFleet fault(Kind kind, double seconds, double overSeconds) {
        faults.add(new FleetFacts.Fault(kind, kind.word(), at(seconds), at(overSeconds)));
        faults.sort(Comparator.comparingLong(FleetFacts.Fault::atMicros));
        return this;
    }

    /** Calls for all orders, as even as these rates ask for: {@code {seconds, rate}} from each moment on. */
    SyntheticFleet call(double[]... steps) {
        calls = new ArrayList<>();
        double seconds = 0;
        while (calls.size() < ORDERS) {
            double rate = 0;
            double nextStep = Double.POSITIVE_INFINITY;
            for (double[] step : steps) {
                if (step[0] <= seconds + 1e-9) {
                    rate = step[1];
                } else {
                    nextStep = Math.min(nextStep, step[0]);
                }
            }
            if (rate == 0) {
                seconds = nextStep;
                continue;
            }
            calls.add(at(seconds));
            seconds = Math.min(seconds + 1 / rate, Math.max(nextStep, seconds + 1e-6));
        }
        return this;
    }

    FleetVerdict judge() {
        List<OrderLine> orders = new ArrayList<>();
        List<CallLine> lines = new ArrayList<>();
        List<OutcomeLine> outcomes = new ArrayList<>();
        for (int i = 0; i < ORDERS; i++) {
            String id = SyntheticRun.id(i);
            long laidMicros = START_MICROS - 1_000_000;
            long calledMicros = calls.get(i);
            orders.add(new OrderLine(laidMicros, laidMicros, laidMicros, 202, id, -1, Double.NaN, null));
            lines.add(new CallLine(calledMicros, id, 1, 200, true));
            outcomes.add(
                    new OutcomeLine(id, "confirmed", 1, laidMicros / 1000, calledMicros / 1000 + 20, i % 12, i / 12));
        }
        FleetFacts facts = new FleetFacts("test", RATE, ORDERS, START_MICROS, changes, lives, faults, mishaps);
        return FleetVerdict.judge(facts, new Histories(orders, lines, outcomes));
    }
}
