package io.sluice.loadtest.report;

import io.sluice.loadtest.report.Figure.Legend;
import io.sluice.loadtest.report.Plot.Shape;
import io.sluice.loadtest.verdict.CallLine;
import io.sluice.loadtest.verdict.FleetFacts;
import io.sluice.loadtest.verdict.FleetVerdict;
import io.sluice.loadtest.verdict.RateExcess;
import io.sluice.loadtest.verdict.StepLine;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** The figures of a changing fleet. Time 0 is the moment from which the rate's use is measured. Confined to one thread. */
final class FleetFigures {
    private static final long BUCKET_MICROS = 100_000;
    private static final int BUCKETS_MAX = 100_000;
    private static final String TIME = "seconds since the first worker had found its pace";

    private final FleetVerdict verdict;
    private final long[] calls;
    private final long startMicros;
    private final int buckets;

    FleetFigures(FleetVerdict verdict, List<CallLine> calls) {
        this.verdict = verdict;
        this.calls =
                calls.stream().mapToLong(CallLine::receivedAtMicros).sorted().toArray();
        this.startMicros = verdict.facts().measuredFromMicros();
        long endMicros = this.calls.length == 0 ? startMicros : this.calls[this.calls.length - 1];
        // Bounded, so that one bent stamp cannot make a page of gigabytes.
        this.buckets = (int) Math.max(1, Math.min(BUCKETS_MAX, (endMicros - startMicros) / BUCKET_MICROS + 1));
    }

    List<Figure> all() {
        return List.of(rate(), excess(), workers());
    }

    private Figure rate() {
        StepLine wanted = verdict.facts().rateWanted();
        double[] counts = new double[buckets];
        for (long call : calls) {
            long bucket = Math.floorDiv(call - startMicros, BUCKET_MICROS);
            if (bucket >= 0 && bucket < buckets) {
                counts[(int) bucket]++;
            }
        }
        double[] due = IntStream.range(0, buckets)
                .mapToDouble(i -> wanted.sum(startMicros + i * BUCKET_MICROS, startMicros + (i + 1) * BUCKET_MICROS))
                .toArray();
        double top = Math.max(
                Arrays.stream(counts).max().orElse(1), Arrays.stream(due).max().orElse(1));
        Plot plot = new Plot(time(), Axis.linear("calls in 100 ms", 0, Axis.roundUp(top * 1.05)))
                .series(Shape.LINE, "calls", middles(), counts)
                .series(Shape.LINE, "target", middles(), due);
        return new Figure(
                "One rate, whatever happens to the fleet",
                "Calls at the downstream in each 100 ms. The numbers stand for the faults in the table below.",
                List.of(
                        new Legend("line calls", "calls at the downstream"),
                        new Legend("line target", "the rate R(t)")),
                events(plot));
    }

    private Figure excess() {
        List<RateExcess.Windows> curve = verdict.curve().stream()
                .filter(windows -> !Double.isNaN(windows.worst()))
                .toList();
        double[] seconds = curve.stream()
                .mapToDouble(windows -> windows.windowMicros() / 1e6)
                .toArray();
        double[] worst = curve.stream().mapToDouble(RateExcess.Windows::worst).toArray();
        double high = Math.max(2, Arrays.stream(worst).max().orElse(0) + 1);
        double low = Math.min(-2, Arrays.stream(worst).min().orElse(0) - 1);
        Plot plot = new Plot(
                        Axis.log("length of the window in seconds", 0.01, 60), Axis.linear("calls too many", low, high))
                .series(Shape.LINE, "calls", seconds, worst)
                .level("bound", 0);
        return new Figure(
                "The worst window of every length",
                "Calls beyond ∫R + N in the worst window of each length; below zero there was room left.",
                List.of(new Legend("line calls", "worst count − (∫R + N)"), new Legend("level bound", "the bound")),
                plot);
    }

    private Figure workers() {
        int[] alive = new int[buckets];
        for (FleetFacts.Life life : verdict.facts().lives()) {
            int from = bucket(life.fromMicros());
            int until = bucket(life.untilMicros());
            for (int i = from; i < until; i++) {
                alive[i]++;
            }
        }
        double[] counts = Arrays.stream(alive).asDoubleStream().toArray();
        Plot plot = new Plot(
                        time(),
                        Axis.linear("workers", 0, Arrays.stream(counts).max().orElse(0) + 1))
                .series(Shape.AREA, "backlog", middles(), counts)
                .series(Shape.LINE, "backlog", middles(), counts);
        return new Figure(
                "The fleet",
                "Worker processes that existed, those included that stood still.",
                List.of(new Legend("line backlog", "workers")),
                events(plot));
    }

    private Axis time() {
        return Axis.linear(TIME, 0, buckets * BUCKET_MICROS / 1e6);
    }

    private Plot events(Plot plot) {
        int number = 1;
        for (FleetFacts.Fault fault : verdict.facts().faults()) {
            plot.event(Integer.toString(number), (fault.atMicros() - startMicros) / 1e6);
            number++;
        }
        return plot;
    }

    private int bucket(long micros) {
        return (int) Math.max(0, Math.min(buckets, (micros - startMicros) / BUCKET_MICROS));
    }

    private double[] middles() {
        return IntStream.range(0, buckets)
                .mapToDouble(i -> (i + 0.5) * BUCKET_MICROS / 1e6)
                .toArray();
    }
}
