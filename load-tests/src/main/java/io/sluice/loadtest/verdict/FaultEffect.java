package io.sluice.loadtest.verdict;

import java.util.ArrayList;
import java.util.List;

/**
 * What could be seen at the downstream after a fault, from stamps counted over {@value #BIN_MICROS} µs.
 *
 * @param settledMillis for a worker or broker that was lost: until the rate was back at 98 %, 0 where it was never lower,
 *     counted from the broker's return where it was the broker; for a change of the rate: until nine tenths of the step
 *     were made; NaN for faults after which nothing is promised; infinite where it did not come about in
 *     {@value #SEARCH_MICROS} µs
 * @param missingCalls calls fewer than the rate asks for in the five seconds after it, or after the broker's return; negative = more
 */
public record FaultEffect(FleetFacts.Fault fault, double settledMillis, double missingCalls) {
    static final long BIN_MICROS = 250_000;
    static final long SEARCH_MICROS = 20_000_000;
    private static final long STEP_MICROS = 10_000;
    private static final long NOTICEABLE_MICROS = 1_500_000;
    private static final long MISSING_MICROS = 5_000_000;
    private static final double BACK_SHARE = 0.98;
    private static final double STEP_SHARE = 0.9;

    static List<FaultEffect> of(FleetFacts facts, List<CallLine> calls) {
        Stamps stamps =
                new Stamps(CallWindows.of(calls.stream().mapToLong(CallLine::receivedAtMicros)), facts.rateWanted());
        List<FaultEffect> effects = new ArrayList<>();
        int change = 0;
        for (FleetFacts.Fault fault : facts.faults()) {
            double millis =
                    switch (fault.kind()) {
                        case KILL, SUSPEND -> stamps.backAfterMillis(fault.atMicros());
                        case BROKER -> stamps.backAfterMillis(fault.overMicros());
                        case RATE ->
                            change < facts.rateChanges().size()
                                    ? stamps.followedAfterMillis(
                                            facts.rateChanges().get(change++))
                                    : Double.POSITIVE_INFINITY;
                        case LEAVE, JOIN, SKEW, GATEWAY, ORDER_SYSTEM -> Double.NaN;
                    };
            effects.add(new FaultEffect(
                    fault,
                    millis,
                    stamps.missing(fault.kind() == FleetFacts.Kind.BROKER ? fault.overMicros() : fault.atMicros())));
        }
        return effects;
    }

    /** The calls against the rate wanted. */
    private record Stamps(CallWindows calls, StepLine wanted) {

        /** One call is allowed for where a window happens to begin. */
        private boolean isFull(long fromMicros) {
            return count(fromMicros) >= wanted.sum(fromMicros, fromMicros + BIN_MICROS) * BACK_SHARE - 1;
        }

        private int count(long fromMicros) {
            return calls.countWithin(fromMicros - 1, fromMicros + BIN_MICROS - 1);
        }

        double backAfterMillis(long fromMicros) {
            long dipMicros = fromMicros;
            while (isFull(dipMicros)) {
                dipMicros += STEP_MICROS;
                if (dipMicros > fromMicros + NOTICEABLE_MICROS) {
                    return 0;
                }
            }
            for (long micros = dipMicros; micros < fromMicros + SEARCH_MICROS; micros += STEP_MICROS) {
                if (isFull(micros)) {
                    return (micros - fromMicros) / 1e3;
                }
            }
            return Double.POSITIVE_INFINITY;
        }

        double followedAfterMillis(FleetFacts.RateChange change) {
            double before = wanted.at(change.durableMicros() - 1);
            double step = change.ratePerSecond() - before;
            double goal = (before + STEP_SHARE * step) * BIN_MICROS / 1e6;
            for (long waited = 0; waited < SEARCH_MICROS; waited += STEP_MICROS) {
                int count = count(change.durableMicros() + waited);
                if (step > 0 ? count >= goal - 1 : count <= goal + 1) {
                    return waited / 1e3;
                }
            }
            return Double.POSITIVE_INFINITY;
        }

        double missing(long fromMicros) {
            long toMicros = fromMicros + MISSING_MICROS;
            return wanted.sum(fromMicros, toMicros) - calls.countWithin(fromMicros, toMicros);
        }
    }
}
