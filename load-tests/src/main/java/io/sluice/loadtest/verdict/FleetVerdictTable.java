package io.sluice.loadtest.verdict;

import io.sluice.loadtest.verdict.VerdictTable.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A fleet's verdict as rows for people: the terminal prints them aligned, the report as tables. Stateless. */
public final class FleetVerdictTable {
    private FleetVerdictTable() {}

    /** The rows, most important first. */
    public static List<Row> rows(FleetVerdict verdict) {
        Reconciliation orders = verdict.reconciliation();
        RateUse use = verdict.use();
        List<Row> rows = new ArrayList<>();
        verdict.judgedWindows().forEach(windows -> rows.add(excess(windows)));
        rows.add(new Row(
                "rate used under backlog",
                Double.isNaN(use.share())
                        ? "never a second of backlog"
                        : text(
                                "%.2f %% over %.1f s (%.2f %% with every fault's gap)",
                                use.share() * 100, use.seconds(), use.shareWithFaults() * 100),
                "≥ 98 %",
                use.share() >= Verdict.UTILISATION_MIN));
        for (FleetFacts.Kind kind : FleetFacts.Kind.values()) {
            addSettling(rows, verdict, kind);
        }
        rows.add(zero("orders not settled", orders.accepted() - orders.settled()));
        rows.add(zero("lost", orders.lost()));
        rows.add(zero("duplicate effects", orders.duplicateEffects()));
        rows.add(zero("contradictions", orders.contradictionCount()));
        rows.add(told("orders settled", text("%,d of %,d", orders.settled(), orders.accepted())));
        rows.add(told(
                "repeated calls",
                text("%,d, repeated outcomes %,d", orders.repeatedCalls(), orders.duplicateOutcomes())));
        return rows;
    }

    private static Row excess(RateExcess.Windows windows) {
        return new Row(
                "windows of " + FleetVerdict.seconds(windows.windowMicros()),
                Double.isNaN(windows.worst())
                        ? "there was no call"
                        : text(
                                "%,d above ∫R + N of %,d, the worst %+.1f calls from it",
                                windows.above(), windows.windows(), windows.worst()),
                "0 above",
                windows.above() == 0);
    }

    private static void addSettling(List<Row> rows, FleetVerdict verdict, FleetFacts.Kind kind) {
        double promisedMillis = FleetVerdict.promisedMillis(kind);
        List<FaultEffect> effects = verdict.effects().stream()
                .filter(effect -> effect.fault().kind() == kind)
                .toList();
        if (Double.isInfinite(promisedMillis) || effects.isEmpty()) {
            return;
        }
        double[] millis = effects.stream()
                .mapToDouble(FaultEffect::settledMillis)
                .sorted()
                .toArray();
        rows.add(new Row(
                "full rate after " + kind.word(),
                text(
                        "%d times, median %.2f s, longest %.2f s",
                        millis.length, millis[millis.length / 2] / 1e3, millis[millis.length - 1] / 1e3),
                text("≤ %.1f s", promisedMillis / 1e3),
                millis[millis.length - 1] <= promisedMillis));
    }

    /** Column names of {@link #faults}. */
    public static List<String> faultColumns() {
        return List.of("", "at", "fault", "full rate after", "calls missing in 5 s");
    }

    /** One line for each fault, numbered as in the plot. */
    public static List<List<String>> faults(FleetVerdict verdict) {
        List<List<String>> lines = new ArrayList<>();
        for (FaultEffect effect : verdict.effects()) {
            FleetFacts.Fault fault = effect.fault();
            lines.add(List.of(
                    Integer.toString(lines.size() + 1),
                    text("%.1f s", (fault.atMicros() - verdict.facts().measuredFromMicros()) / 1e6),
                    fault.what(),
                    Double.isNaN(effect.settledMillis()) ? "" : text("%.2f s", effect.settledMillis() / 1e3),
                    text("%.0f", effect.missingCalls())));
        }
        return lines;
    }

    /** All of it as aligned text, with the judgement and the promises that were not kept at its end. */
    public static String text(FleetVerdict verdict) {
        StringBuilder text = new StringBuilder(3000);
        if (!verdict.effects().isEmpty()) {
            List<List<String>> lines = new ArrayList<>(List.of(faultColumns()));
            lines.addAll(faults(verdict));
            for (List<String> line : lines) {
                text.append(text(
                        "  %3s  %8s  %-44s  %15s  %20s%n",
                        line.get(0), line.get(1), line.get(2), line.get(3), line.get(4)));
            }
            text.append('\n');
        }
        VerdictTable.append(text, rows(verdict), verdict.failures());
        verdict.reconciliation()
                .contradictions()
                .forEach(what -> text.append("    ").append(what).append('\n'));
        return text.toString();
    }

    private static Row told(String name, String value) {
        return new Row(name, value, "", true);
    }

    private static Row zero(String name, int value) {
        return new Row(name, text("%,d", value), "0", value == 0);
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
