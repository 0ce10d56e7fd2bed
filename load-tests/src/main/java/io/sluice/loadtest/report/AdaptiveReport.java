package io.sluice.loadtest.report;

import io.sluice.loadtest.report.Figure.Legend;
import io.sluice.loadtest.report.Plot.Shape;
import io.sluice.loadtest.verdict.AdaptiveVerdict;
import io.sluice.loadtest.verdict.AdaptiveVerdictText;
import io.sluice.loadtest.verdict.CallLine;
import io.sluice.loadtest.verdict.StepLine;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** A run of an adaptive fleet as one HTML page that needs nothing else. Stateless. */
public final class AdaptiveReport {
    /** The file beside the histories. */
    public static final String FILE = HtmlReport.FILE;

    private static final long BUCKET_MICROS = 250_000;
    private static final int BUCKETS_MAX = 100_000;

    private AdaptiveReport() {}

    /** The page; {@code endMicros} as in the verdict. */
    public static String of(AdaptiveVerdict verdict, List<CallLine> calls, long endMicros) {
        return new HtmlPage("adaptive", verdict.clean())
                .paragraph("A fleet that nobody told the capacity of the order system, which was halved and restored.")
                .failures(verdict.failures())
                .figures(List.of(figure(verdict, calls, endMicros)))
                .verdict(AdaptiveVerdictText.rows(verdict))
                .note(
                        "Counted from the downstream's own stamps in calls.csv. Found: the good answers of a second were 95 %"
                                + " of the capacity. Respected: the calls of a second were at most 105 % of it.")
                .html();
    }

    private static Figure figure(AdaptiveVerdict verdict, List<CallLine> calls, long endMicros) {
        long startMicros = verdict.capacity().get(0).fromMicros();
        int buckets = (int) Math.max(1, Math.min(BUCKETS_MAX, (endMicros - startMicros) / BUCKET_MICROS));
        StepLine line = StepLine.of(verdict.capacity());
        double[] middles = IntStream.range(0, buckets)
                .mapToDouble(i -> (i + 0.5) * BUCKET_MICROS / 1e6)
                .toArray();
        double[] capacity = IntStream.range(0, buckets)
                .mapToDouble(i -> line.at(startMicros + i * BUCKET_MICROS + BUCKET_MICROS / 2))
                .toArray();
        double[] all = perSecond(calls, call -> true, startMicros, buckets);
        double[] good = perSecond(calls, CallLine::good, startMicros, buckets);
        double top = Math.max(
                Arrays.stream(all).max().orElse(1),
                Arrays.stream(capacity).max().orElse(1));
        Plot plot = new Plot(
                        Axis.linear("seconds since the first call", 0, buckets * BUCKET_MICROS / 1e6),
                        Axis.linear("calls per second", 0, Axis.roundUp(top * 1.05)))
                .series(Shape.LINE, "calls", middles, all)
                .series(Shape.LINE, "accepted", middles, good)
                .series(Shape.LINE, "target", middles, capacity);
        return new Figure(
                "The rate that was found, and the capacity that there was",
                "Counted per 250 ms and given per second.",
                List.of(
                        new Legend("line calls", "calls at the downstream"),
                        new Legend("line accepted", "answered well"),
                        new Legend("line target", "true capacity")),
                plot);
    }

    private static double[] perSecond(List<CallLine> calls, Predicate<CallLine> which, long startMicros, int buckets) {
        double[] counts = new double[buckets];
        calls.stream().filter(which).forEach(call -> {
            long bucket = Math.floorDiv(call.receivedAtMicros() - startMicros, BUCKET_MICROS);
            if (bucket >= 0 && bucket < buckets) {
                counts[(int) bucket] += 1e6 / BUCKET_MICROS;
            }
        });
        return counts;
    }
}
