package io.sluice.loadtest.verdict;

import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.DoubleStream;

/** Exact quantiles of a finished run by nearest rank: the smallest value that at least that share does not exceed. */
public final class Quantiles {
    private final double[] sorted;

    private Quantiles(double[] sorted) {
        this.sorted = sorted;
    }

    /** Quantiles of these values, in any order. */
    public static Quantiles of(DoubleStream values) {
        double[] sorted = values.toArray();
        Arrays.sort(sorted);
        return new Quantiles(sorted);
    }

    /** Of the latencies of some of these orders, in milliseconds. */
    public static Quantiles latencyMillis(List<OrderLine> orders, Predicate<OrderLine> which) {
        return of(orders.stream().filter(which).mapToDouble(order -> order.latencyMicros() / 1e3));
    }

    /** How many values there are. */
    public int count() {
        return sorted.length;
    }

    /** The value at a share from 0 to 1, or NaN where there are no values. */
    public double at(double share) {
        if (sorted.length == 0) {
            return Double.NaN;
        }
        int rank = (int) Math.ceil(share * sorted.length);
        return sorted[Math.max(0, Math.min(sorted.length, rank) - 1)];
    }

    /** The greatest value, or NaN where there are none. */
    public double max() {
        return at(1);
    }
}
