package io.sluice.loadtest.verdict;

import java.util.Arrays;
import java.util.List;

/** A rate that changes in steps, and what it sums up to over any time. Immutable. */
public final class StepLine {
    private final long[] fromMicros;
    private final double[] perSecond;

    /**
     * From a moment on, this rate.
     *
     * @param fromMicros microseconds since 1970
     */
    public record Step(long fromMicros, double perSecond) {}

    private StepLine(List<Step> steps) {
        fromMicros = steps.stream().mapToLong(Step::fromMicros).toArray();
        perSecond = steps.stream().mapToDouble(Step::perSecond).toArray();
    }

    /** A line of these steps, at least one, in order of time. What the first says also holds before it. */
    public static StepLine of(List<Step> steps) {
        if (steps.isEmpty()) {
            throw new IllegalArgumentException("a line needs a step");
        }
        return new StepLine(steps);
    }

    /** The rate at a moment. */
    public double at(long micros) {
        return perSecond[index(micros)];
    }

    /** What the rate sums up to over [from, to). */
    public double sum(long from, long to) {
        // Span by span: sums since 1970 would leave no digits for single calls.
        double sum = 0;
        long micros = from;
        for (int i = index(from); micros < to; i++) {
            long endMicros = i + 1 < fromMicros.length ? Math.min(to, fromMicros[i + 1]) : to;
            sum += (endMicros - micros) / 1e6 * perSecond[i];
            micros = endMicros;
        }
        return sum;
    }

    /** The highest rate it ever has. */
    public double highest() {
        return Arrays.stream(perSecond).max().orElseThrow();
    }

    private int index(long micros) {
        int found = Arrays.binarySearch(fromMicros, micros);
        return Math.max(0, found < 0 ? -found - 2 : found);
    }
}
