package io.sluice.loadtest.verdict;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A verdict as rows for people: the terminal prints them aligned, the report as a table. */
public final class VerdictTable {
    private VerdictTable() {}

    /**
     * One line of the table.
     *
     * @param wanted what a clean run has, empty where nothing is demanded
     * @param met whether it is so
     */
    public record Row(String name, String value, String wanted, boolean met) {}

    /** The rows, most important first. */
    public static List<Row> rows(Verdict verdict) {
        Reconciliation orders = verdict.reconciliation();
        List<Row> rows = new ArrayList<>();
        rows.add(told("orders accepted", grouped(orders.accepted())));
        rows.add(told("refused", refused(orders.refusedByStatus())));
        rows.add(told(
                "orders settled",
                grouped(orders.settled()) + ", " + grouped(orders.confirmed()) + " of them confirmed"));
        rows.add(zero("lost", orders.lost()));
        rows.add(zero("duplicate effects", orders.duplicateEffects()));
        rows.add(zero("unanswered", orders.unanswered()));
        rows.add(zero("contradictions", orders.contradictionCount()));
        addDrain(rows, verdict);
        Quantiles millis = verdict.acceptLatencyMillis();
        rows.add(told(
                "accept latency",
                text(
                        "p50 %,.1f ms, p99 %,.1f ms, p99.9 %,.1f ms, max %,.1f ms",
                        millis.at(0.5), millis.at(0.99), millis.at(0.999), millis.max())));
        Quantiles seconds = verdict.etaErrorSeconds();
        rows.add(told(
                "ETA error",
                seconds.count() == 0
                        ? "no ETA was told"
                        : text("p50 %.1f s, p95 %.1f s", seconds.at(0.5), seconds.at(0.95))));
        rows.add(told(
                "repeated calls",
                grouped(orders.repeatedCalls()) + ", repeated outcomes " + orders.duplicateOutcomes()));
        rows.add(new Row(
                "load driver",
                text("latest %.0f ms after schedule", verdict.driverPace().latestMillis()),
                "on schedule",
                !verdict.driverPace().behind()));
        return rows;
    }

    private static void addDrain(List<Row> rows, Verdict verdict) {
        Drain drain = verdict.drain();
        RunFacts facts = verdict.facts();
        double callsMax = facts.rateTarget() + facts.workers();
        rows.add(new Row(
                "most calls in any second",
                grouped(drain.mostInSecond()),
                text("≤ %,.0f", callsMax),
                drain.mostInSecond() <= callsMax));
        rows.add(new Row(
                "rate used under backlog",
                Double.isNaN(drain.utilisation())
                        ? "never a second of backlog"
                        : text(
                                "%.2f %% of %,.0f/s over %.1f s (%.2f %% without recovery)",
                                drain.utilisation() * 100,
                                facts.rateTarget(),
                                drain.backlogSeconds(),
                                drain.utilisationOutsideRecovery() * 100),
                "≥ 98 %",
                drain.utilisation() >= Verdict.UTILISATION_MIN));
        rows.add(told(
                "longest backlog",
                text("%s orders, longest wait %.1f s", grouped(drain.peakBacklog()), drain.peakLagSeconds())));
    }

    /** The table as aligned text, with the judgement and the failed criteria at its end. */
    public static String text(Verdict verdict) {
        StringBuilder text = new StringBuilder(1500);
        append(text, rows(verdict), verdict.failures());
        verdict.reconciliation()
                .contradictions()
                .forEach(what -> text.append("    ").append(what).append('\n'));
        return text.toString();
    }

    /** Appends rows as aligned text, with the judgement and what failed at their end. */
    static void append(StringBuilder text, List<Row> rows, List<String> failures) {
        appendRows(text, rows);
        text.append(failures.isEmpty() ? "\nVERDICT: CLEAN\n" : "\nVERDICT: NOT CLEAN\n");
        appendAll(text, failures);
    }

    static void appendAll(StringBuilder text, List<String> failures) {
        failures.forEach(failure -> text.append("  ✗ ").append(failure).append('\n'));
    }

    /** Appends rows as aligned text. */
    static void appendRows(StringBuilder text, List<Row> rows) {
        int nameWidth = width(rows.stream().map(Row::name).toList());
        int valueWidth = width(rows.stream()
                .filter(row -> !row.wanted().isEmpty())
                .map(Row::value)
                .toList());
        for (Row row : rows) {
            String mark = row.wanted().isEmpty() ? " " : row.met() ? "✓" : "✗";
            text.append("  ")
                    .append(mark)
                    .append(' ')
                    .append(padded(row.name(), nameWidth))
                    .append("  ");
            text.append(row.wanted().isEmpty() ? row.value() : padded(row.value(), valueWidth) + "  " + row.wanted());
            text.append('\n');
        }
    }

    private static String refused(Map<Integer, Integer> byStatus) {
        if (byStatus.isEmpty()) {
            return "0";
        }
        List<String> parts = new ArrayList<>();
        new TreeMap<>(byStatus).forEach((status, count) -> parts.add(grouped(count) + " with " + status));
        return String.join(", ", parts);
    }

    private static Row told(String name, String value) {
        return new Row(name, value, "", true);
    }

    private static Row zero(String name, int value) {
        return new Row(name, grouped(value), "0", value == 0);
    }

    private static int width(List<String> texts) {
        return texts.stream().mapToInt(String::length).max().orElse(0);
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(width - text.length());
    }

    private static String grouped(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
