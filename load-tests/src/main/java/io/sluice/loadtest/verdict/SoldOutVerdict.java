package io.sluice.loadtest.verdict;

import io.sluice.loadtest.verdict.VerdictTable.Row;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Whether a sale that is over is over for everybody at once: at the gateways, in the queue, and without a call spent on
 * it. A pure function of facts and histories. Stateless.
 */
public final class SoldOutVerdict {
    /** What such a run is called. */
    public static final String NAME = "sold-out";

    private static final double PROPAGATION_MILLIS_MAX = 500;
    private static final double TAIL_PER_SECOND_MIN = 20_000;

    private SoldOutVerdict() {}

    /** Judges a run. */
    public static Ruling judge(FleetFacts facts, SoldOutHistories soldOut) {
        Histories histories = soldOut.histories();
        Reconciliation orders = Reconciliation.of(histories);
        Propagation propagation = Propagation.of(soldOut.probes(), histories.calls());
        SoldOutTail tail = SoldOutTail.of(facts.rateAtStart(), histories, soldOut.tail());
        List<Row> rows = new ArrayList<>();
        addPropagation(rows, propagation);
        addTail(rows, tail, soldOut.tail().size());
        rows.add(Ruling.none("orders without an outcome", orders.accepted() - orders.settled()));
        rows.add(Ruling.none("outcome records too many", orders.duplicateOutcomes()));
        rows.add(Ruling.none("lost", orders.lost()));
        rows.add(Ruling.none("duplicate effects", orders.duplicateEffects()));
        rows.add(Ruling.none("contradictions", orders.contradictionCount()));
        RateExcess.Windows windows = RateExcess.of(facts, histories.calls()).over(1_000_000);
        rows.add(Ruling.none("seconds with more than R + N calls", windows.above()));
        List<String> mishaps = new ArrayList<>(facts.mishaps());
        mishaps.addAll(orders.contradictions());
        return new Ruling(NAME, rows, figures(propagation, tail), mishaps);
    }

    private static void addPropagation(List<Row> rows, Propagation propagation) {
        Quantiles millis = propagation.quantiles();
        rows.add(new Row(
                "from the order system's word to the last gateway's 409",
                millis.count() == 0
                        ? "nothing was probed"
                        : Ruling.text(
                                "p50 %.0f ms, p99 %.0f ms, max %.0f ms, of %,d SKUs",
                                millis.at(0.5), millis.at(0.99), millis.max(), millis.count()),
                "p99 ≤ 500 ms",
                millis.at(0.99) <= PROPAGATION_MILLIS_MAX));
        rows.add(Ruling.none("SKUs that the order system never called gone", propagation.silent()));
        rows.add(Ruling.none("orders taken after a gateway had refused the SKU", propagation.takenAgain()));
    }

    private static void addTail(List<Row> rows, SoldOutTail tail, int orders) {
        rows.add(new Row(
                "the queued tail",
                Double.isNaN(tail.perSecond())
                        ? "was not settled"
                        : Ruling.text(
                                "%,d of %,d orders settled in %.2f s: %,.0f a second",
                                tail.settled(), orders, (tail.endMicros() - tail.wordMicros()) / 1e6, tail.perSecond()),
                "≥ 20,000 a second",
                tail.perSecond() >= TAIL_PER_SECOND_MIN));
        rows.add(Ruling.none("orders of the tail without an outcome", tail.open()));
        rows.add(Ruling.none("calls for the tail half a second after the word", tail.lateCalls()));
        rows.add(new Row(
                "the rate that other orders kept meanwhile",
                Ruling.text("%.2f %%", tail.otherShare() * 100),
                "≥ 98 %",
                tail.otherShare() >= Verdict.UTILISATION_MIN));
    }

    private static Map<String, Double> figures(Propagation propagation, SoldOutTail tail) {
        Quantiles millis = propagation.quantiles();
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put("skus", (double) millis.count());
        figures.put("propagationP50Millis", millis.at(0.5));
        figures.put("propagationP99Millis", millis.at(0.99));
        figures.put("propagationMaxMillis", millis.max());
        figures.put("tailSettled", (double) tail.settled());
        figures.put("tailPerSecond", tail.perSecond());
        figures.put("otherOrdersShareOfRate", tail.otherShare());
        return figures;
    }
}
