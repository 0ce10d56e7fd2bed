package io.sluice.contract;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What Kafka's clients tell about themselves that is worth a series: a client has some two hundred figures, many of them for
 * each broker, topic and partition. These here are of the client as a whole, so there is one series for each client of a
 * process. Names are those that Micrometer's own binder gives, so what others know about them holds.
 */
public enum KafkaClientMetric {
    RECORDS_SENT("producer", "record-send-total", true, "Records sent"),
    RECORD_ERRORS("producer", "record-error-total", true, "Records that could not be sent"),
    RECORD_RETRIES("producer", "record-retry-total", true, "Sends repeated"),
    BYTES_SENT("producer", "outgoing-byte-total", true, "Bytes sent to brokers"),
    REQUEST_LATENCY("producer", "request-latency-avg", false, "Milliseconds until a broker answers, mean"),
    QUEUE_TIME("producer", "record-queue-time-avg", false, "Milliseconds that a batch waits to be sent, mean"),
    BATCH_SIZE("producer", "batch-size-avg", false, "Bytes in a batch, mean"),
    BUFFER_AVAILABLE("producer", "buffer-available-bytes", false, "Bytes of the send buffer that are free"),
    COMMIT_TIME("producer", "txn-commit-time-ns-total", true, "Nanoseconds spent on committing transactions"),
    PRODUCER_CONNECTIONS("producer", "connection-count", false, "Open connections of producers"),
    PRODUCER_LOGIN_FAILURES("producer", "failed-authentication-total", true, "Logins that brokers refused"),

    RECORDS_CONSUMED("consumer-fetch-manager", "records-consumed-total", true, "Records read"),
    FETCH_LATENCY("consumer-fetch-manager", "fetch-latency-avg", false, "Milliseconds for a fetch, mean"),
    BYTES_RECEIVED("consumer", "incoming-byte-total", true, "Bytes received from brokers"),
    LAST_POLL("consumer", "last-poll-seconds-ago", false, "Seconds since the client last asked for records"),
    CONSUMER_CONNECTIONS("consumer", "connection-count", false, "Open connections of consumers"),
    CONSUMER_LOGIN_FAILURES("consumer", "failed-authentication-total", true, "Logins that brokers refused"),
    REBALANCES("consumer-coordinator", "rebalance-total", true, "Times that partitions changed hands"),
    LAST_REBALANCE("consumer-coordinator", "last-rebalance-seconds-ago", false, "Seconds since the last time"),

    ADMIN_CONNECTIONS("admin-client", "connection-count", false, "Open connections of admin clients"),
    ADMIN_LOGIN_FAILURES("admin-client", "failed-authentication-total", true, "Logins that brokers refused");

    /** The one label: what the client is for, which is one of a fixed few for each process. */
    public static final String LABEL = "client";

    private static final Map<String, KafkaClientMetric> BY_ORIGIN = Arrays.stream(values())
            .collect(Collectors.toUnmodifiableMap(metric -> origin(metric.group, metric.name), metric -> metric));

    private final String group;
    private final String name;
    private final boolean counter;
    private final String help;

    KafkaClientMetric(String client, String name, boolean counter, String help) {
        group = client + "-metrics";
        this.name = name;
        this.counter = counter;
        this.help = help;
    }

    private static String origin(String group, String name) {
        return group + "/" + name;
    }

    /** The metric that Kafka calls so, or null if it is none of these. */
    public static @Nullable KafkaClientMetric of(String group, String name) {
        return BY_ORIGIN.get(origin(group, name));
    }

    /** The name in Micrometer, dotted. */
    public String meterName() {
        return ("kafka-" + group.substring(0, group.length() - "metrics".length()) + name).replace('-', '.');
    }

    /** The name in Prometheus. */
    public String prometheusName() {
        return meterName().replace('.', '_');
    }

    /** Whether it only grows, for as long as its client lives. */
    public boolean isCounter() {
        return counter;
    }

    public String help() {
        return help;
    }
}
