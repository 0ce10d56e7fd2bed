package io.sluice.loadtest.verdict;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A scenario's verdict as {@code report.json}. What was not measured is null, never zero; times are in seconds. */
public final class ScenarioJson {
    private ScenarioJson() {}

    /** The whole file, indented. */
    public static String of(ScenarioVerdict verdict) {
        ScenarioFacts scenario = verdict.scenario();
        JsonArray limits = new JsonArray();
        scenario.limits().forEach(limit -> limits.add(limit(verdict, limit)));
        JsonObject figures = new JsonObject();
        for (Measure measure : Measure.values()) {
            figures.put(measure.key(), rounded(verdict.value(measure)));
        }
        return new JsonObject()
                        .put("name", scenario.name())
                        .put("purpose", scenario.purpose())
                        .put("arrivals", scenario.arrivals())
                        .put("buyers", scenario.buyers())
                        .put("valid", verdict.valid())
                        .put("invalidBecause", new JsonArray(verdict.invalid()))
                        .put("clean", verdict.valid() && verdict.kept())
                        .put("failures", new JsonArray(verdict.complaints()))
                        .put("limits", limits)
                        .put("figures", figures)
                        .put("refusedByStatus", refused(verdict.reconciliation()))
                        .put("rateTarget", verdict.facts().rateAtStart())
                        .put("driverLateShare", rounded(verdict.driverPace().lateShare()))
                        .put("driverLatestMillis", rounded(verdict.driverPace().latestMillis()))
                        .put("machine", scenario.machineJson())
                        .put("scenario", scenario.text())
                        .encodePrettily()
                + "\n";
    }

    private static JsonObject limit(ScenarioVerdict verdict, Limit limit) {
        double value = verdict.value(limit.measure());
        return new JsonObject()
                .put("measure", limit.measure().key())
                .put("wanted", limit.measure().wanted(limit.bound()))
                .put("bound", limit.bound())
                .put("value", rounded(value))
                .put("met", limit.measure().keeps(value, limit.bound()));
    }

    private static JsonObject refused(Reconciliation orders) {
        JsonObject refused = new JsonObject();
        new TreeMap<>(orders.refusedByStatus())
                .forEach((status, count) -> refused.put(Integer.toString(status), count));
        return refused;
    }

    private static @Nullable Double rounded(double value) {
        return Double.isNaN(value) ? null : Math.round(value * 1e6) / 1e6;
    }
}
