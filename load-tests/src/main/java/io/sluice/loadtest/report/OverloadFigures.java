package io.sluice.loadtest.report;

import io.sluice.loadtest.report.Figure.Legend;
import io.sluice.loadtest.report.Plot.Shape;
import io.sluice.loadtest.verdict.OverloadFacts;
import io.sluice.loadtest.verdict.OverloadHistories;
import io.sluice.loadtest.verdict.OverloadLine;
import io.sluice.loadtest.verdict.Ruling;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** The page of {@code overload}. Stateless. */
public final class OverloadFigures {
    private static final double MICROS = 1e6;

    private OverloadFigures() {}

    /** The page. */
    public static String page(Ruling ruling, OverloadFacts facts, OverloadHistories histories) {
        return RulingReport.of(
                ruling,
                String.format(
                        Locale.ROOT,
                        "A gateway that takes %,.0f orders a second is offered %,.0f for %.0f seconds, then %,.0f.",
                        facts.peakPerSecond(),
                        facts.offeredPerSecond(),
                        facts.overloadMicros() / MICROS,
                        facts.calmPerSecond()),
                List.of(perSecond(facts, histories), latency(facts, histories)),
                "Everything counts from when an order was due. The peak is what as many connections got accepted as orders may"
                        + " be in flight, each with its next order at hand.");
    }

    private static Figure perSecond(OverloadFacts facts, OverloadHistories histories) {
        int seconds = 1
                + (int) (histories.postings().stream()
                                .mapToLong(OverloadLine::dueMicros)
                                .max()
                                .orElse(0)
                        / MICROS);
        double[] at = IntStream.range(0, seconds).asDoubleStream().toArray();
        double[] offered = count(histories, seconds, posting -> true);
        Plot plot = new Plot(
                        Axis.linear("seconds", 0, seconds),
                        Axis.linear(
                                "orders a second",
                                0,
                                Axis.roundUp(
                                        Math.max(1, Arrays.stream(offered).max().orElse(0)))))
                .series(Shape.LINE, "calls", at, offered)
                .series(Shape.LINE, "accepted", at, count(histories, seconds, OverloadLine::accepted))
                .level("limit", facts.peakPerSecond())
                .event("over", facts.overloadMicros() / MICROS);
        return new Figure(
                "What was offered and what was taken",
                "By the second in which they were due. What was taken should lie on the dashed line, the peak, from the first"
                        + " second on, and on what is offered once it is over.",
                List.of(new Legend("line calls", "offered"), new Legend("line accepted", "accepted")),
                plot);
    }

    private static double[] count(OverloadHistories histories, int seconds, Predicate<OverloadLine> which) {
        double[] count = new double[seconds];
        histories.postings().stream().filter(which).forEach(posting -> count[(int) (posting.dueMicros() / MICROS)]++);
        return count;
    }

    private static Figure latency(OverloadFacts facts, OverloadHistories histories) {
        Predicate<OverloadLine> meanwhile = posting -> posting.dueMicros() < facts.overloadMicros();
        var refused = histories.latencyMillis(meanwhile.and(OverloadLine::refused));
        var accepted = histories.latencyMillis(meanwhile.and(OverloadLine::accepted));
        Plot plot = LatencyCurve.plot("share of orders", accepted, refused);
        return new Figure(
                "How long an answer took meanwhile",
                "From when the order was due. A refusal should be faster than an acceptance: its buyer tries again.",
                List.of(new Legend("line accepted", "accepted"), new Legend("line calls", "refused")),
                plot);
    }
}
