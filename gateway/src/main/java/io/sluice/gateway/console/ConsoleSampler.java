package io.sluice.gateway.console;

import io.sluice.contract.FleetRecord.Lease;
import io.sluice.gateway.console.Snapshot.PartitionLag;
import io.sluice.gateway.queue.DrainState;
import io.sluice.gateway.queue.FleetReport;
import io.sluice.gateway.queue.Forecast;
import io.sluice.gateway.queue.Lag;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Looks at everything the console shows, once a second for all pages together. Rates are differences of counters over the
 * time that really passed, so a look that comes late draws no peak. The first look has none: what was counted before it, an
 * hour of outcomes maybe, did not happen in a second. Thread-safe.
 */
public final class ConsoleSampler {
    /** What fits on a screen; more of each would make a page's second expensive in a large fleet. */
    private static final int PARTITIONS_MAX = 96;

    private static final int WORKERS_MAX = 100;
    private static final double NANOS_PER_SECOND = 1e9;

    private final Sources sources;
    private Map<String, Long> answeredBefore = Map.of();
    private Map<String, Long> settledBefore = Map.of();
    private long beforeNanos;
    private long beforeMillis;
    private boolean first = true;

    /**
     * Who knows.
     *
     * @param answered answers so far, by label
     * @param settled outcomes so far, by word
     * @param drain what the fleet does now
     * @param fleet the same in full; may take a moment
     * @param headroomSeconds until Kafka deletes the oldest order, NaN if that is not known
     * @param nanoClock for what passed
     * @param wallMillisClock for people
     */
    public record Sources(
            Supplier<Map<String, Long>> answered,
            Supplier<Map<String, Long>> settled,
            Supplier<DrainState> drain,
            Supplier<FleetReport> fleet,
            Forecast forecast,
            Lag lag,
            DoubleSupplier headroomSeconds,
            LongSupplier nanoClock,
            LongSupplier wallMillisClock) {}

    public ConsoleSampler(Sources sources) {
        this.sources = sources;
    }

    /** How it is now, and what happened since the last call. */
    public synchronized Snapshot sample() {
        long nowMillis = sources.wallMillisClock().getAsLong();
        DrainState drain = sources.drain().get();
        FleetReport fleet = sources.fleet().get();
        Forecast forecast = sources.forecast();
        Lag lag = sources.lag();
        return new Snapshot(
                point(drain, nowMillis),
                forecast.state(),
                drain.holdMillis(),
                forecast.drainedAtMillis(),
                lag.ageSecondsMax(nowMillis),
                sources.headroomSeconds().getAsDouble(),
                fleet,
                largest(fleet.workers()),
                lag.partitions(),
                fullest(lag, nowMillis));
    }

    private Point point(DrainState drain, long nowMillis) {
        long nowNanos = sources.nanoClock().getAsLong();
        double seconds = (nowNanos - beforeNanos) / NANOS_PER_SECOND;
        Map<String, Long> answered = sources.answered().get();
        Map<String, Long> settled = sources.settled().get();
        // A clock that was set back must not make two points change places.
        long atMillis = first ? nowMillis : Math.max(nowMillis, beforeMillis + 1);
        Point point = new Point(
                atMillis,
                drain.effectiveRatePerSecond(),
                drain.workingRatePerSecond(),
                sources.forecast().depth(),
                first ? Map.of() : perSecond(answeredBefore, answered, seconds),
                first ? Map.of() : perSecond(settledBefore, settled, seconds));
        answeredBefore = answered;
        settledBefore = settled;
        beforeNanos = nowNanos;
        beforeMillis = atMillis;
        first = false;
        return point;
    }

    private static Map<String, Double> perSecond(Map<String, Long> before, Map<String, Long> now, double seconds) {
        Map<String, Double> rates = new HashMap<>();
        now.forEach((label, total) -> {
            @Nullable Long earlier = before.get(label);
            long more = total - (earlier == null ? 0 : earlier);
            if (more > 0 && seconds > 0) {
                rates.put(label, Math.round(more / seconds * 10) / 10.0);
            }
        });
        return Map.copyOf(rates);
    }

    private static List<Lease> largest(List<Lease> workers) {
        if (workers.size() <= WORKERS_MAX) {
            return workers;
        }
        return workers.stream()
                .sorted(Comparator.comparingLong(Lease::share).reversed())
                .limit(WORKERS_MAX)
                .sorted(Comparator.comparing(Lease::worker))
                .toList();
    }

    private static List<PartitionLag> fullest(Lag lag, long nowMillis) {
        List<PartitionLag> all = IntStream.range(0, lag.partitions())
                .mapToObj(partition ->
                        new PartitionLag(partition, lag.orders(partition), lag.ageSeconds(partition, nowMillis)))
                .toList();
        if (all.size() <= PARTITIONS_MAX) {
            return all;
        }
        return all.stream()
                .sorted(Comparator.comparingDouble(PartitionLag::orders).reversed())
                .limit(PARTITIONS_MAX)
                .sorted(Comparator.comparingInt(PartitionLag::partition))
                .toList();
    }
}
