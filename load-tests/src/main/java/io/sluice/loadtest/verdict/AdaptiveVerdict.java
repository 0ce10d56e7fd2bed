package io.sluice.loadtest.verdict;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Whether a fleet that was told no rate found the capacity of the order system and followed it: a pure function of the
 * capacity over time and of the calls. Rates are taken over every window of a second, in steps of a tenth.
 *
 * @param capacity what the order system sustained, from the first call on
 * @param phases one for each capacity
 * @param overloadedShare share of the calls answered with 429 or 503 while the capacity counted as found: from the first
 *     time that it was reached, without the seconds granted after a step down; NaN where it was never found
 * @param failures each promise that was not kept, in words; none = clean
 */
public record AdaptiveVerdict(
        List<StepLine.Step> capacity, List<Phase> phases, double overloadedShare, List<String> failures) {
    private static final long SECOND_MICROS = 1_000_000;
    private static final long STEP_MICROS = 100_000;
    private static final double FOUND_SHARE = 0.95;
    private static final double NOT_ABOVE_SHARE = 1.05;
    static final double OVERLOADED_SHARE_MAX = 0.005;
    private static final double UP_SECONDS_MAX = 30;
    private static final double DOWN_SECONDS_MAX = 3;

    /**
     * The time of one capacity.
     *
     * @param reachedSeconds until the good answers in a second were 95 % of it, or after a step down the calls in a second
     *     at most 105 %; infinite where that did not come about
     * @param promisedSeconds the most that this may take
     * @param goodShare good answers over what the capacity would have allowed from then to the end of the phase
     * @param overloaded calls answered with 429 or 503 in the phase
     */
    public record Phase(
            double capacityPerSecond,
            boolean isStepDown,
            double reachedSeconds,
            double promisedSeconds,
            double goodShare,
            int calls,
            int overloaded) {
        boolean isReached() {
            return Double.isFinite(reachedSeconds);
        }
    }

    public AdaptiveVerdict {
        capacity = List.copyOf(capacity);
        phases = List.copyOf(phases);
        failures = List.copyOf(failures);
    }

    /** Whether every promise was kept. */
    public boolean clean() {
        return failures.isEmpty();
    }

    /**
     * Judges a run.
     *
     * @param capacity in order of time, the first from the first call on
     * @param endMicros when the run ended, with work still waiting
     */
    public static AdaptiveVerdict judge(List<StepLine.Step> capacity, List<CallLine> calls, long endMicros) {
        CallWindows all = CallWindows.of(calls.stream().mapToLong(CallLine::receivedAtMicros));
        CallWindows overloaded =
                CallWindows.of(calls.stream().filter(CallLine::overloaded).mapToLong(CallLine::receivedAtMicros));
        CallWindows good = CallWindows.of(calls.stream().filter(CallLine::good).mapToLong(CallLine::receivedAtMicros));
        List<Phase> phases = new ArrayList<>();
        long callsFound = 0;
        long overloadedFound = 0;
        boolean found = false;
        for (int i = 0; i < capacity.size(); i++) {
            StepLine.Step step = capacity.get(i);
            long untilMicros = i + 1 < capacity.size() ? capacity.get(i + 1).fromMicros() : endMicros;
            boolean down = i > 0 && step.perSecond() < capacity.get(i - 1).perSecond();
            double reached = reachedSeconds(step, untilMicros, down, down ? all : good);
            long reachedMicros = later(step.fromMicros(), reached, untilMicros);
            phases.add(new Phase(
                    step.perSecond(),
                    down,
                    reached,
                    down ? DOWN_SECONDS_MAX : UP_SECONDS_MAX,
                    good.countWithin(reachedMicros, untilMicros)
                            / (step.perSecond() * (untilMicros - reachedMicros) / SECOND_MICROS),
                    all.countWithin(step.fromMicros(), untilMicros),
                    overloaded.countWithin(step.fromMicros(), untilMicros)));
            // Whoever has found a capacity is held to it at once where there is more of it, after the grace where less.
            double graceSeconds = found ? (down ? DOWN_SECONDS_MAX : 0) : reached;
            found |= Double.isFinite(reached);
            long fromMicros = later(step.fromMicros(), graceSeconds, untilMicros);
            callsFound += found ? all.countWithin(fromMicros, untilMicros) : 0;
            overloadedFound += found ? overloaded.countWithin(fromMicros, untilMicros) : 0;
        }
        double share = callsFound == 0 ? Double.NaN : overloadedFound / (double) callsFound;
        return new AdaptiveVerdict(capacity, phases, share, failures(phases, share));
    }

    private static long later(long micros, double seconds, long untilMicros) {
        return Double.isInfinite(seconds)
                ? untilMicros
                : Math.min(untilMicros, micros + Math.round(seconds * SECOND_MICROS));
    }

    private static double reachedSeconds(StepLine.Step step, long untilMicros, boolean down, CallWindows calls) {
        for (long from = step.fromMicros(); from + SECOND_MICROS <= untilMicros; from += STEP_MICROS) {
            int count = calls.countWithin(from - 1, from + SECOND_MICROS - 1);
            boolean reached =
                    down ? count <= step.perSecond() * NOT_ABOVE_SHARE : count >= step.perSecond() * FOUND_SHARE;
            if (reached) {
                return (from - step.fromMicros()) / 1e6;
            }
        }
        return Double.POSITIVE_INFINITY;
    }

    private static List<String> failures(List<Phase> phases, double overloadedShare) {
        List<String> failures = new ArrayList<>();
        for (Phase phase : phases) {
            if (phase.reachedSeconds() > phase.promisedSeconds()) {
                failures.add(String.format(
                        Locale.ROOT,
                        "a capacity of %,.0f/s was %s %s, not within %.0f s",
                        phase.capacityPerSecond(),
                        phase.isStepDown() ? "respected" : "found",
                        phase.isReached()
                                ? String.format(Locale.ROOT, "after %.1f s", phase.reachedSeconds())
                                : "never",
                        phase.promisedSeconds()));
            }
        }
        if (Double.isNaN(overloadedShare)) {
            failures.add("the capacity was never found");
        } else if (overloadedShare > OVERLOADED_SHARE_MAX) {
            failures.add(String.format(
                    Locale.ROOT,
                    "%.2f %% of the calls were answered as overload once the capacity was found, not %.1f %%",
                    overloadedShare * 100,
                    OVERLOADED_SHARE_MAX * 100));
        }
        return failures;
    }
}
