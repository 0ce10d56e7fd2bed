package io.sluice.loadtest.report;

import io.sluice.loadtest.report.Figure.Legend;
import io.sluice.loadtest.report.Plot.Shape;
import io.sluice.loadtest.verdict.Backlog;
import io.sluice.loadtest.verdict.CallLine;
import io.sluice.loadtest.verdict.CallWindows;
import io.sluice.loadtest.verdict.Histories;
import io.sluice.loadtest.verdict.OrderLine;
import io.sluice.loadtest.verdict.OutcomeLine;
import io.sluice.loadtest.verdict.Quantiles;
import io.sluice.loadtest.verdict.RunFacts;
import io.sluice.loadtest.verdict.Verdict;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongToDoubleFunction;
import java.util.stream.LongStream;

/** The five figures of a run, computed from the same histories as the verdict. Time 0 is the first order's due time. */
final class Figures {
    private static final long SECOND_MICROS = 1_000_000;
    private static final long BUCKET_MICROS = 250_000;
    private static final int SCATTER_DOTS_MAX = 1500;
    private static final String TIME = "seconds since the first order was due";

    private final Verdict verdict;
    private final Histories histories;
    private final Backlog backlog;
    private final long startMicros;
    private final int buckets;

    Figures(Verdict verdict, Histories histories) {
        this.verdict = verdict;
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
        double top = Math.max(Math.max(max(due), max(accepted)), Math.max(max(calls), rate()));
        Plot plot = plot("orders per second", 0, Axis.roundUp(top * 1.02))
                .series(Shape.AREA, "arrivals", bucketMiddles(), due)
                .series(Shape.LINE, "accepted", bucketMiddles(), accepted)
                .series(Shape.LINE, "calls", bucketMiddles(), calls)
                .level("limit", rate());
        return new Figure(
                "A crowd comes in, a steady stream goes out",
                "Counted per 250 ms and given per second. The downstream never sees the crowd.",
                List.of(
                        new Legend("area arrivals", "arrivals (due)"),
                        new Legend("line accepted", "accepted (202)"),
                        new Legend("line calls", "calls at the downstream"),
                        new Legend("level limit", "R = " + grouped(rate()) + "/s")),
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
        double low = rate() * 0.96;
        for (int i = 0; i < buckets; i++) {
            long fromMicros = startMicros + i * BUCKET_MICROS;
            most[i] = windows.mostBeginningIn(fromMicros, fromMicros + BUCKET_MICROS, SECOND_MICROS);
            boolean full = backlog.at(fromMicros) >= rate() && backlog.at(fromMicros + SECOND_MICROS) >= rate();
            low = full ? Math.min(low, most[i]) : low;
        }
        double callsMax = rate() + verdict.facts().workers();
        double top = Math.max(callsMax, max(most));
        double floor = Math.floor(low / (rate() * 0.05)) * rate() * 0.05;
        Plot plot = plot("calls in one second", floor, top + (top - floor) * 0.06)
                .series(Shape.LINE, "calls", bucketStarts(), most)
                .level("limit", rate())
                .level("bound", callsMax);
        return new Figure(
                "Never too fast: the most calls in any second",
                "The worst one-second window that begins in each 250 ms, every window counted. The axis does not begin"
                        + " at zero.",
                List.of(
                        new Legend("line calls", "calls, at most " + grouped(max(most))),
                        new Legend("level limit", "R = " + grouped(rate())),
                        new Legend("level bound", "R + one per worker = " + grouped(callsMax))),
                events(plot));
    }

    private Figure latency() {
        Quantiles millis = verdict.acceptLatencyMillis();
        int nines = Math.max(2, (int) Math.floor(Math.log10(Math.max(100, millis.count()))));
        int steps = nines * 60;
        double[] shares = new double[steps + 1];
        double[] values = new double[steps + 1];
        for (int i = 0; i <= steps; i++) {
            shares[i] = 1 - Math.pow(10, -i / 60.0);
            values[i] = millis.count() == 0 ? 1 : Math.max(0.01, millis.at(shares[i]));
        }
        double low = Math.pow(10, Math.floor(Math.log10(values[0])));
        Plot plot = new Plot(
                        Axis.nines("share of accepted orders answered within", nines),
                        Axis.log("milliseconds", low, Math.max(low * 10, Axis.roundUp(values[steps]))))
                .series(Shape.LINE, "accepted", shares, values);
        return new Figure(
                "How long a buyer waits for the 202",
                "From the moment the order was due, so that a late sender counts too. A 202 means that Kafka has it.",
                List.of(new Legend("line accepted", "accept latency")),
                plot);
    }

    private Figure eta() {
        Map<String, OutcomeLine> outcomes = new HashMap<>();
        histories.outcomes().forEach(outcome -> outcomes.putIfAbsent(outcome.orderId(), outcome));
        List<double[]> pairs = new ArrayList<>();
        for (OrderLine order : histories.orders()) {
            String id = order.orderId();
            OutcomeLine outcome = id == null ? null : outcomes.get(id);
            if (outcome != null && !Double.isNaN(order.etaSeconds())) {
                pairs.add(new double[] {order.etaSeconds(), outcome.waitSeconds()});
            }
        }
        int every = Math.max(1, (pairs.size() + SCATTER_DOTS_MAX - 1) / SCATTER_DOTS_MAX);
        List<double[]> shown = new ArrayList<>();
        for (int i = 0; i < pairs.size(); i += every) {
            shown.add(pairs.get(i));
        }
        double top = Axis.roundUp(pairs.stream()
                .mapToDouble(pair -> Math.max(pair[0], pair[1]))
                .max()
                .orElse(1));
        Plot plot = new Plot(Axis.linear("told: seconds", 0, top), Axis.linear("waited: seconds", 0, top))
                .series(
                        Shape.DOTS,
                        "eta",
                        shown.stream().mapToDouble(pair -> pair[0]).toArray(),
                        shown.stream().mapToDouble(pair -> pair[1]).toArray())
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
        for (RunFacts.Fault fault : verdict.facts().faults()) {
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

    private double rate() {
        return verdict.facts().rateTarget();
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
