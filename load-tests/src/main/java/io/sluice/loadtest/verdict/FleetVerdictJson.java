package io.sluice.loadtest.verdict;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A fleet's verdict as {@code report.json}. What was not measured is null, never zero. Stateless. */
public final class FleetVerdictJson {
    /** The file beside the histories. */
    public static final String FILE = VerdictJson.FILE;

    private FleetVerdictJson() {}

    /** The whole file, indented. */
    public static String of(FleetVerdict verdict) {
        Reconciliation orders = verdict.reconciliation();
        RateUse use = verdict.use();
        JsonArray effects = new JsonArray();
        verdict.effects().forEach(effect -> effects.add(effect(verdict.facts(), effect)));
        return new JsonObject()
                        .put("name", verdict.facts().name())
                        .put("clean", verdict.clean())
                        .put("failures", new JsonArray(verdict.failures()))
                        .put("rateAtStart", verdict.facts().rateAtStart())
                        .put("windows", windows(verdict.judgedWindows()))
                        .put("excessCurve", windows(verdict.curve()))
                        .put("utilisation", known(use.share()))
                        .put("utilisationWithFaults", known(use.shareWithFaults()))
                        .put("utilisationSeconds", known(use.seconds()))
                        .put("faults", effects)
                        .put("orders", orders.accepted())
                        .put("settled", orders.settled())
                        .put("confirmed", orders.confirmed())
                        .put("lost", orders.lost())
                        .put("duplicateEffects", orders.duplicateEffects())
                        .put("contradictions", orders.contradictionCount())
                        .put("repeatedCalls", orders.repeatedCalls())
                        .put("duplicateOutcomes", orders.duplicateOutcomes())
                        .encodePrettily()
                + "\n";
    }

    private static JsonObject effect(FleetFacts facts, FaultEffect effect) {
        return new JsonObject()
                .put("kind", effect.fault().kind().word())
                .put("what", effect.fault().what())
                .put("atSeconds", known((effect.fault().atMicros() - facts.measuredFromMicros()) / 1e6))
                .put("fullRateAfterMillis", known(effect.settledMillis()))
                .put("missingCallsIn5Seconds", known(effect.missingCalls()));
    }

    private static JsonArray windows(List<RateExcess.Windows> all) {
        JsonArray array = new JsonArray();
        all.forEach(windows -> array.add(new JsonObject()
                .put("millis", known(windows.windowMicros() / 1e3))
                .put("windows", windows.windows())
                .put("above", windows.above())
                .put("worstExcessCalls", known(windows.worst()))
                .put("worstFromMicros", windows.worstFromMicros())
                .put("worstCalls", windows.worstCalls())));
        return array;
    }

    private static @Nullable Double known(double value) {
        return Double.isNaN(value) || Double.isInfinite(value) ? null : Math.round(value * 10_000) / 10_000.0;
    }
}
