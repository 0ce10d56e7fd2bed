package io.sluice.loadtest.verdict;

import io.sluice.loadtest.verdict.VerdictTable.Row;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Whether a gateway that is offered several times what it can take goes on taking nearly that, turns the rest away at once,
 * needs no more memory the longer it lasts, and is itself again as soon as it is over. A pure function of facts and histories.
 * Stateless.
 */
public final class OverloadVerdict {
    /** What such a run is called. */
    public static final String NAME = "overload";

    private static final double GOODPUT_MIN = 0.9;
    private static final double REFUSAL_P99_MILLIS_MAX = 50;
    private static final double RECOVERY_SECONDS_MAX = 2;

    /** Slower than this, an order that was accepted after the overload still suffers from it. */
    private static final long WELL_MICROS = 100_000;

    /** What a heap may have grown by. */
    private static final double GROWTH_MAX = 0.1;

    private static final double GROWTH_MIB_MAX = 16;
    private static final double MICROS = 1e6;
    private static final double MIB = 1 << 20;

    private OverloadVerdict() {}

    /** Judges a run. */
    public static Ruling judge(OverloadFacts facts, OverloadHistories histories) {
        Predicate<OverloadLine> inOverload = posting -> posting.dueMicros() < facts.overloadMicros();
        List<OverloadLine> overload =
                histories.postings().stream().filter(inOverload).toList();
        double seconds = facts.overloadMicros() / MICROS;
        double goodput = count(overload, OverloadLine::accepted) / seconds;
        double share = goodput / facts.peakPerSecond();
        Quantiles refused = histories.latencyMillis(inOverload.and(OverloadLine::refused));
        Quantiles accepted = histories.latencyMillis(inOverload.and(OverloadLine::accepted));
        double recovery = recoverySeconds(facts, histories.postings());
        Heap heap = new Heap(facts.liveBytesBefore() / MIB, facts.liveBytesAfter() / MIB);
        DriverPace pace = DriverPace.ofDelays(
                histories.postings().stream().mapToLong(OverloadLine::lateMicros),
                facts.orders() - histories.postings().size());
        List<Row> rows = new ArrayList<>();
        rows.add(Ruling.told(
                "peak", "%,.0f/s, with %,d orders in flight at most", facts.peakPerSecond(), facts.inFlightMax()));
        rows.add(Ruling.told(
                "offered",
                "%,.0f/s for %.0f s: %.1f times the peak",
                facts.offeredPerSecond(),
                seconds,
                facts.offeredPerSecond() / facts.peakPerSecond()));
        rows.add(new Row(
                "accepted meanwhile",
                Ruling.text("%,.0f/s: %.1f %% of the peak", goodput, share * 100),
                "≥ 90 %",
                share >= GOODPUT_MIN));
        rows.add(new Row(
                "refused within",
                Ruling.text("p50 %.1f ms, p99 %.1f ms, of %,d", refused.at(0.5), refused.at(0.99), refused.count()),
                "p99 ≤ 50 ms",
                refused.count() > 0 && refused.at(0.99) <= REFUSAL_P99_MILLIS_MAX));
        rows.add(Ruling.told("accepted within", "p50 %.1f ms, p99 %.1f ms", accepted.at(0.5), accepted.at(0.99)));
        rows.add(new Row("live heap", heap.words(), "grows ≤ 10 % and 16 MiB", heap.isFlat()));
        rows.add(new Row(
                "well again after",
                Ruling.text("%.2f s, at %,.0f/s", recovery, facts.calmPerSecond()),
                "≤ 2 s",
                recovery <= RECOVERY_SECONDS_MAX));
        rows.add(Ruling.none("without an answer", count(histories.postings(), posting -> posting.status() == 0)));
        rows.add(Ruling.none(
                "answered neither 202 nor 503",
                count(
                        histories.postings(),
                        posting -> posting.status() != 0 && !posting.accepted() && !posting.refused())));
        rows.add(new Row(
                "driver behind its schedule",
                Ruling.text("for %.2f %% of the orders", pace.lateShare() * 100),
                "≤ 1 %",
                !pace.behind()));
        rows.add(Ruling.exactly("postings on record", histories.postings().size(), facts.orders()));
        return new Ruling(NAME, rows, figures(share, refused, accepted, recovery, heap), facts.mishaps());
    }

    private static long count(List<OverloadLine> postings, Predicate<OverloadLine> which) {
        return postings.stream().filter(which).count();
    }

    /** Until the last order that was due after the overload and was turned away, or slow, had been due. */
    private static double recoverySeconds(OverloadFacts facts, List<OverloadLine> postings) {
        return postings.stream()
                        .filter(posting -> posting.dueMicros() >= facts.overloadMicros())
                        .filter(posting -> !posting.accepted() || posting.latencyMicros() > WELL_MICROS)
                        .mapToLong(posting -> posting.dueMicros() - facts.overloadMicros())
                        .max()
                        .orElse(0)
                / MICROS;
    }

    private static Map<String, Double> figures(
            double share, Quantiles refused, Quantiles accepted, double recovery, Heap heap) {
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put("goodputShare", share);
        figures.put("refusedP50Millis", refused.at(0.5));
        figures.put("refusedP99Millis", refused.at(0.99));
        figures.put("acceptedP50Millis", accepted.at(0.5));
        figures.put("acceptedP99Millis", accepted.at(0.99));
        figures.put("recoverySeconds", recovery);
        figures.put("liveMibBefore", heap.beforeMib());
        figures.put("liveMibAfter", heap.afterMib());
        return figures;
    }

    /** What lives in it, before the overload and when all is over. */
    private record Heap(double beforeMib, double afterMib) {
        boolean isFlat() {
            return afterMib <= beforeMib * (1 + GROWTH_MAX) + GROWTH_MIB_MAX;
        }

        String words() {
            return Ruling.text("%.0f MiB before, %.0f after", beforeMib, afterMib);
        }
    }
}
