package io.sluice.observability;

import io.sluice.contract.KafkaClientMetric;
import io.sluice.contract.MetricName;
import java.util.List;
import java.util.stream.Stream;

/** How the gateways are. Stateless. */
final class GatewayBoard {
    private static final String PRODUCER = "producer";

    private GatewayBoard() {}

    static Board board() {
        return new Board(
                "gateway",
                "Sluice: gateway",
                "Whether gateways take orders fast, what they hold, and what they turn away.",
                Stream.concat(panels().stream(), ProcessPanels.of(MetricName.INFLIGHT_ORDERS).stream())
                        .toList());
    }

    private static List<Panel> panels() {
        return List.of(
                Panel.lines("Answers by gateway", "Postings answered, whatever the answer.", "reqps")
                        .query(Series.perSecond(MetricName.ORDERS, "instance"), "{{instance}}"),
                Panel.lines("Answers by result", "refused_* and unconfirmed are 503 or 429.", "reqps")
                        .query(Series.perSecond(MetricName.ORDERS, "result"), "{{result}}"),
                Panel.lines(
                                "Time to the 202",
                                "From the complete request to the answer; an order is on disk in between.",
                                "s")
                        .query(Series.quantile(0.5, MetricName.ORDER_ACCEPT), "median")
                        .query(Series.quantile(0.99, MetricName.ORDER_ACCEPT), "99 %")
                        .badFrom(0.25, 1),
                Panel.lines(
                                "Error of the ETA",
                                "How far the waiting time told at acceptance was off, for orders that were tried.",
                                "s")
                        .query(Series.quantile(0.5, MetricName.ETA_ERROR), "median")
                        .query(Series.quantile(0.95, MetricName.ETA_ERROR), "95 %"),
                Panel.lines(
                                "Orders in flight",
                                "Orders that Kafka has not acknowledged. At SLUICE_IN_FLIGHT_ORDERS_MAX others are refused.",
                                "short")
                        .query("sum by (instance) (" + Series.of(MetricName.INFLIGHT_ORDERS) + ")", "{{instance}}")
                        .badFrom(5_000, 9_000),
                Panel.lines("Bytes in flight", "The same in bytes of their bodies.", "bytes")
                        .query("sum by (instance) (" + Series.of(MetricName.INFLIGHT_BYTES) + ")", "{{instance}}"),
                Panel.lines("Watchers", "Event streams and requests that wait for an order's end.", "short")
                        .query("sum by (instance) (" + Series.of(MetricName.WATCHERS) + ")", "{{instance}}")
                        .badFrom(45_000, 60_000),
                Panel.lines("Outcomes remembered", "For status requests; the oldest make room.", "short")
                        .query("sum by (instance) (" + Series.of(MetricName.STATUS_ORDERS) + ")", "{{instance}}"),
                Panel.lines(
                                "Orders sent to Kafka",
                                "By the producer of orders, as Kafka's client counts them.",
                                "reqps")
                        .query(
                                "sum by (instance) (" + Series.rate(Series.of(KafkaClientMetric.RECORDS_SENT, PRODUCER))
                                        + ")",
                                "{{instance}}"),
                Panel.lines(
                                "Kafka's answers",
                                "Until a broker answers the producer of orders, and in its queue before.",
                                "ms")
                        .query("max(" + Series.of(KafkaClientMetric.REQUEST_LATENCY, PRODUCER) + ")", "broker")
                        .query("max(" + Series.of(KafkaClientMetric.QUEUE_TIME, PRODUCER) + ")", "queue")
                        .badFrom(250, 1_000),
                Panel.lines("Sends repeated and failed", "By the producer of orders.", "reqps")
                        .query(
                                "sum(" + Series.rate(Series.of(KafkaClientMetric.RECORD_RETRIES, PRODUCER)) + ")",
                                "repeated")
                        .query(
                                "sum(" + Series.rate(Series.of(KafkaClientMetric.RECORD_ERRORS, PRODUCER)) + ")",
                                "failed"),
                Panel.lines("Sold-out SKUs", "Orders for nothing else are answered 409 at once.", "short")
                        .query(Series.ofFleet(MetricName.SOLD_OUT_SKUS), "SKUs"));
    }
}
