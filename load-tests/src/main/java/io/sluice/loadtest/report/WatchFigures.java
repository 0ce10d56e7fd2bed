package io.sluice.loadtest.report;

import io.sluice.loadtest.report.Figure.Legend;
import io.sluice.loadtest.report.Plot.Shape;
import io.sluice.loadtest.verdict.Ruling;
import io.sluice.loadtest.verdict.WatchFacts;
import io.sluice.loadtest.verdict.WatchHistories;
import java.util.List;
import java.util.Locale;

/** The page of {@code watchers}. Stateless. */
public final class WatchFigures {
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
        Plot plot = LatencyCurve.plot("share of orders", quiet, watched);
        return new Figure(
                "From due to 202, without and with watchers",
                "The same rate in the same run.",
                List.of(new Legend("line accepted", "without watchers"), new Legend("line calls", "with watchers")),
                plot);
    }

    private static Figure delay(WatchHistories histories) {
        var millis = histories.delayMillis();
        double[] shares = LatencyCurve.shares(LatencyCurve.nines(millis.count()));
        double[] values = LatencyCurve.values(millis, shares);
        Plot plot = new Plot(
                        Axis.nines("share of ends", LatencyCurve.nines(millis.count())),
                        LatencyCurve.millis(values[0], values[values.length - 1]))
                .series(Shape.LINE, "backlog", shares, values);
        return new Figure(
                "How late the end of an order reached its watcher",
                "From settledAt to the event.",
                List.of(new Legend("line backlog", "delay of settled")),
                plot);
    }
}
