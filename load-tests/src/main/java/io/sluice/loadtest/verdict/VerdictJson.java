package io.sluice.loadtest.verdict;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** A verdict as {@code report.json}. What was not measured is null, never zero. */
public final class VerdictJson {
    /** The file beside the histories. */
    public static final String FILE = "report.json";

    private VerdictJson() {}

    /** The whole file, indented. */
    public static String of(Verdict verdict) {
        Reconciliation orders = verdict.reconciliation();
        Drain drain = verdict.drain();
        JsonObject refused = new JsonObject();
        orders.refusedByStatus().forEach((status, count) -> refused.put(Integer.toString(status), count));
        JsonObject json = new JsonObject()
                .put("name", verdict.facts().name())
                .put("clean", verdict.clean())
                .put("failures", new JsonArray(verdict.failures()))
                .put("accepted", orders.accepted())
                .put("settled", orders.settled())
                .put("confirmed", orders.confirmed())
                .put("lost", orders.lost())
                .put("duplicateEffects", orders.duplicateEffects())
                .put("unanswered", orders.unanswered())
                .put("contradictions", orders.contradictionCount())
                .put("contradictionExamples", new JsonArray(orders.contradictions()))
                .put("refusedByStatus", refused)
                .put("repeatedCalls", orders.repeatedCalls())
                .put("duplicateOutcomes", orders.duplicateOutcomes());
        putDrain(json, verdict.facts(), drain);
        return json.put("acceptLatencyMillis", latency(verdict.acceptLatencyMillis()))
                        .put("etaErrorSeconds", eta(verdict.etaErrorSeconds()))
                        .put("driverBehind", verdict.driverPace().behind())
                        .put("driverLatestMillis", rounded(verdict.driverPace().latestMillis()))
                        .encodePrettily()
                + "\n";
    }

    private static void putDrain(JsonObject json, RunFacts facts, Drain drain) {
        json.put("rateTarget", facts.rateTarget())
                .put("workers", facts.workers())
                .put("rateAchieved", rounded(drain.rateAchieved()))
                .put("utilisation", rounded(drain.utilisation()))
                .put("utilisationOutsideRecovery", rounded(drain.utilisationOutsideRecovery()))
                .put("backlogSeconds", rounded(drain.backlogSeconds()))
                .put("maxCallsInAny100Millis", drain.mostIn100Millis())
                .put("maxCallsInAnySecond", drain.mostInSecond())
                .put("maxCallsInAny10Seconds", drain.mostIn10Seconds())
                .put("worstExcessCalls", rounded(drain.worstExcess()))
                .put("peakBacklog", drain.peakBacklog())
                .put("peakLagSeconds", rounded(drain.peakLagSeconds()));
    }

    private static JsonObject latency(Quantiles millis) {
        return new JsonObject()
                .put("p50", rounded(millis.at(0.5)))
                .put("p99", rounded(millis.at(0.99)))
                .put("p999", rounded(millis.at(0.999)))
                .put("max", rounded(millis.max()));
    }

    private static JsonObject eta(Quantiles seconds) {
        return new JsonObject()
                .put("p50", rounded(seconds.at(0.5)))
                .put("p95", rounded(seconds.at(0.95)))
                .put("orders", seconds.count());
    }

    private static @Nullable Double rounded(double value) {
        return Double.isNaN(value) ? null : Math.round(value * 10_000) / 10_000.0;
    }
}
