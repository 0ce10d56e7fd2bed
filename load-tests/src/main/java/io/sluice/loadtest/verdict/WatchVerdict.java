package io.sluice.loadtest.verdict;

import io.sluice.loadtest.verdict.VerdictTable.Row;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * What many watchers cost one gateway, and that buyers who post do not pay for it: the accept path's p99 with all watchers
 * is at most twice the one without, at the same rate and in the same run. A pure function of facts and histories. Stateless.
 */
public final class WatchVerdict {
    /** What such a run is called. */
    public static final String NAME = "watchers";

    private static final double RATIO_MAX = 2;

    private WatchVerdict() {}

    /** Judges a run. */
    public static Ruling judge(WatchFacts facts, WatchHistories histories) {
        Quantiles quiet = histories.acceptMillis(facts.quiet());
        Quantiles watched = histories.acceptMillis(facts.watched());
        double ratio = watched.at(0.99) / quiet.at(0.99);
        Quantiles delay = histories.delayMillis();
        int refused = (int)
                histories.orders().stream().filter(order -> !order.accepted()).count();
        List<Row> rows = new ArrayList<>();
        rows.add(Ruling.exactly("watchers", facts.open(), facts.watchers()));
        rows.add(Ruling.told("connections that carried them", "%,d", facts.connections()));
        rows.add(new Row(
                "accept path's p99 with watchers over without",
                Ruling.text(
                        "%.2f: %.1f ms over %.1f ms (p50 %.1f and %.1f ms) at %,d/s",
                        ratio,
                        watched.at(0.99),
                        quiet.at(0.99),
                        watched.at(0.5),
                        quiet.at(0.5),
                        facts.acceptPerSecond()),
                "≤ 2",
                ratio <= RATIO_MAX));
        rows.add(Ruling.none("orders that were not accepted", refused));
        rows.add(delayOf(delay));
        Use use = Use.of(facts, histories.samples());
        rows.add(Ruling.told("gateway's heap, lowest of each time", "%s", use.heap(facts.open())));
        rows.add(Ruling.told("gateway's processor time", "%s", use.gateway()));
        rows.add(Ruling.told("watchers' ends' processor time", "%s", use.watchers()));
        return new Ruling(NAME, rows, figures(facts, quiet, watched, delay, use), facts.mishaps());
    }

    private static Row delayOf(Quantiles delay) {
        return new Row(
                "delay of settled",
                delay.count() == 0
                        ? "none was delivered"
                        : Ruling.text(
                                "p50 %.0f ms, p99 %.0f ms, max %.0f ms, of %,d",
                                delay.at(0.5), delay.at(0.99), delay.max(), delay.count()),
                "some were delivered",
                delay.count() > 0);
    }

    private static Map<String, Double> figures(
            WatchFacts facts, Quantiles quiet, Quantiles watched, Quantiles delay, Use use) {
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put("watchers", (double) facts.open());
        figures.put("connections", (double) facts.connections());
        figures.put("acceptP99MillisQuiet", quiet.at(0.99));
        figures.put("acceptP99MillisWatched", watched.at(0.99));
        figures.put("acceptP99Ratio", watched.at(0.99) / quiet.at(0.99));
        figures.put("settledDelayP50Millis", delay.at(0.5));
        figures.put("settledDelayP99Millis", delay.at(0.99));
        figures.put("heapMibQuiet", use.heapMibQuiet());
        figures.put("heapMibWatched", use.heapMibWatched());
        figures.put("gatewayCoresQuiet", use.gatewayCoresQuiet());
        figures.put("gatewayCoresWatched", use.gatewayCoresWatched());
        return figures;
    }

    /** What was used in both times: heap at its lowest, which is nearest to what is needed, and cores. */
    private record Use(
            double heapMibQuiet,
            double heapMibWatched,
            double gatewayCoresQuiet,
            double gatewayCoresWatched,
            double watchersCores) {

        static Use of(WatchFacts facts, List<LoadSample> samples) {
            List<LoadSample> quiet = within(samples, facts.quiet());
            List<LoadSample> watched = within(samples, facts.watched());
            return new Use(
                    LoadSample.lowestHeapMib(quiet.stream()),
                    LoadSample.lowestHeapMib(watched.stream()),
                    cores(quiet, LoadSample::gatewayCpuMillis),
                    cores(watched, LoadSample::gatewayCpuMillis),
                    cores(watched, LoadSample::watchersCpuMillis));
        }

        private static List<LoadSample> within(List<LoadSample> samples, WatchFacts.Phase phase) {
            return samples.stream()
                    .filter(sample -> phase.has(sample.atMicros()))
                    .toList();
        }

        private static double cores(List<LoadSample> samples, ToLongFunction<LoadSample> cpuMillis) {
            List<LoadSample> known = samples.stream()
                    .filter(sample -> cpuMillis.applyAsLong(sample) >= 0)
                    .toList();
            if (known.size() < 2) {
                return Double.NaN;
            }
            LoadSample first = known.get(0);
            LoadSample last = known.get(known.size() - 1);
            return (cpuMillis.applyAsLong(last) - cpuMillis.applyAsLong(first))
                    * 1e3
                    / (last.atMicros() - first.atMicros());
        }

        String heap(int watchers) {
            return Ruling.text(
                    "%.0f MiB without, %.0f MiB with watchers: %.1f KiB a watcher",
                    heapMibQuiet, heapMibWatched, (heapMibWatched - heapMibQuiet) * 1024 / Math.max(1, watchers));
        }

        String gateway() {
            return Ruling.text("%.2f cores without, %.2f with watchers", gatewayCoresQuiet, gatewayCoresWatched);
        }

        String watchers() {
            return Ruling.text("%.2f cores: the load driver's own", watchersCores);
        }
    }
}
