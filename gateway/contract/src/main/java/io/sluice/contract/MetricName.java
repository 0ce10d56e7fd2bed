package io.sluice.contract;

import org.jspecify.annotations.Nullable;

/**
 * Every metric of Sluice, once, as Micrometer names it; {@link #prometheusName()} is what is scraped. Units are base
 * units, labels are bounded.
 */
public enum MetricName {
    ORDERS("sluice.orders", Type.COUNTER, "Orders by how the gateway answered", "result"),
    ORDER_ACCEPT("sluice.order.accept", Type.TIMER, "From the complete request to the answer, accepted orders only"),
    INFLIGHT_ORDERS("sluice.inflight.orders", Type.GAUGE, "Orders that Kafka has not acknowledged yet"),
    INFLIGHT_BYTES("sluice.inflight.bytes", Type.GAUGE, "Bytes of order bodies that Kafka has not acknowledged yet"),
    LAG_ORDERS("sluice.lag.orders", Type.GAUGE, "Orders in the partition that are not settled", "partition"),
    LAG_SECONDS("sluice.lag.seconds", Type.GAUGE, "Age of the oldest unsettled order in the partition", "partition"),
    DRAIN_ETA("sluice.drain.eta.seconds", Type.GAUGE, "Time until the present backlog is drained"),
    RETENTION("sluice.retention.seconds", Type.GAUGE, "How long Kafka keeps an order, drained or not"),
    RETENTION_HEADROOM(
            "sluice.retention.headroom.seconds",
            Type.GAUGE,
            "What is left of the retention after the age of the oldest undrained order and the time to drain the backlog"),
    ORDERS_LOST("sluice.orders.lost", Type.COUNTER, "Orders that Kafka deleted before they were settled"),
    MAX_WAIT("sluice.max.wait.seconds", Type.GAUGE, "Longest predicted wait with which orders are accepted"),
    ETA_ERROR("sluice.eta.error", Type.TIMER, "How far the ETA told at acceptance was off, absolute"),
    FLEET_LOG_AGE(
            "sluice.fleet.log.age.seconds", Type.GAUGE, "Time since the last record of the fleet log was written"),
    IN_SYNC_REPLICAS(
            "sluice.in.sync.replicas",
            Type.GAUGE,
            "In-sync replicas of that partition of our topics which has the fewest"),
    UNDER_REPLICATED(
            "sluice.under.replicated.partitions",
            Type.GAUGE,
            "Partitions of our topics of which not all replicas are in sync"),
    LIVE_WORKERS("sluice.live.workers", Type.GAUGE, "Workers with a live lease in the fleet log"),
    SOLD_OUT_SKUS("sluice.sold.out.skus", Type.GAUGE, "SKUs that are sold out"),
    STATUS_ORDERS("sluice.status.orders", Type.GAUGE, "Outcomes held for status requests"),
    WATCHERS("sluice.watchers", Type.GAUGE, "Event streams and requests that wait for the end of an order"),

    DRAIN_RATE_TARGET("sluice.drain.rate.target", Type.GAUGE, "Calls a second that the whole fleet may start"),
    DRAIN_RATE_EFFECTIVE(
            "sluice.drain.rate.effective",
            Type.GAUGE,
            "Calls a second that the fleet can start now: none while paused, held or without a live worker"),
    DRAIN_RATE_CHANGES(
            "sluice.drain.rate.changes",
            Type.COUNTER,
            "Changes of the fleet's rate, by what made the one who said it change it",
            "cause"),
    DRAIN_RATE_SHARE("sluice.drain.rate.share", Type.GAUGE, "Calls a second that this worker may start now"),
    DOWNSTREAM_CALL("sluice.downstream.call", Type.TIMER, "Downstream calls by result", "result"),
    DOWNSTREAM_INFLIGHT("sluice.downstream.inflight.calls", Type.GAUGE, "Downstream calls that are unanswered"),
    ORDERS_SETTLED("sluice.orders.settled", Type.COUNTER, "Orders that reached their end", "outcome"),
    ASSIGNED_PARTITIONS("sluice.assigned.partitions", Type.GAUGE, "Partitions that this worker drains"),
    ORDERS_BUFFERED("sluice.orders.buffered", Type.GAUGE, "Orders fetched and not yet tried"),
    THROTTLED("sluice.throttled", Type.TIME_COUNTER, "Time in which orders waited, by what held them back", "reason"),
    DUPLICATES_DROPPED("sluice.duplicates.dropped", Type.COUNTER, "Orders not tried as they were settled before"),
    DEAD_LETTERS("sluice.dead.letters", Type.COUNTER, "Orders given up on"),
    DEAD_LETTERS_REPLAYED("sluice.dead.letters.replayed", Type.COUNTER, "Dead letters put back by this gateway"),

    EVENT_LOOP_DELAY("sluice.event.loop.delay", Type.TIMER, "How late an event loop ran what was due"),
    SPANS_DROPPED("sluice.spans.dropped", Type.COUNTER, "Spans that the OpenTelemetry collector did not get");

    /** What kind of meter it is, which decides the ending of the scraped name. */
    public enum Type {
        GAUGE(""),
        COUNTER("_total"),
        TIME_COUNTER("_seconds_total"),
        TIMER("_seconds");

        private final String ending;

        Type(String ending) {
            this.ending = ending;
        }
    }

    private final String meterName;
    private final Type type;
    private final String help;
    private final @Nullable String label;

    MetricName(String meterName, Type type, String help) {
        this(meterName, type, help, null);
    }

    MetricName(String meterName, Type type, String help, @Nullable String label) {
        this.meterName = meterName;
        this.type = type;
        this.help = help;
        this.label = label;
    }

    /** The name in Micrometer, dotted. */
    public String meterName() {
        return meterName;
    }

    /** The name in Prometheus. */
    public String prometheusName() {
        return meterName.replace('.', '_') + type.ending;
    }

    public Type type() {
        return type;
    }

    public String help() {
        return help;
    }

    /** The one label that tells its series apart, or null if there is one series only. */
    public @Nullable String label() {
        return label;
    }
}
