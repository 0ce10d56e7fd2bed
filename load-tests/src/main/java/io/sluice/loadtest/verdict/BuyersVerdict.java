package io.sluice.loadtest.verdict;

import io.sluice.loadtest.verdict.VerdictTable.Row;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Whether each order had one outcome and one effect, whatever its buyer, the network and {@code kill -9} did, and whether
 * no watcher saw its place grow. A pure function of facts and histories. Stateless.
 *
 * <p>Every record of the outcomes topic counts, not the last of each key. The rate is held to its bound in windows of a
 * second and a minute, as the contract has it; how much of it was used is told, as here that is another command's matter.
 */
public final class BuyersVerdict {
    /** What such a run is called. */
    public static final String NAME = "buyers";

    private static final long[] JUDGED_MICROS = {1_000_000, 60_000_000};
    private static final long TOLD_MICROS = 100_000;

    private BuyersVerdict() {}

    /** Judges a run. */
    public static Ruling judge(FleetFacts facts, BuyerHistories buyers) {
        Histories histories = buyers.histories();
        Reconciliation orders = Reconciliation.of(histories);
        Postings postings = Postings.of(facts, buyers.posts());
        Places places = Places.of(buyers.shown(), histories.outcomes());
        List<Row> rows = new ArrayList<>();
        addOrders(rows, facts, orders, histories);
        addPostings(rows, postings);
        addPlaces(rows, places);
        addRate(rows, facts, histories);
        List<String> mishaps = new ArrayList<>(facts.mishaps());
        mishaps.addAll(orders.contradictions());
        mishaps.addAll(places.examples());
        return new Ruling(NAME, rows, figures(orders, postings, places), mishaps);
    }

    private static void addOrders(List<Row> rows, FleetFacts facts, Reconciliation orders, Histories histories) {
        long effects = histories.calls().stream().filter(CallLine::effect).count();
        rows.add(Ruling.exactly("buyers that were told 202", orders.accepted(), facts.orders()));
        rows.add(Ruling.exactly("outcome records", histories.outcomes().size(), facts.orders()));
        rows.add(Ruling.none("orders without an outcome", orders.accepted() - orders.settled()));
        rows.add(Ruling.none("outcome records too many", orders.duplicateOutcomes()));
        rows.add(Ruling.exactly("effects at the order system", effects, orders.confirmed()));
        rows.add(Ruling.none("lost", orders.lost()));
        rows.add(Ruling.none("duplicate effects", orders.duplicateEffects()));
        rows.add(Ruling.none("contradictions", orders.contradictionCount()));
        rows.add(Ruling.told("calls beyond the first of an order", "%,d", orders.repeatedCalls()));
    }

    private static void addPostings(List<Row> rows, Postings postings) {
        rows.add(Ruling.told(
                "postings",
                "%,d, of which %,d were cut or got no answer, %,d were answered as known",
                postings.posts(),
                postings.unread(),
                postings.replayed()));
        rows.add(Ruling.none("buyers told two ids for one key", postings.twoIds()));
        rows.add(Ruling.none("own orders refused as another body", postings.wronglyReused()));
        rows.add(Ruling.none("another body taken by a gateway that knew", postings.otherBodiesMissed()));
        rows.add(Ruling.told(
                "another body under the same key",
                "%,d answered postings, %,d of them refused with 422, the others may have no effect",
                postings.otherBodies(),
                postings.otherBodiesRefused()));
    }

    private static void addPlaces(List<Row> rows, Places places) {
        rows.add(Ruling.none("places that grew at one gateway", places.grewAtOneGateway()));
        rows.add(Ruling.none("places that grew from gateway to gateway", places.grewBetweenGateways()));
        rows.add(Ruling.none("gateways that knew nothing of an order", places.unknown()));
        rows.add(Ruling.exactly("watchers that saw the end", places.settled(), places.watchers()));
        rows.add(Ruling.none("watchers that saw another end", places.wrongEnds()));
        rows.add(Ruling.told("places shown", "%,d", places.shown()));
    }

    private static void addRate(List<Row> rows, FleetFacts facts, Histories histories) {
        RateExcess excess = RateExcess.of(facts, histories.calls());
        for (long micros : JUDGED_MICROS) {
            RateExcess.Windows windows = excess.over(micros);
            rows.add(new Row(windowsOf(micros), words(windows), "0 above", windows.above() == 0));
        }
        rows.add(Ruling.told(windowsOf(TOLD_MICROS), "%s", words(excess.over(TOLD_MICROS))));
        RateUse use = RateUse.of(facts, histories);
        rows.add(Ruling.told(
                "rate used under backlog",
                "%.2f %% (%.2f %% with every kill's gap)",
                use.share() * 100,
                use.shareWithFaults() * 100));
    }

    private static String windowsOf(long micros) {
        return "windows of " + FleetVerdict.seconds(micros);
    }

    private static String words(RateExcess.Windows windows) {
        return Ruling.text(
                "%,d above ∫R + N of %,d, the worst %+.1f calls from it",
                windows.above(), windows.windows(), windows.worst());
    }

    private static Map<String, Double> figures(Reconciliation orders, Postings postings, Places places) {
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put("orders", (double) orders.accepted());
        figures.put("posts", (double) postings.posts());
        figures.put("postsUnread", (double) postings.unread());
        figures.put("repeatedCalls", (double) orders.repeatedCalls());
        figures.put("duplicateOutcomes", (double) orders.duplicateOutcomes());
        figures.put("otherBodies", (double) postings.otherBodies());
        figures.put("otherBodiesRefused", (double) postings.otherBodiesRefused());
        figures.put("watchers", (double) places.watchers());
        figures.put("placesShown", (double) places.shown());
        figures.put("placesGrown", (double) places.grewAtOneGateway() + places.grewBetweenGateways());
        return figures;
    }
}
