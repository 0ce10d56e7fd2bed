package io.sluice.loadtest.report;

import io.sluice.loadtest.report.Figure.Legend;
import io.sluice.loadtest.report.Plot.Shape;
import io.sluice.loadtest.verdict.Backlog;
import io.sluice.loadtest.verdict.CallLine;
import io.sluice.loadtest.verdict.CallWindows;
import io.sluice.loadtest.verdict.Histories;
import io.sluice.loadtest.verdict.OrderLine;
import io.sluice.loadtest.verdict.Quantiles;
import io.sluice.loadtest.verdict.RunFacts;
import io.sluice.loadtest.verdict.StepLine;
import io.sluice.loadtest.verdict.ToldWait;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.LongToDoubleFunction;
import java.util.stream.LongStream;

/** The five figures of a run, computed from the same histories as its verdict. Time 0 is the first order's due time. */
final class Figures {
    private static final long SECOND_MICROS = 1_000_000;
    private static final long BUCKET_MICROS = 250_000;
    private static final int SCATTER_DOTS_MAX = 1500;
    private static final String TIME = "seconds since the first order was due";

    private final Story story;
    private final Histories histories;
    private final Backlog backlog;
    private final long startMicros;
    private final int buckets;

    /**
     * What histories do not say.
     *
     * @param rate what the fleet may call, as it changes
     * @param workers of which each may be one call ahead
     * @param faults what was done, each with a name short enough to stand above a plot
     */
    record Story(StepLine rate, int workers, List<RunFacts.Fault> faults) {
        /** A run at one rate. */
        static Story of(RunFacts facts) {
            return new Story(
                    StepLine.of(List.of(new StepLine.Step(0, facts.rateTarget()))), facts.workers(), facts.faults());
        }
    }

    Figures(Story story, Histories histories) {
        this.story = story;
        this.histories = histories;
        this.backlog = Backlog.of(histories);
        this.startMicros = histories.orders().stream()
                .mapToLong(OrderLine::scheduledAtMicros)
                .min()
                .orElse(backlog.endMicros());
        // Bounded, so that one bent stamp cannot make a page of gigabytes.
        this.buckets = (int) Math.min(20_000, (backlog.endMicros() - startMicros) / BUCKET_MICROS + 2);
    }

    List<Figure> all() {
        return List.of(rates(), backlog(), windows(), latency(), eta());
    }

    private Figure rates() {
        double[] due = perSecond(histories.orders().stream().mapToLong(OrderLine::scheduledAtMicros));
        double[] accepted = perSecond(
                histories.orders().stream().filter(OrderLine::accepted).mapToLong(OrderLine::answeredAtMicros));
        double[] calls = perSecond(histories.calls().stream().mapToLong(CallLine::receivedAtMicros));
        double top = Math.max(
                Math.max(max(due), max(accepted)),
                Math.max(max(calls), story.rate().highest()));
        Plot plot = plot("orders per second", 0, Axis.roundUp(top * 1.02))
                .series(Shape.AREA, "arrivals", bucketMiddles(), due)
                .series(Shape.LINE, "accepted", bucketMiddles(), accepted)
                .series(Shape.LINE, "calls", bucketMiddles(), calls)
                .series(Shape.LINE, "limit", bucketMiddles(), rate(0));
        return new Figure(
                "A crowd comes in, a steady stream goes out",
                "Counted per 250 ms and given per second. The downstream never sees the crowd.",
                List.of(
                        new Legend("area arrivals", "arrivals (due)"),
                        new Legend("line accepted", "accepted (202)"),
                        new Legend("line calls", "calls at the downstream"),
                        new Legend("line limit", rateInWords() + "/s")),
                events(plot));
    }

    private Figure backlog() {
        double[] xs = new double[buckets * 2];
        double[] ys = new double[buckets * 2];
        for (int i = 0; i < xs.length; i++) {
            long atMicros = startMicros + i * BUCKET_MICROS / 2;
            xs[i] = seconds(atMicros);
            ys[i] = backlog.at(atMicros);
        }
        Plot plot = plot("orders waiting", 0, Axis.roundUp(Math.max(1, backlog.peak() * 1.02)))
                .series(Shape.AREA, "backlog", xs, ys)
                .series(Shape.LINE, "backlog", xs, ys);
        return new Figure(
                "The backlog",
                "Orders that were accepted and not yet tried; they lie in Kafka meanwhile.",
                List.of(new Legend("line backlog", "orders waiting, at most " + grouped(backlog.peak()))),
                events(plot));
    }

    private Figure windows() {
        CallWindows windows = CallWindows.of(histories.calls().stream().mapToLong(CallLine::receivedAtMicros));
        double[] most = new double[buckets];
        double low = story.rate().highest() * 0.96;
        for (int i = 0; i < buckets; i++) {
            long fromMicros = startMicros + i * BUCKET_MICROS;
            most[i] = windows.mostBeginningIn(fromMicros, fromMicros + BUCKET_MICROS, SECOND_MICROS);
            double rate = story.rate().at(fromMicros);
            boolean full = backlog.at(fromMicros) >= rate && backlog.at(fromMicros + SECOND_MICROS) >= rate;
            low = full ? Math.min(low, most[i]) : low;
        }
        double callsMax = story.rate().highest() + story.workers();
        double top = Math.max(callsMax, max(most));
        double step = story.rate().highest() * 0.05;
        double floor = Math.floor(low / step) * step;
        Plot plot = plot("calls in one second", floor, top + (top - floor) * 0.06)
                .series(Shape.LINE, "calls", bucketStarts(), most)
                .series(Shape.LINE, "limit", bucketStarts(), rate(0))
                .series(Shape.LINE, "bound", bucketStarts(), rate(story.workers()));
        return new Figure(
                "Never too fast: the most calls in any second",
                "The worst one-second window that begins in each 250 ms, every window counted. The axis does not begin"
                        + " at zero.",
                List.of(
                        new Legend("line calls", "calls, at most " + grouped(max(most))),
                        new Legend("line limit", rateInWords()),
                        new Legend("line bound", "R + one per worker, at most " + grouped(callsMax))),
                events(plot));
    }

    private Figure latency() {
        Quantiles accepted = Quantiles.latencyMillis(histories.orders(), OrderLine::accepted);
        Quantiles refused = Quantiles.latencyMillis(histories.orders(), OrderLine::refused);
        Plot plot = LatencyCurve.plot("share of orders answered within", accepted, refused);
        List<Legend> legend = new ArrayList<>(List.of(new Legend("line accepted", "accept latency")));
        if (refused.count() > 0) {
            legend.add(new Legend("line calls", "the same of a refusal"));
        }
        return new Figure(
                "How long a buyer waits for the 202",
                "From the moment the order was due, so that a late sender counts too. A 202 means that Kafka has it.",
                legend,
                plot);
    }

    private Figure eta() {
        List<ToldWait> told = ToldWait.of(histories);
        int every = Math.max(1, (told.size() + SCATTER_DOTS_MAX - 1) / SCATTER_DOTS_MAX);
        List<ToldWait> shown = new ArrayList<>();
        for (int i = 0; i < told.size(); i += every) {
            shown.add(told.get(i));
        }
        double top = Axis.roundUp(told.stream()
                .mapToDouble(wait -> Math.max(wait.order().etaSeconds(), wait.waitedSeconds()))
                .max()
                .orElse(1));
        Plot plot = new Plot(Axis.linear("told: seconds", 0, top), Axis.linear("waited: seconds", 0, top))
                .series(
                        Shape.DOTS,
                        "eta",
                        shown.stream()
                                .mapToDouble(wait -> wait.order().etaSeconds())
                                .toArray(),
                        shown.stream().mapToDouble(ToldWait::waitedSeconds).toArray())
                .diagonal("limit", 0, top);
        return new Figure(
                "What was told, and what came true",
                "The ETA told with the 202 against the wait until the order was settled"
                        + (every == 1 ? "." : "; one order in " + every + " is shown."),
                List.of(new Legend("dots eta", "one order"), new Legend("level limit", "told = waited")),
                plot);
    }

    private Plot plot(String label, double low, double high) {
        return new Plot(Axis.linear(TIME, 0, buckets * BUCKET_MICROS / 1e6), Axis.linear(label, low, high));
    }

    private Plot events(Plot plot) {
        for (RunFacts.Fault fault : story.faults()) {
            plot.event(fault.what(), seconds(fault.atMicros()));
        }
        return plot;
    }

    private double[] perSecond(LongStream stampsMicros) {
        double[] counts = new double[buckets];
        stampsMicros.forEach(micros -> {
            long bucket = Math.floorDiv(micros - startMicros, BUCKET_MICROS);
            if (bucket >= 0 && bucket < buckets) {
                counts[(int) bucket] += (double) SECOND_MICROS / BUCKET_MICROS;
            }
        });
        return counts;
    }

    private double[] bucketStarts() {
        return eachBucket(i -> seconds(startMicros + i * BUCKET_MICROS));
    }

    private double[] bucketMiddles() {
        return eachBucket(i -> seconds(startMicros + i * BUCKET_MICROS + BUCKET_MICROS / 2));
    }

    private double[] eachBucket(LongToDoubleFunction value) {
        return LongStream.range(0, buckets).mapToDouble(value).toArray();
    }

    private double seconds(long micros) {
        return (micros - startMicros) / 1e6;
    }

    /** The rate over time, and so many calls more. */
    private double[] rate(int more) {
        return eachBucket(i -> story.rate().at(startMicros + i * BUCKET_MICROS) + more);
    }

    private String rateInWords() {
        double first = story.rate().at(startMicros);
        return first == story.rate().highest() ? "R = " + grouped(first) : "the rate R(t)";
    }

    private static double max(double[] values) {
        double max = 0;
        for (double value : values) {
            max = Math.max(max, value);
        }
        return max;
    }

    private static String grouped(double number) {
        return String.format(Locale.ROOT, "%,.0f", number);
    }
}
