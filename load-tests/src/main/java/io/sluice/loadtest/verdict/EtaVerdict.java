package io.sluice.loadtest.verdict;

import io.sluice.loadtest.verdict.VerdictTable.Row;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * How far the waiting times that buyers were told were off. What came true is the start of the order's first call at the
 * order system, by its own stamp; what was told is {@code acceptedAt + etaSeconds} for a 202, and the moment of the answer
 * plus {@code etaSeconds} for a later look. A prediction that a change of the rate came between is not counted: nobody can
 * know an operator's mind. A worker's death is no excuse. Stateless.
 */
public final class EtaVerdict {
    /** What such a run is called. */
    public static final String NAME = "eta";

    private static final double P50_SECONDS = 0.5;
    private static final double P50_SHARE = 0.03;
    private static final double P95_SECONDS = 1;
    private static final double P95_SHARE = 0.08;

    private EtaVerdict() {}

    /**
     * One prediction and what came true.
     *
     * @param madeAtMicros from when its seconds count
     * @param isPosted whether it was told with the 202, rather than at a later look
     * @param counts whether no change of the rate came between
     */
    public record Prediction(
            long madeAtMicros, double toldSeconds, double waitedSeconds, boolean isPosted, boolean counts) {
        /** Predicted less actual. */
        public double errorSeconds() {
            return toldSeconds - waitedSeconds;
        }

        /** The error as a multiple of what is allowed, which grows with the wait. */
        private double ofAllowed(double seconds, double share) {
            return Math.abs(errorSeconds()) / Math.max(seconds, share * waitedSeconds);
        }
    }

    /** Everything that was predicted for an order that was called, those from before a change included. */
    public static List<Prediction> predictions(FleetFacts facts, BuyerHistories buyers) {
        Map<String, Long> calledMicros = new HashMap<>();
        buyers.histories()
                .calls()
                .forEach(call -> calledMicros.merge(call.orderId(), call.receivedAtMicros(), Math::min));
        Map<String, Long> acceptedMicros = new HashMap<>();
        buyers.histories()
                .outcomes()
                .forEach(outcome -> acceptedMicros.put(outcome.orderId(), outcome.acceptedAtMillis() * 1000));
        List<Prediction> predictions = new ArrayList<>();
        for (OrderLine order : buyers.histories().orders()) {
            Long called = calledMicros.get(order.orderId());
            Long accepted = acceptedMicros.get(order.orderId());
            if (called != null && accepted != null && !Double.isNaN(order.etaSeconds())) {
                predictions.add(prediction(facts, accepted, order.etaSeconds(), called, true));
            }
        }
        for (ShownLine line : buyers.shown()) {
            Long called = calledMicros.get(line.orderId());
            boolean isLater = !line.channel().equals("post") && line.isOpen() && !Double.isNaN(line.etaSeconds());
            // An answer that was under way while the order's turn came predicts nothing.
            if (isLater && called != null && line.shownAtMicros() < called) {
                predictions.add(prediction(facts, line.shownAtMicros(), line.etaSeconds(), called, false));
            }
        }
        return predictions;
    }

    private static Prediction prediction(
            FleetFacts facts, long madeMicros, double toldSeconds, long calledMicros, boolean isPosted) {
        boolean counts = facts.rateChanges().stream()
                .noneMatch(change -> madeMicros < change.durableMicros() && calledMicros > change.sentMicros());
        return new Prediction(madeMicros, toldSeconds, (calledMicros - madeMicros) / 1e6, isPosted, counts);
    }

    /** Judges a run. */
    public static Ruling judge(FleetFacts facts, BuyerHistories buyers) {
        Reconciliation orders = Reconciliation.of(buyers.histories());
        List<Prediction> all = predictions(facts, buyers);
        List<Row> rows = new ArrayList<>();
        Map<String, Double> figures = new LinkedHashMap<>();
        add(rows, figures, "posted", "told with the 202", counting(all, true));
        add(rows, figures, "later", "told at later looks", counting(all, false));
        rows.add(Ruling.told("not counted", "%,d, as the rate changed after they were told", all.size() - count(all)));
        rows.add(Ruling.exactly("buyers that were told 202", orders.accepted(), facts.orders()));
        rows.add(Ruling.none("orders without an outcome", orders.accepted() - orders.settled()));
        rows.add(Ruling.none("lost", orders.lost()));
        rows.add(Ruling.none("duplicate effects", orders.duplicateEffects()));
        return new Ruling(NAME, rows, figures, facts.mishaps());
    }

    private static long count(List<Prediction> all) {
        return all.stream().filter(Prediction::counts).count();
    }

    private static List<Prediction> counting(List<Prediction> all, boolean isPosted) {
        return all.stream()
                .filter(prediction -> prediction.counts() && prediction.isPosted() == isPosted)
                .toList();
    }

    private static void add(
            List<Row> rows, Map<String, Double> figures, String key, String name, List<Prediction> predictions) {
        Quantiles seconds = quantiles(predictions, prediction -> Math.abs(prediction.errorSeconds()));
        double p50 = quantiles(predictions, prediction -> prediction.ofAllowed(P50_SECONDS, P50_SHARE))
                .at(0.5);
        double p95 = quantiles(predictions, prediction -> prediction.ofAllowed(P95_SECONDS, P95_SHARE))
                .at(0.95);
        rows.add(new Row(
                name + ", p50",
                off(seconds.at(0.5), p50, predictions.size()),
                "≤ max(0.5 s, 3 % of the wait)",
                p50 <= 1));
        rows.add(new Row(
                name + ", p95",
                off(seconds.at(0.95), p95, predictions.size()),
                "≤ max(1 s, 8 % of the wait)",
                p95 <= 1));
        figures.put(key + "Predictions", (double) predictions.size());
        figures.put(key + "ErrorP50Seconds", seconds.at(0.5));
        figures.put(key + "ErrorP95Seconds", seconds.at(0.95));
        figures.put(key + "ErrorP50OfAllowed", p50);
        figures.put(key + "ErrorP95OfAllowed", p95);
    }

    private static String off(double seconds, double ofAllowed, int count) {
        return count == 0
                ? "nothing was told"
                : String.format(
                        Locale.ROOT, "off by %.2f s, %.2f of what is allowed, of %,d", seconds, ofAllowed, count);
    }

    private static Quantiles quantiles(List<Prediction> predictions, ToDoubleFunction<Prediction> measure) {
        return Quantiles.of(predictions.stream().mapToDouble(measure));
    }
}
