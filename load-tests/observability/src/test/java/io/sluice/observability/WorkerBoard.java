package io.sluice.observability;

import io.sluice.contract.KafkaClientMetric;
import io.sluice.contract.MetricName;
import java.util.List;
import java.util.stream.Stream;

/** How the workers are. Stateless. */
final class WorkerBoard {
    private WorkerBoard() {}

    static Board board() {
        return new Board(
                "worker-fleet",
                "Sluice: worker fleet",
                "Whether the fleet keeps its rate and uses it, worker by worker.",
                Stream.concat(panels().stream(), ProcessPanels.of(MetricName.ASSIGNED_PARTITIONS).stream())
                        .toList());
    }

    private static String byWorker(MetricName gauge) {
        return "sum by (instance) (" + Series.of(gauge) + ")";
    }

    private static List<Panel> panels() {
        return List.of(
                Panel.stat("Live workers", "Workers with a live lease in the fleet log.", "short")
                        .query(Series.ofFleet(MetricName.LIVE_WORKERS), "workers")
                        .badBelow(1, 2)
                        .sized(6, 4),
                Panel.stat(
                                "Rate used",
                                "Calls answered over what the fleet may start; 1 while a backlog stands.",
                                "percentunit")
                        .query(
                                Series.timesPerSecond(MetricName.DOWNSTREAM_CALL) + " / "
                                        + Series.ofFleet(MetricName.DRAIN_RATE_TARGET),
                                "used")
                        .sized(6, 4),
                Panel.stat("Dead letters", "Orders given up on in the time shown.", "short")
                        .query("sum(increase(" + Series.of(MetricName.DEAD_LETTERS) + "[$__range]))", "orders")
                        .badFrom(1, 100)
                        .sized(6, 4),
                Panel.stat(
                                "Repetitions dropped",
                                "Orders not called again in the time shown, as they were settled before.",
                                "short")
                        .query("sum(increase(" + Series.of(MetricName.DUPLICATES_DROPPED) + "[$__range]))", "orders")
                        .sized(6, 4),
                Panel.lines("Shares of the rate", "They lie on each other and add up to R.", "reqps")
                        .stacked()
                        .query(byWorker(MetricName.DRAIN_RATE_SHARE), "{{instance}}")
                        .query(Series.ofFleet(MetricName.DRAIN_RATE_TARGET), "R")
                        .dashed("R"),
                Panel.lines("Calls by worker", "Calls answered.", "reqps")
                        .stacked()
                        .query(Series.timesPerSecond(MetricName.DOWNSTREAM_CALL, "instance"), "{{instance}}"),
                Panel.lines("Calls by result", "What is not confirmed or rejected is tried again.", "reqps")
                        .query(Series.timesPerSecond(MetricName.DOWNSTREAM_CALL, "result"), "{{result}}"),
                Panel.lines(
                                "Calls without an answer",
                                "At SLUICE_DRAIN_MAX_IN_FLIGHT concurrency binds, not the rate.",
                                "short")
                        .query(byWorker(MetricName.DOWNSTREAM_INFLIGHT), "{{instance}}")
                        .badFrom(200, 256),
                Panel.lines(
                                "Partitions by worker",
                                "Together all of the orders topic; fewer while they change hands.",
                                "short")
                        .stacked()
                        .query(byWorker(MetricName.ASSIGNED_PARTITIONS), "{{instance}}"),
                Panel.lines("Orders at hand", "Fetched and not yet tried.", "short")
                        .query(byWorker(MetricName.ORDERS_BUFFERED), "{{instance}}"),
                Panel.lines("Settled, by outcome", "Orders that reached their end.", "reqps")
                        .query(Series.perSecond(MetricName.ORDERS_SETTLED, "outcome"), "{{outcome}}"),
                Panel.lines(
                                "Changes of the rate",
                                "Who changed it: an operator, or the conductor for this cause.",
                                "short")
                        .query(
                                "sum by (cause) (increase(" + Series.of(MetricName.DRAIN_RATE_CHANGES)
                                        + "[$__rate_interval]))",
                                "{{cause}}"),
                Panel.lines("Committing", "Share of the time spent on committing what is settled.", "percentunit")
                        .query(
                                "sum by (instance) ("
                                        + Series.rate(Series.of(KafkaClientMetric.COMMIT_TIME, "settlements"))
                                        + ") / 1e9",
                                "{{instance}}")
                        .badFrom(0.5, 0.8),
                Panel.lines(
                                "Leases",
                                "Until a broker answers for a lease. Above the lease (0.4 s) a worker stops.",
                                "ms")
                        .query(
                                "max by (instance) (" + Series.of(KafkaClientMetric.REQUEST_LATENCY, "leases") + ")",
                                "{{instance}}")
                        .badFrom(130, 400));
    }
}
