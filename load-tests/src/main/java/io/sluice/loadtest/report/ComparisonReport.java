package io.sluice.loadtest.report;

import io.sluice.loadtest.report.Figure.Legend;
import io.sluice.loadtest.report.Plot.Shape;
import io.sluice.loadtest.verdict.Backlog;
import io.sluice.loadtest.verdict.Quantiles;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Two sets of runs on one HTML page that needs nothing else. Stateless. */
public final class ComparisonReport {
    private static final long STEP_MICROS = 250_000;
    private static final int STEPS_MAX = 20_000;

    /** The style sheet's colours for the two sides. */
    private static final String STYLE_A = "accepted";

    private static final String STYLE_B = "calls";

    private ComparisonReport() {}

    /**
     * What is drawn of one run.
     *
     * @param startMicros where its time 0 is, microseconds since 1970
     */
    public record Side(Quantiles latencyMillis, Backlog backlog, long startMicros) {
        private int steps() {
            return (int) Math.max(1, Math.min(STEPS_MAX, (backlog.endMicros() - startMicros) / STEP_MICROS + 2));
        }
    }

    /**
     * The page.
     *
     * @param story what is compared with what, and how
     * @param columns the heads of the table
     * @param worse whether a line is of a figure that is worse in B
     */
    public static String of(
            List<Side> a,
            List<Side> b,
            String story,
            List<String> warnings,
            List<String> columns,
            List<List<String>> lines,
            Predicate<List<String>> worse) {
        boolean isWorse = lines.stream().anyMatch(worse);
        return new HtmlPage("comparison", isWorse ? "B is worse" : "B is not worse", !isWorse)
                .paragraph(story)
                .failures(warnings)
                .table("Figure by figure", columns, lines, worse)
                .figures(List.of(latency(a, b), backlog(a, b)))
                .note("Judge again with <code>java -jar sluice-load-tests.jar compare A B</code>.")
                .html();
    }

    private static Figure latency(List<Side> a, List<Side> b) {
        int count =
                all(a, b).mapToInt(side -> side.latencyMillis().count()).max().orElse(0);
        int nines = LatencyCurve.nines(count);
        double top = all(a, b)
                .mapToDouble(side -> side.latencyMillis().max())
                .filter(Double::isFinite)
                .max()
                .orElse(1);
        double bottom = all(a, b)
                .mapToDouble(side -> side.latencyMillis().at(0))
                .filter(Double::isFinite)
                .min()
                .orElse(1);
        Plot plot = new Plot(
                Axis.nines("share of accepted orders answered within", nines), LatencyCurve.millis(bottom, top));
        curves(plot, STYLE_A, a, nines);
        curves(plot, STYLE_B, b, nines);
        return new Figure(
                "How long a buyer waits for the 202",
                "From the moment the order was due. Lines that cross say that neither is faster for everybody.",
                legend(),
                plot);
    }

    private static void curves(Plot plot, String style, List<Side> sides, int nines) {
        double[] shares = LatencyCurve.shares(nines);
        for (Side side : sides) {
            plot.series(Shape.LINE, style, shares, LatencyCurve.values(side.latencyMillis(), shares));
        }
    }

    private static Figure backlog(List<Side> a, List<Side> b) {
        int steps = all(a, b).mapToInt(Side::steps).max().orElse(1);
        int peak = all(a, b).mapToInt(side -> side.backlog().peak()).max().orElse(1);
        Plot plot = new Plot(
                Axis.linear("seconds since the first order was due", 0, steps * STEP_MICROS / 1e6),
                Axis.linear("orders waiting", 0, Axis.roundUp(Math.max(1, peak * 1.02))));
        waiting(plot, STYLE_A, a);
        waiting(plot, STYLE_B, b);
        return new Figure("The backlog", "Orders that were accepted and not yet tried.", legend(), plot);
    }

    private static void waiting(Plot plot, String style, List<Side> sides) {
        for (Side side : sides) {
            double[] xs = new double[side.steps()];
            double[] ys = new double[xs.length];
            for (int i = 0; i < xs.length; i++) {
                xs[i] = i * STEP_MICROS / 1e6;
                ys[i] = side.backlog().at(side.startMicros() + i * STEP_MICROS);
            }
            plot.series(Shape.LINE, style, xs, ys);
        }
    }

    private static List<Legend> legend() {
        return List.of(new Legend("line " + STYLE_A, "A"), new Legend("line " + STYLE_B, "B"));
    }

    private static Stream<Side> all(List<Side> a, List<Side> b) {
        return Stream.concat(a.stream(), b.stream());
    }
}
