package io.sluice.loadtest.verdict;

import io.sluice.loadtest.verdict.VerdictTable.Row;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A judgement as it is shown and stored: rows for people, figures for programs. Every row that demands something and does
 * not have it is a failure, so that table and exit code cannot disagree. Immutable.
 *
 * @param name what was run
 * @param rows most important first
 * @param figures what was measured, by names that say the unit; NaN = not measured
 * @param mishaps what broke by itself, in words; any of these spoils the run
 */
public record Ruling(String name, List<Row> rows, Map<String, Double> figures, List<String> mishaps) {
    /** The file beside the histories. */
    public static final String FILE = VerdictJson.FILE;

    public Ruling {
        rows = List.copyOf(rows);
        mishaps = List.copyOf(mishaps);
    }

    /** Whether every promise was kept. */
    public boolean clean() {
        return failures().isEmpty();
    }

    /** Each promise that was not kept, in words. */
    public List<String> failures() {
        List<String> failures = new ArrayList<>(mishaps);
        rows.stream()
                .filter(row -> !row.met())
                .forEach(row -> failures.add(row.name() + ": " + row.value() + ", wanted " + row.wanted()));
        return failures;
    }

    /** Aligned text, with the judgement at its end. */
    public String text() {
        StringBuilder text = new StringBuilder(2000);
        VerdictTable.append(text, rows, failures());
        return text.toString();
    }

    /** The file {@link #FILE}; what was not measured is null, never zero. */
    public String json() {
        JsonObject measured = new JsonObject();
        figures.forEach((figure, value) -> measured.put(
                figure, Double.isNaN(value) || Double.isInfinite(value) ? null : Math.round(value * 1e4) / 1e4));
        return new JsonObject()
                        .put("name", name)
                        .put("clean", clean())
                        .put("failures", new JsonArray(failures()))
                        .put("figures", measured)
                        .encodePrettily()
                + "\n";
    }

    /** A row that demands nothing. */
    static Row told(String name, String format, Object... values) {
        return new Row(name, text(format, values), "", true);
    }

    /** A row that demands that something never happened. */
    static Row none(String name, long count) {
        return new Row(name, text("%,d", count), "0", count == 0);
    }

    /** A row that demands a number, no more and no less. */
    static Row exactly(String name, long count, long wanted) {
        return new Row(name, text("%,d", count), text("%,d", wanted), count == wanted);
    }

    static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
