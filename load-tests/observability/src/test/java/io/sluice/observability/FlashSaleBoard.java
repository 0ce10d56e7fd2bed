package io.sluice.observability;

import io.sluice.contract.MetricName;
import java.util.List;

/** What the people on call look at during a sale. Stateless. */
final class FlashSaleBoard {
    private FlashSaleBoard() {}

    static Board board() {
        return new Board(
                "flash-sale",
                "Sluice: flash sale now",
                "What a sale does to the queue, whether the order system is protected, and how long buyers wait.",
                List.of(
                        backlog(),
                        oldest(),
                        eta(),
                        headroom(),
                        workers(),
                        target(),
                        arrivalsAndDrain(),
                        answers(),
                        waiting(),
                        lagOverTime(),
                        lagMap(),
                        shares(),
                        downstreamAnswers(),
                        downstreamLatency(),
                        settled(),
                        brakes()));
    }

    private static Panel backlog() {
        return Panel.stat(
                        "Backlog",
                        "Orders that are durable and not settled, from the brokers' own offsets: right with no worker alive.",
                        "short")
                .query(Series.backlog(), "orders");
    }

    private static Panel oldest() {
        return Panel.stat("Oldest order", "Age of the oldest order that is not settled.", "s")
                .query(Series.ofFleet(MetricName.LAG_SECONDS), "age")
                .badFrom(600, 3_600);
    }

    private static Panel eta() {
        return Panel.stat(
                        "Drained in",
                        "When the present backlog is drained, schedule included. Unknown while paused or without a worker: then nobody"
                                + " can tell.",
                        "s")
                .unknownIfNotNow()
                .query(Series.ofFleet(MetricName.DRAIN_ETA), "ETA")
                .badFrom(600, 900);
    }

    private static Panel headroom() {
        return Panel.stat(
                        "Retention headroom",
                        "What is left until Kafka may delete orders that nobody drained. Orders are refused long before 0.",
                        "s")
                .query("min(" + Series.of(MetricName.RETENTION_HEADROOM) + ")", "headroom")
                .badBelow(6 * 3_600, 18 * 3_600);
    }

    private static Panel workers() {
        return Panel.stat("Live workers", "Workers with a live lease in the fleet log.", "short")
                .query(Series.ofFleet(MetricName.LIVE_WORKERS), "workers")
                .badBelow(1, 2);
    }

    private static Panel target() {
        return Panel.stat(
                        "Rate R",
                        "Calls a second that the whole fleet may start; 0 while paused. If it binds, more workers are useless.",
                        "reqps")
                .query(Series.ofFleet(MetricName.DRAIN_RATE_TARGET), "R");
    }

    private static Panel arrivalsAndDrain() {
        return Panel.lines(
                        "Arrivals and drain",
                        "The burst comes in; the drain is a line at R and never above it.",
                        "reqps")
                .sized(24, 9)
                .query(Series.perSecond(MetricName.ORDERS), "arrivals")
                .query("sum(" + Series.rate(Series.of(MetricName.ORDERS, "result=\"accepted\"")) + ")", "accepted")
                .query(Series.timesPerSecond(MetricName.DOWNSTREAM_CALL), "calls answered")
                .query(Series.ofFleet(MetricName.DRAIN_RATE_TARGET), "R")
                .dashed("R");
    }

    private static Panel answers() {
        return Panel.lines(
                        "Accepted and refused, by reason",
                        "How gateways answered. refused_* are 503 (429 for rate_limited) with a type that says why; nothing was queued.",
                        "reqps")
                .query(Series.perSecond(MetricName.ORDERS, "result"), "{{result}}");
    }

    private static Panel waiting() {
        return Panel.lines(
                        "Oldest age, ETA and the promise",
                        "The age is what buyers have waited, the ETA what the last one still will. Above the promise orders are refused.",
                        "s")
                .query(Series.ofFleet(MetricName.LAG_SECONDS), "oldest age")
                .query(Series.ofFleet(MetricName.DRAIN_ETA), "ETA")
                .query("min(" + Series.of(MetricName.MAX_WAIT) + ")", "promise")
                .dashed("promise");
    }

    private static Panel lagOverTime() {
        return Panel.lines("Backlog over time", "All orders that wait.", "short")
                .query(Series.backlog(), "orders");
    }

    private static Panel lagMap() {
        return Panel.heatMap(
                        "Lag by partition",
                        "One row for each partition. One that stands out alone is hot, or its worker is stuck.",
                        "short")
                .query(Series.lagByPartition(), "{{partition}}");
    }

    private static Panel shares() {
        return Panel.lines(
                        "Shares of the rate",
                        "What each worker may start. They lie on each other and add up to R; a gap is a share that nobody uses.",
                        "reqps")
                .stacked()
                .query("sum by (instance) (" + Series.of(MetricName.DRAIN_RATE_SHARE) + ")", "{{instance}}")
                .query(Series.ofFleet(MetricName.DRAIN_RATE_TARGET), "R")
                .dashed("R");
    }

    private static Panel downstreamAnswers() {
        return Panel.lines(
                        "Downstream answers",
                        "What the order system says. overloaded, timed_out, unreachable and error are tried again and spend rate.",
                        "reqps")
                .stacked()
                .query(Series.timesPerSecond(MetricName.DOWNSTREAM_CALL, "result"), "{{result}}");
    }

    private static Panel downstreamLatency() {
        return Panel.lines("Downstream latency", "How long calls take. Grows before the order system falls over.", "s")
                .query(Series.quantile(0.5, MetricName.DOWNSTREAM_CALL), "median")
                .query(Series.quantile(0.99, MetricName.DOWNSTREAM_CALL), "99 %")
                .badFrom(1, 5);
    }

    private static Panel settled() {
        return Panel.lines(
                        "Settled, by outcome",
                        "Every accepted order ends in one of these. failed are dead letters, to be replayed.",
                        "reqps")
                .query(Series.perSecond(MetricName.ORDERS_SETTLED, "outcome"), "{{outcome}}");
    }

    private static Panel brakes() {
        return Panel.lines(
                        "What holds orders back",
                        "Share of the workers' time by what keeps the next call from starting. rate is as it should be.",
                        "percentunit")
                .sized(24, 8)
                .query(
                        "sum by (reason) (" + Series.rate(Series.of(MetricName.THROTTLED)) + ")" + " / scalar(count("
                                + Series.of(MetricName.ASSIGNED_PARTITIONS) + "))",
                        "{{reason}}");
    }
}
