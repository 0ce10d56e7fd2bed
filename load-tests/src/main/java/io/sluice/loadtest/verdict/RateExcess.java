package io.sluice.loadtest.verdict;

import java.util.Arrays;
import java.util.List;
import java.util.function.LongUnaryOperator;

/**
 * How far the calls of a changing fleet went beyond what it may start: for a window of w seconds the sum of the rate over
 * it, and one for each worker whose process existed in it. Every window is looked at that begins or ends with a call; of
 * all windows of one length these hold the most. Immutable.
 */
public final class RateExcess {
    private final long[] calls;
    private final StepLine allowed;
    private final long[] births;
    private final long[] deaths;

    /**
     * The windows of one length.
     *
     * @param windows how many were looked at
     * @param above how many of them hold too much
     * @param worst the most calls beyond the allowed ones; negative = room left; NaN where there was no call
     * @param worstFromMicros where that window begins
     * @param worstCalls calls in that window
     */
    public record Windows(
            long windowMicros, long windows, long above, double worst, long worstFromMicros, int worstCalls) {}

    private RateExcess(long[] calls, StepLine allowed, long[] births, long[] deaths) {
        this.calls = calls;
        this.allowed = allowed;
        this.births = births;
        this.deaths = deaths;
    }

    /** Of these calls, in a run with these facts. */
    public static RateExcess of(FleetFacts facts, List<CallLine> calls) {
        return new RateExcess(
                calls.stream().mapToLong(CallLine::receivedAtMicros).sorted().toArray(),
                RateAllowed.of(facts),
                facts.lives().stream()
                        .mapToLong(FleetFacts.Life::fromMicros)
                        .sorted()
                        .toArray(),
                facts.lives().stream()
                        .mapToLong(FleetFacts.Life::untilMicros)
                        .sorted()
                        .toArray());
    }

    /** All windows of this length. */
    public Windows over(long windowMicros) {
        Tally tally = new Tally();
        slide(windowMicros, call -> call, tally);
        slide(windowMicros, call -> call - windowMicros + 1, tally);
        return new Windows(
                windowMicros,
                2L * calls.length,
                tally.above,
                calls.length == 0 ? Double.NaN : tally.worst,
                tally.worstFromMicros,
                tally.worstCalls);
    }

    private void slide(long windowMicros, LongUnaryOperator beginning, Tally tally) {
        int first = 0;
        int end = 0;
        for (long call : calls) {
            long fromMicros = beginning.applyAsLong(call);
            long toMicros = fromMicros + windowMicros;
            while (first < calls.length && calls[first] < fromMicros) {
                first++;
            }
            while (end < calls.length && calls[end] < toMicros) {
                end++;
            }
            tally.note(
                    fromMicros, end - first, allowed.sum(fromMicros, toMicros) + workersBetween(fromMicros, toMicros));
        }
    }

    /** Workers whose process existed at some moment of [from, to). */
    int workersBetween(long fromMicros, long toMicros) {
        return before(births, toMicros) - before(deaths, fromMicros + 1);
    }

    private static int before(long[] sorted, long micros) {
        int found = Arrays.binarySearch(sorted, micros);
        if (found < 0) {
            return -found - 1;
        }
        while (found > 0 && sorted[found - 1] == micros) {
            found--;
        }
        return found;
    }

    /** What has been found so far. */
    private static final class Tally {
        // What is exactly allowed must not fail on the last bit of a sum.
        private static final double ROUNDING_CALLS = 1e-6;

        long above;
        double worst = Double.NEGATIVE_INFINITY;
        long worstFromMicros;
        int worstCalls;

        void note(long fromMicros, int count, double most) {
            above += count > most + ROUNDING_CALLS ? 1 : 0;
            if (count - most > worst) {
                worst = count - most;
                worstFromMicros = fromMicros;
                worstCalls = count;
            }
        }
    }
}
