package io.sluice.loadtest.verdict;

import io.sluice.loadtest.verdict.Backlog.Span;
import java.util.List;

/**
 * How much of a changing rate was used: calls over the sum of the rate wanted, both over every span of at least a second
 * throughout which at least a second of work lay ready, from the moment on that the fleet had found its pace. Left out are
 * {@value #RECOVERY_MICROS} µs after each worker that was killed or stopped, and the time without a broker until as long
 * after its return.
 *
 * @param share calls over the sum of the rate, of the time that counts; NaN where there was none
 * @param shareWithFaults the same with nothing left out
 * @param seconds the time that counts
 * @param calls calls in it
 */
public record RateUse(double share, double shareWithFaults, double seconds, long calls) {
    static final long RECOVERY_MICROS = 2_500_000;
    private static final long SPAN_MICROS_MIN = 1_000_000;

    static RateUse of(FleetFacts facts, Histories histories) {
        StepLine wanted = facts.rateWanted();
        CallWindows calls = CallWindows.of(histories.calls().stream().mapToLong(CallLine::receivedAtMicros));
        List<Span> all = Span.without(
                Backlog.of(histories).spansWithAtLeast((int) Math.ceil(wanted.highest()), SPAN_MICROS_MIN),
                0,
                facts.measuredFromMicros());
        List<Span> counting = all;
        for (FleetFacts.Fault fault : facts.faults()) {
            counting = switch (fault.kind()) {
                case KILL, SUSPEND -> Span.without(counting, fault.atMicros(), fault.atMicros() + RECOVERY_MICROS);
                case BROKER -> Span.without(counting, fault.atMicros(), fault.overMicros() + RECOVERY_MICROS);
                case LEAVE, JOIN, RATE, SKEW, GATEWAY, ORDER_SYSTEM -> counting;
            };
        }
        return new RateUse(
                share(wanted, calls, counting),
                share(wanted, calls, all),
                counting.stream().mapToLong(Span::micros).sum() / 1e6,
                count(calls, counting));
    }

    private static double share(StepLine wanted, CallWindows calls, List<Span> spans) {
        double due = spans.stream()
                .mapToDouble(span -> wanted.sum(span.fromMicros(), span.toMicros()))
                .sum();
        return due == 0 ? Double.NaN : count(calls, spans) / due;
    }

    private static long count(CallWindows calls, List<Span> spans) {
        return spans.stream()
                .mapToLong(span -> calls.countWithin(span.fromMicros(), span.toMicros()))
                .sum();
    }
}
