package io.sluice.loadtest.compare;

import io.sluice.loadtest.compare.Difference.Finding;
import io.sluice.loadtest.report.ComparisonReport;
import io.sluice.loadtest.report.ComparisonReport.Side;
import io.sluice.loadtest.verdict.Backlog;
import io.sluice.loadtest.verdict.OrderLine;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A comparison as it is shown and stored: aligned text, a page, an object for programs. Stateless. */
final class ComparisonText {
    static final String HTML_FILE = "compare.html";
    static final String JSON_FILE = "compare.json";

    private static final List<String> COLUMNS = List.of("", "A", "B", "B / A", "95 % interval", "B is");

    private ComparisonText() {}

    /** For a terminal. */
    static String aligned(Comparison comparison) {
        List<List<String>> lines = new ArrayList<>();
        lines.add(COLUMNS);
        lines.addAll(lines(comparison));
        int[] widths = new int[COLUMNS.size()];
        for (List<String> line : lines) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], line.get(i).length());
            }
        }
        StringBuilder text = new StringBuilder(2000)
                .append("  A  ")
                .append(names(comparison.a()))
                .append("\n  B  ")
                .append(names(comparison.b()))
                .append("\n\n");
        for (List<String> line : lines) {
            StringBuilder padded = new StringBuilder(" ");
            for (int i = 0; i < widths.length; i++) {
                String gap = " ".repeat(widths[i] - line.get(i).length());
                // Numbers to the right, words to the left.
                padded.append(' ')
                        .append(i >= 1 && i <= 3 ? gap + line.get(i) : line.get(i) + gap)
                        .append(' ');
            }
            text.append(padded.toString().stripTrailing()).append('\n');
        }
        text.append('\n').append(comparison.method()).append('\n');
        comparison
                .warnings()
                .forEach(warning -> text.append("  ! ").append(warning).append('\n'));
        return text.toString();
    }

    /** The file {@link #HTML_FILE}. */
    static String html(Comparison comparison) {
        Set<List<String>> worse = comparison.differences().stream()
                .filter(difference -> difference.finding() == Finding.WORSE)
                .map(ComparisonText::line)
                .collect(Collectors.toSet());
        return ComparisonReport.of(
                sides(comparison.a()),
                sides(comparison.b()),
                "A is " + names(comparison.a()) + ", B is " + names(comparison.b()) + ". " + comparison.method(),
                comparison.warnings(),
                COLUMNS,
                lines(comparison),
                worse::contains);
    }

    /** The file {@link #JSON_FILE}; what was not measured or cannot be said is null. */
    static String json(Comparison comparison) {
        JsonArray figures = new JsonArray();
        for (Difference difference : comparison.differences()) {
            figures.add(new JsonObject()
                    .put("figure", difference.measure().name().toLowerCase(Locale.ROOT))
                    .put("a", number(difference.a()))
                    .put("b", number(difference.b()))
                    .put("intervalOf", difference.measure().byRatio() ? "ratio" : "difference")
                    .put("low", number(difference.low()))
                    .put("high", number(difference.high()))
                    .put("finding", difference.finding().name().toLowerCase(Locale.ROOT))
                    .put("words", difference.words()));
        }
        return new JsonObject()
                        .put(
                                "a",
                                new JsonArray(
                                        comparison.a().stream().map(Run::name).toList()))
                        .put(
                                "b",
                                new JsonArray(
                                        comparison.b().stream().map(Run::name).toList()))
                        .put("paired", comparison.paired())
                        .put("confidence", StudentT.CONFIDENCE)
                        .put("seed", BlockBootstrap.SEED)
                        .put("worse", comparison.isWorse())
                        .put("warnings", new JsonArray(comparison.warnings()))
                        .put("figures", figures)
                        .encodePrettily()
                + "\n";
    }

    private static List<List<String>> lines(Comparison comparison) {
        return comparison.differences().stream().map(ComparisonText::line).toList();
    }

    private static List<String> line(Difference difference) {
        Measure measure = difference.measure();
        return List.of(
                measure.text(),
                measure.show(difference.a()),
                measure.show(difference.b()),
                Double.isNaN(difference.ratio()) ? "–" : String.format(Locale.ROOT, "%.3f", difference.ratio()),
                difference.interval(),
                difference.words());
    }

    private static List<Side> sides(List<Run> runs) {
        return runs.stream()
                .map(run -> new Side(
                        run.acceptLatencyMillis(),
                        Backlog.of(run.all()),
                        run.orders().stream()
                                .mapToLong(OrderLine::scheduledAtMicros)
                                .min()
                                .orElse(0)))
                .toList();
    }

    private static String names(List<Run> runs) {
        return String.join(", ", runs.stream().map(Run::name).toList());
    }

    private static @Nullable Double number(double value) {
        return Double.isFinite(value) ? Math.round(value * 1e6) / 1e6 : null;
    }
}
