package io.sluice.loadtest.report;

import io.sluice.loadtest.report.Figure.Legend;
import io.sluice.loadtest.report.Plot.Shape;
import io.sluice.loadtest.verdict.FleetFacts;
import io.sluice.loadtest.verdict.Propagation;
import io.sluice.loadtest.verdict.Ruling;
import io.sluice.loadtest.verdict.SoldOutHistories;
import io.sluice.loadtest.verdict.SoldOutTail;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** The page of {@code sold-out}. Stateless. */
public final class SoldOutFigures {
    private static final int STEPS = 200;

    private SoldOutFigures() {}

    /** The page. */
    public static String page(Ruling ruling, FleetFacts facts, SoldOutHistories histories) {
        return RulingReport.of(
                ruling,
                String.format(
                        Locale.ROOT,
                        "SKUs sold out one after the other, each probed at every gateway until it refused; then a queue in"
                                + " which %,d orders are for one SKU that sells out.",
                        histories.tail().size()),
                List.of(tail(facts, histories), propagation(histories)),
                "The word is the arrival of the first call that the order system answered with 409 and Sluice-Sold-Out,"
                        + " by its own stamp, a little before its answer. What other orders kept of the rate counts from"
                        + " the tail's first end without a call.");
    }

    private static Figure propagation(SoldOutHistories histories) {
        double[] millis = Propagation.of(
                        histories.probes(), histories.histories().calls())
                .millis()
                .stream()
                .mapToDouble(Double::doubleValue)
                .filter(Double::isFinite)
                .toArray();
        double top = Axis.roundUp(Math.max(10, Arrays.stream(millis).max().orElse(0)));
        Plot plot = new Plot(
                        Axis.linear("SKUs, one after the other", 0, Math.max(1, millis.length)),
                        Axis.linear("milliseconds", 0, top))
                .series(
                        Shape.DOTS,
                        "eta",
                        IntStream.range(0, millis.length).asDoubleStream().toArray(),
                        millis);
        return new Figure(
                "From the order system's word to the last gateway's 409",
                "One dot a SKU.",
                List.of(new Legend("dots eta", "one SKU")),
                plot);
    }

    private static Figure tail(FleetFacts facts, SoldOutHistories histories) {
        SoldOutTail tail = SoldOutTail.of(facts.rateAtStart(), histories.histories(), histories.tail());
        long zeroMicros = tail.wordMicros() == Long.MAX_VALUE ? 0 : tail.wordMicros();
        double[] ends = histories.histories().outcomes().stream()
                .filter(outcome -> histories.tail().contains(outcome.orderId()))
                .mapToDouble(outcome -> (outcome.settledAtMillis() * 1000 - zeroMicros) / 1e6)
                .sorted()
                .toArray();
        double[] others = histories.histories().calls().stream()
                .filter(call -> !histories.tail().contains(call.orderId()))
                .mapToDouble(call -> (call.receivedAtMicros() - zeroMicros) / 1e6)
                .filter(at -> at >= 0)
                .sorted()
                .toArray();
        double end = Math.max(1, DoubleStream.of(ends).max().orElse(1) * 1.5);
        double top = Axis.roundUp(Math.max(1, ends.length));
        Plot plot = new Plot(Axis.linear("seconds since the word", 0, end), Axis.linear("orders", 0, top));
        steps(plot, "backlog", ends, end);
        steps(plot, "calls", others, end);
        return new Figure(
                "The tail is settled while the others go on being called",
                "Orders of the tail settled so far, and calls for all other orders.",
                List.of(new Legend("line backlog", "tail settled"), new Legend("line calls", "calls for others")),
                plot);
    }

    private static void steps(Plot plot, String style, double[] sorted, double end) {
        int every = Math.max(1, sorted.length / STEPS);
        int[] shown = IntStream.range(0, sorted.length)
                .filter(i -> i % every == 0 && sorted[i] <= end)
                .toArray();
        plot.series(
                Shape.LINE,
                style,
                Arrays.stream(shown).mapToDouble(i -> sorted[i]).toArray(),
                Arrays.stream(shown).mapToDouble(i -> i + 1).toArray());
    }
}
