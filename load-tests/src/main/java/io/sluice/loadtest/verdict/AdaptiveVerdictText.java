package io.sluice.loadtest.verdict;

import io.sluice.loadtest.verdict.VerdictTable.Row;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** An adaptive fleet's verdict for people and for programs. Stateless. */
public final class AdaptiveVerdictText {
    private AdaptiveVerdictText() {}

    /** The rows, in order of time. */
    public static List<Row> rows(AdaptiveVerdict verdict) {
        List<Row> rows = new ArrayList<>();
        for (AdaptiveVerdict.Phase phase : verdict.phases()) {
            rows.add(new Row(
                    text("capacity %,.0f/s %s", phase.capacityPerSecond(), phase.isStepDown() ? "respected" : "found"),
                    reached(phase) + text(", %,d of %,d calls turned away", phase.overloaded(), phase.calls()),
                    text("≤ %.0f s", phase.promisedSeconds()),
                    phase.reachedSeconds() <= phase.promisedSeconds()));
        }
        rows.add(new Row(
                "turned away once found",
                Double.isNaN(verdict.overloadedShare())
                        ? "it never was"
                        : text("%.2f %% of the calls", verdict.overloadedShare() * 100),
                "≤ 0.5 %",
                verdict.overloadedShare() <= AdaptiveVerdict.OVERLOADED_SHARE_MAX));
        return rows;
    }

    private static String reached(AdaptiveVerdict.Phase phase) {
        return phase.isReached()
                ? text("after %.1f s; %.1f %% of it used from then on", phase.reachedSeconds(), phase.goodShare() * 100)
                : "never";
    }

    /** Aligned text, with the judgement at its end. */
    public static String table(AdaptiveVerdict verdict) {
        StringBuilder text = new StringBuilder(1000);
        VerdictTable.append(text, rows(verdict), verdict.failures());
        return text.toString();
    }

    /** The file {@code report.json}; what was not measured is null, never zero. */
    public static String json(AdaptiveVerdict verdict) {
        JsonArray phases = new JsonArray();
        for (AdaptiveVerdict.Phase phase : verdict.phases()) {
            phases.add(new JsonObject()
                    .put("capacityPerSecond", phase.capacityPerSecond())
                    .put("reachedSeconds", known(phase.reachedSeconds()))
                    .put("promisedSeconds", phase.promisedSeconds())
                    .put("goodShare", known(phase.goodShare()))
                    .put("calls", phase.calls())
                    .put("overloaded", phase.overloaded()));
        }
        return new JsonObject()
                        .put("name", "adaptive")
                        .put("clean", verdict.clean())
                        .put("failures", new JsonArray(verdict.failures()))
                        .put("phases", phases)
                        .put("overloadedShareOnceFound", known(verdict.overloadedShare()))
                        .encodePrettily()
                + "\n";
    }

    private static @Nullable Double known(double value) {
        return Double.isNaN(value) || Double.isInfinite(value) ? null : Math.round(value * 10_000) / 10_000.0;
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
