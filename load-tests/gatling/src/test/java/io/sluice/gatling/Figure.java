package io.sluice.gatling;

import io.sluice.loadtest.verdict.OrderLine;
import io.sluice.loadtest.verdict.Quantiles;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * One quantile of latency in each of several runs of one tool, in milliseconds. It counts from the sending, as Gatling does not
 * tell when an order was due, and leaves the first seconds out: our driver warms up before anybody comes, and Gatling on the
 * way. Immutable.
 */
record Figure(double share, List<Double> runs) {
    private static final long WARM_SECONDS = 4;

    Figure {
        runs = runs.stream().sorted().toList();
    }

    static Figure of(double share, List<List<OrderLine>> runs) {
        return new Figure(
                share, runs.stream().map(orders -> ofRun(share, orders)).toList());
    }

    private static double ofRun(double share, List<OrderLine> orders) {
        long startMicros = startMicros(orders);
        return Quantiles.of(orders.stream()
                        .filter(order -> second(order, startMicros) >= WARM_SECONDS)
                        .mapToDouble(order -> (order.answeredAtMicros() - order.sentAtMicros()) / 1e3))
                .at(share);
    }

    /** How many orders of a run were sent in each of so many seconds; the last one has those that were later. */
    static int[] sentPerSecond(List<OrderLine> orders, int seconds) {
        long startMicros = startMicros(orders);
        int[] sent = new int[seconds];
        orders.forEach(order -> sent[(int) Math.min(seconds - 1, second(order, startMicros))]++);
        return sent;
    }

    private static long startMicros(List<OrderLine> orders) {
        return orders.stream().mapToLong(OrderLine::sentAtMicros).min().orElse(0);
    }

    private static long second(OrderLine order, long startMicros) {
        return TimeUnit.MICROSECONDS.toSeconds(order.sentAtMicros() - startMicros);
    }

    double median() {
        return runs.get(runs.size() / 2);
    }

    /** What the two of the runs that are furthest apart differ by. */
    double range() {
        return runs.get(runs.size() - 1) - runs.get(0);
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "p%.0f %s ms",
                share * 100,
                runs.stream()
                        .map(run -> String.format(Locale.ROOT, "%.2f", run))
                        .toList());
    }
}
