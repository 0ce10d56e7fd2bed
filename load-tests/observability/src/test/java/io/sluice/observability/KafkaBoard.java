package io.sluice.observability;

import io.sluice.contract.KafkaClientMetric;
import io.sluice.contract.MetricName;
import java.util.List;

/** How the buffer between the two is. Stateless. */
final class KafkaBoard {
    private KafkaBoard() {}

    static Board board() {
        return new Board(
                "kafka-buffer",
                "Sluice: Kafka buffer",
                "Whether accepted orders are safe where they wait, and for how long.",
                List.of(
                        Panel.stat("Retention headroom", "Until Kafka may delete orders that nobody drained.", "s")
                                .query("min(" + Series.of(MetricName.RETENTION_HEADROOM) + ")", "headroom")
                                .badBelow(6 * 3_600, 18 * 3_600),
                        Panel.stat("Retention", "How long Kafka keeps an order, drained or not.", "s")
                                .query("min(" + Series.of(MetricName.RETENTION) + ")", "retention"),
                        Panel.stat("Orders lost", "Deleted before they were settled, in the time shown.", "short")
                                .query("max(increase(" + Series.of(MetricName.ORDERS_LOST) + "[$__range]))", "orders")
                                .badFrom(1, 1),
                        Panel.stat(
                                        "In-sync replicas",
                                        "Of the partition that has the fewest: so safe is an order.",
                                        "short")
                                .query("min(" + Series.of(MetricName.IN_SYNC_REPLICAS) + ")", "replicas")
                                .badBelow(2, 3),
                        Panel.stat("Lacking replicas", "Partitions of which not all replicas are in sync.", "short")
                                .query(Series.ofFleet(MetricName.UNDER_REPLICATED), "partitions")
                                .badFrom(1, 12),
                        Panel.stat("Fleet log", "Age of its last record. A live worker writes several a second.", "s")
                                .query("min(" + Series.of(MetricName.FLEET_LOG_AGE) + ")", "age")
                                .badFrom(2, 10),
                        Panel.lines("In and out", "Orders appended, and orders that reached their end.", "reqps")
                                .query(
                                        "sum(" + Series.rate(Series.of(MetricName.ORDERS, "result=\"accepted\"")) + ")",
                                        "in")
                                .query(Series.perSecond(MetricName.ORDERS_SETTLED), "out"),
                        Panel.lines(
                                        "Headroom over time",
                                        "Falls with the age of the oldest order and the time to drain.",
                                        "s")
                                .query("min(" + Series.of(MetricName.RETENTION_HEADROOM) + ")", "headroom")
                                .query("0.25 * max(" + Series.of(MetricName.RETENTION) + ")", "alert")
                                .dashed("alert"),
                        Panel.lines("Lag by partition", "Orders not settled.", "short")
                                .query(Series.lagByPartition(), "{{partition}}"),
                        Panel.lines("Oldest order by partition", "Its age; heads should age together.", "s")
                                .query(
                                        "max by (partition) (" + Series.of(MetricName.LAG_SECONDS) + ")",
                                        "{{partition}}"),
                        Panel.lines("Bytes sent", "By what the client is for.", "Bps")
                                .query(
                                        "sum by (client) ("
                                                + Series.rate(Series.of(KafkaClientMetric.BYTES_SENT.prometheusName()))
                                                + ")",
                                        "{{client}}"),
                        Panel.lines("Bytes received", "By what the client is for.", "Bps")
                                .query(
                                        "sum by (client) ("
                                                + Series.rate(
                                                        Series.of(KafkaClientMetric.BYTES_RECEIVED.prometheusName()))
                                                + ")",
                                        "{{client}}"),
                        Panel.lines("Brokers' answers", "Mean time until a broker answers a producer.", "ms")
                                .query(
                                        "max by (client) ("
                                                + Series.of(KafkaClientMetric.REQUEST_LATENCY.prometheusName()) + ")",
                                        "{{client}}")
                                .badFrom(250, 1_000),
                        Panel.lines("Logins refused", "By brokers, where these ask for a login.", "reqps")
                                .query(loginFailures(KafkaClientMetric.PRODUCER_LOGIN_FAILURES), "producers")
                                .query(loginFailures(KafkaClientMetric.CONSUMER_LOGIN_FAILURES), "consumers")
                                .query(loginFailures(KafkaClientMetric.ADMIN_LOGIN_FAILURES), "admin"),
                        Panel.lines(
                                        "Partitions change hands",
                                        "Times that the workers' group was shared out anew.",
                                        "short")
                                .query(
                                        "sum by (instance) (increase("
                                                + Series.of(KafkaClientMetric.REBALANCES.prometheusName())
                                                + "[$__rate_interval]))",
                                        "{{instance}}"),
                        Panel.lines("Records read", "By what the client is for.", "reqps")
                                .query(
                                        "sum by (client) ("
                                                + Series.rate(
                                                        Series.of(KafkaClientMetric.RECORDS_CONSUMED.prometheusName()))
                                                + ")",
                                        "{{client}}")));
    }

    private static String loginFailures(KafkaClientMetric counter) {
        return "sum(" + Series.rate(Series.of(counter.prometheusName())) + ")";
    }
}
