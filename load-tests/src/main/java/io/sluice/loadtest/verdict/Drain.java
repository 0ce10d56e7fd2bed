package io.sluice.loadtest.verdict;

import io.sluice.loadtest.verdict.Backlog.Span;
import java.util.List;

/**
 * How evenly and how fully the fleet used its rate R.
 *
 * <p>The rate achieved is the calls started divided by the time, both taken over every span of at least one second
 * throughout which at least one second of work (R orders) was accepted and not yet called. Shorter spans are left out:
 * they begin and end with single orders and say nothing of a rate. The call that ends a span counts, the moment that
 * begins it does not. Nothing else is left out; {@code utilisationOutsideRecovery} also leaves out
 * {@value #RECOVERY_MICROS} µs after each fault, in which the survivors notice it.
 *
 * @param rateAchieved calls a second while backlog existed; NaN where none did
 * @param utilisation the same as a share of R
 * @param utilisationOutsideRecovery the same without the time after each fault
 * @param backlogSeconds the time that the rate was taken over
 * @param mostIn100Millis the most calls in any 0.1 s
 * @param mostInSecond the most calls in any second
 * @param mostIn10Seconds the most calls in any 10 s
 * @param worstExcess the most by which any of these windows w held more than R·w + one per worker; negative = room left
 * @param peakBacklog the most orders accepted and not yet called
 * @param peakLagSeconds the longest any order waited for its first call
 */
public record Drain(
        double rateAchieved,
        double utilisation,
        double utilisationOutsideRecovery,
        double backlogSeconds,
        int mostIn100Millis,
        int mostInSecond,
        int mostIn10Seconds,
        double worstExcess,
        int peakBacklog,
        double peakLagSeconds) {
    private static final long SECOND_MICROS = 1_000_000;
    private static final long RECOVERY_MICROS = 2_500_000;

    static Drain of(RunFacts facts, Histories histories) {
        CallWindows calls = CallWindows.of(histories.calls().stream().mapToLong(CallLine::receivedAtMicros));
        Backlog backlog = Backlog.of(histories);
        double rate = facts.rateTarget();
        List<Span> spans = backlog.spansWithAtLeast((int) Math.ceil(rate), SECOND_MICROS);
        double achieved = rate(calls, spans);
        double outsideRecovery = rate(calls, withoutRecovery(spans, facts.faults()));
        int in100Millis = calls.most(SECOND_MICROS / 10);
        int inSecond = calls.most(SECOND_MICROS);
        int in10Seconds = calls.most(10 * SECOND_MICROS);
        double worstExcess =
                Math.max(in100Millis - rate / 10, Math.max(inSecond - rate, in10Seconds - rate * 10)) - facts.workers();
        return new Drain(
                achieved,
                achieved / rate,
                outsideRecovery / rate,
                micros(spans) / 1e6,
                in100Millis,
                inSecond,
                in10Seconds,
                worstExcess,
                backlog.peak(),
                backlog.longestWaitSeconds());
    }

    private static double rate(CallWindows calls, List<Span> spans) {
        long count = 0;
        for (Span span : spans) {
            count += calls.countWithin(span.fromMicros(), span.toMicros());
        }
        return spans.isEmpty() ? Double.NaN : count * 1e6 / micros(spans);
    }

    private static long micros(List<Span> spans) {
        return spans.stream().mapToLong(Span::micros).sum();
    }

    private static List<Span> withoutRecovery(List<Span> spans, List<RunFacts.Fault> faults) {
        List<Span> rest = spans;
        for (RunFacts.Fault fault : faults) {
            rest = Span.without(rest, fault.atMicros(), fault.atMicros() + RECOVERY_MICROS);
        }
        return rest;
    }
}
