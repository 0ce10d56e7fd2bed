package io.sluice.loadtest.report;

import io.sluice.loadtest.report.Figure.Legend;
import io.sluice.loadtest.report.Plot.Shape;
import io.sluice.loadtest.verdict.Ruling;
import io.sluice.loadtest.verdict.WatchFacts;
import io.sluice.loadtest.verdict.WatchHistories;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** The page of {@code watchers}. Stateless. */
public final class WatchFigures {
    private static final int QUANTILES = 200;

    private WatchFigures() {}

    /** The page. */
    public static String page(Ruling ruling, WatchFacts facts, WatchHistories histories) {
        return RulingReport.of(
                ruling,
                String.format(
                        Locale.ROOT,
                        "%,d streams of events on one gateway over %,d connections, while %,d orders a second are posted and"
                                + " %,d are drained.",
                        facts.open(),
                        facts.connections(),
                        facts.acceptPerSecond(),
                        facts.drainPerSecond()),
                List.of(acceptance(facts, histories), delay(histories)),
                "Delay: from settledAt as the event tells it to the event's arrival, for streams that were open before."
                        + " The heap is the lowest of each time, which is nearest to what is needed.");
    }

    private static Figure acceptance(WatchFacts facts, WatchHistories histories) {
        var quiet = histories.acceptMillis(facts.quiet());
        var watched = histories.acceptMillis(facts.watched());
        double most = Math.max(1, Math.max(known(quiet.max()), known(watched.max())));
        double[] shares = shares();
        Plot plot = new Plot(Axis.nines("share of orders", 4), Axis.log("milliseconds", 0.1, Axis.roundUp(most)))
                .series(
                        Shape.LINE,
                        "accepted",
                        shares,
                        Arrays.stream(shares)
                                .map(share -> known(quiet.at(share)))
                                .toArray())
                .series(
                        Shape.LINE,
                        "calls",
                        shares,
                        Arrays.stream(shares)
                                .map(share -> known(watched.at(share)))
                                .toArray());
        return new Figure(
                "From due to 202, without and with watchers",
                "The same rate in the same run.",
                List.of(new Legend("line accepted", "without watchers"), new Legend("line calls", "with watchers")),
                plot);
    }

    private static Figure delay(WatchHistories histories) {
        var millis = histories.delayMillis();
        double[] shares = shares();
        Plot plot = new Plot(
                        Axis.nines("share of ends", 4),
                        Axis.log("milliseconds", 1, Axis.roundUp(Math.max(10, known(millis.max())))))
                .series(
                        Shape.LINE,
                        "backlog",
                        shares,
                        Arrays.stream(shares)
                                .map(share -> known(millis.at(share)))
                                .toArray());
        return new Figure(
                "How late the end of an order reached its watcher",
                "From settledAt to the event.",
                List.of(new Legend("line backlog", "delay of settled")),
                plot);
    }

    private static double[] shares() {
        return IntStream.range(0, QUANTILES)
                .mapToDouble(i -> 1 - Math.pow(10, -4.0 * i / QUANTILES))
                .toArray();
    }

    private static double known(double value) {
        return Double.isNaN(value) ? 0 : value;
    }
}
