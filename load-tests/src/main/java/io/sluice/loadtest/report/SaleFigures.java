package io.sluice.loadtest.report;

import io.sluice.loadtest.report.Figure.Legend;
import io.sluice.loadtest.report.Plot.Shape;
import io.sluice.loadtest.verdict.BuyerHistories;
import io.sluice.loadtest.verdict.CallLine;
import io.sluice.loadtest.verdict.EtaVerdict;
import io.sluice.loadtest.verdict.EtaVerdict.Prediction;
import io.sluice.loadtest.verdict.FleetFacts;
import io.sluice.loadtest.verdict.Ruling;
import io.sluice.loadtest.verdict.ShownLine;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** The pages of the runs in which buyers post and watch their place. Stateless. */
public final class SaleFigures {
    private static final int DOTS_MAX = 4_000;
    private static final int WATCHERS_SHOWN = 12;
    private static final String TIME = "seconds since the first buyer came";

    private SaleFigures() {}

    /** The page of {@code buyers}. */
    public static String buyers(Ruling ruling, FleetFacts facts, BuyerHistories histories) {
        return RulingReport.of(
                ruling,
                String.format(
                        Locale.ROOT,
                        "%,d orders, each posted again and again to two gateways over connections that are cut, drained at"
                                + " %,.0f calls a second; %d processes were killed with kill -9 and started again.",
                        facts.orders(),
                        facts.rateAtStart(),
                        facts.faults().size()),
                List.of(places(facts, histories.shown()), rate(facts, histories)),
                "One record of the outcomes topic and one effect for every order, every record counted. A place may not"
                        + " grow from one look of a watcher to the next, whichever gateway it asks. The practice orders"
                        + " that were laid before the first buyer came count as orders.");
    }

    /** The page of {@code eta}. */
    public static String eta(Ruling ruling, FleetFacts facts, BuyerHistories histories) {
        List<Prediction> predictions = EtaVerdict.predictions(facts, histories);
        return RulingReport.of(
                ruling,
                String.format(
                        Locale.ROOT,
                        "A flash sale of %,d orders at %,.0f calls a second: a worker was killed with kill -9, and later"
                                + " the rate was changed.",
                        facts.orders(),
                        facts.rateAtStart()),
                List.of(told(predictions), errors(facts, predictions), rate(facts, histories)),
                "Told: acceptedAt + etaSeconds of the 202, or the moment of a later answer + its etaSeconds. Waited: until"
                        + " the order's first call at the order system, by its own stamp. Predictions that the change of"
                        + " the rate came between are not counted.");
    }

    private static Figure places(FleetFacts facts, List<ShownLine> shown) {
        Map<Integer, List<ShownLine>> byBuyer = new TreeMap<>();
        shown.stream().filter(line -> line.isOpen() && line.position() >= 0).forEach(line -> byBuyer.computeIfAbsent(
                        line.buyer(), buyer -> new ArrayList<>())
                .add(line));
        List<List<ShownLine>> all = List.copyOf(byBuyer.values());
        double longest = shown.stream()
                .mapToDouble(line -> seconds(facts, line.shownAtMicros()))
                .max()
                .orElse(1);
        double top = shown.stream().mapToDouble(ShownLine::position).max().orElse(1);
        Plot plot = new Plot(
                Axis.linear(TIME, 0, longest), Axis.linear("orders before it", 0, Axis.roundUp(Math.max(1, top))));
        int every = Math.max(1, all.size() / WATCHERS_SHOWN);
        for (int i = 0; i < all.size(); i += every) {
            plot.series(
                    Shape.LINE,
                    "accepted",
                    all.get(i).stream()
                            .mapToDouble(line -> seconds(facts, line.shownAtMicros()))
                            .toArray(),
                    all.get(i).stream().mapToDouble(ShownLine::position).toArray());
        }
        return new Figure(
                "The place in the queue, as some watchers were shown it",
                "Each line is one buyer, at one gateway and then another. No line may rise. Numbers mark the kills.",
                List.of(new Legend("line accepted", "one buyer's place")),
                events(facts, plot));
    }

    private static Figure rate(FleetFacts facts, BuyerHistories histories) {
        int[] counts = perSecond(facts, histories.histories().calls());
        double[] middles =
                IntStream.range(0, counts.length).mapToDouble(i -> i + 0.5).toArray();
        double[] wanted = Arrays.stream(middles)
                .map(at -> facts.rateWanted().at(facts.measuredFromMicros() + Math.round(at * 1e6)))
                .toArray();
        double top = Math.max(
                Arrays.stream(counts).max().orElse(1),
                Arrays.stream(wanted).max().orElse(1));
        Plot plot = new Plot(
                        Axis.linear(TIME, 0, Math.max(1, counts.length)),
                        Axis.linear("calls per second", 0, Axis.roundUp(top * 1.05)))
                .series(
                        Shape.LINE,
                        "calls",
                        middles,
                        Arrays.stream(counts).asDoubleStream().toArray())
                .series(Shape.LINE, "target", middles, wanted);
        return new Figure(
                "Calls at the order system",
                "In each second, by its own stamps.",
                List.of(new Legend("line calls", "calls"), new Legend("line target", "the rate R(t)")),
                events(facts, plot));
    }

    private static int[] perSecond(FleetFacts facts, List<CallLine> calls) {
        double end = calls.stream()
                .mapToDouble(call -> seconds(facts, call.receivedAtMicros()))
                .max()
                .orElse(0);
        // Bounded, so that one bent stamp cannot make a page of gigabytes.
        int[] counts = new int[(int) Math.max(0, Math.min(7_200, Math.floor(end)))];
        for (CallLine call : calls) {
            int second = (int) Math.floor(seconds(facts, call.receivedAtMicros()));
            if (second >= 0 && second < counts.length) {
                counts[second]++;
            }
        }
        return counts;
    }

    private static Plot events(FleetFacts facts, Plot plot) {
        int number = 1;
        for (FleetFacts.Fault fault : facts.faults()) {
            plot.event(Integer.toString(number), seconds(facts, fault.atMicros()));
            number++;
        }
        return plot;
    }

    private static double seconds(FleetFacts facts, long micros) {
        return (micros - facts.measuredFromMicros()) / 1e6;
    }

    private static Figure told(List<Prediction> predictions) {
        List<Prediction> shown = some(predictions);
        double top = Axis.roundUp(predictions.stream()
                .mapToDouble(prediction -> Math.max(prediction.toldSeconds(), prediction.waitedSeconds()))
                .max()
                .orElse(1));
        Plot plot = new Plot(Axis.linear("told: seconds", 0, top), Axis.linear("waited: seconds", 0, top));
        dots(plot, shown, "eta", true);
        dots(plot, shown, "calls", false);
        return new Figure(
                "What was told, and what came true",
                "Seconds until the first call. Those told before the change of the rate and called after it are not counted.",
                List.of(
                        new Legend("dots eta", "counted"),
                        new Legend("dots calls", "the rate changed meanwhile"),
                        new Legend("level limit", "told = waited")),
                plot.diagonal("limit", 0, top));
    }

    private static void dots(Plot plot, List<Prediction> predictions, String style, boolean counts) {
        List<Prediction> kind = predictions.stream()
                .filter(prediction -> prediction.counts() == counts)
                .toList();
        plot.series(
                Shape.DOTS,
                style,
                kind.stream().mapToDouble(Prediction::toldSeconds).toArray(),
                kind.stream().mapToDouble(Prediction::waitedSeconds).toArray());
    }

    private static Figure errors(FleetFacts facts, List<Prediction> predictions) {
        List<Prediction> shown =
                some(predictions.stream().filter(Prediction::counts).toList());
        double most = shown.stream()
                .mapToDouble(prediction -> Math.abs(prediction.errorSeconds()))
                .max()
                .orElse(1);
        double top = Axis.roundUp(Math.max(1, most));
        double end = shown.stream()
                .mapToDouble(prediction -> seconds(facts, prediction.madeAtMicros()))
                .max()
                .orElse(1);
        Plot plot = new Plot(Axis.linear(TIME, 0, end), Axis.linear("told − waited, seconds", -top, top))
                .series(
                        Shape.DOTS,
                        "eta",
                        shown.stream()
                                .mapToDouble(prediction -> seconds(facts, prediction.madeAtMicros()))
                                .toArray(),
                        shown.stream().mapToDouble(Prediction::errorSeconds).toArray())
                .level("limit", 0);
        return new Figure(
                "How far off, and when it was told",
                "Above the line the order was called earlier than told. Numbers mark the kill and the change of the rate.",
                List.of(new Legend("dots eta", "one prediction")),
                events(facts, plot));
    }

    private static List<Prediction> some(List<Prediction> all) {
        int every = Math.max(1, (all.size() + DOTS_MAX - 1) / DOTS_MAX);
        return IntStream.range(0, all.size())
                .filter(i -> i % every == 0)
                .mapToObj(all::get)
                .toList();
    }
}
