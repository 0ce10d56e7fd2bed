package io.sluice.contract;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Every configuration key of Sluice, once: name, default, who reads it and what it means. All processes know all keys,
 * so that one environment file can serve a whole deployment and a misspelt key is still an error in each of them.
 *
 * <p>Durations are ISO-8601 ({@code PT15M}), sizes are bytes, rates are orders per second.
 */
public enum Setting {
    KAFKA_BOOTSTRAP_SERVERS(
            "SLUICE_KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:9092", Reader.ALL, "Brokers to connect to first, host:port,…"),
    TOPIC_PREFIX(
            "SLUICE_TOPIC_PREFIX",
            "",
            Reader.ALL,
            "Put before every topic and group name: several instances, one cluster"),
    ORDERS_PARTITIONS(
            "SLUICE_ORDERS_PARTITIONS",
            "12",
            Reader.ALL,
            "Partitions of the orders topic when Sluice has to create it"),
    TOPIC_REPLICATION(
            "SLUICE_TOPIC_REPLICATION",
            null,
            Reader.ALL,
            "Replicas of each topic that is created; unset = 3 where three brokers are, else the broker's default"),
    ORDERS_RETENTION("SLUICE_ORDERS_RETENTION", "PT72H", Reader.ALL, "How long Kafka keeps an order, drained or not"),
    HTTP_HOST("SLUICE_HTTP_HOST", "127.0.0.1", Reader.ALL, "Address to listen on"),
    HTTP_PORT("SLUICE_HTTP_PORT", "8080", Reader.GATEWAY, "Port of the public API; 0 = any free port"),
    HTTP2_CLEARTEXT(
            "SLUICE_HTTP2_CLEARTEXT",
            "off",
            Reader.GATEWAY,
            "on = the public port also speaks HTTP/2 without TLS, for a balancer that does; off = HTTP/1.1 only"),
    TLS_CERTIFICATE(
            "SLUICE_TLS_CERTIFICATE",
            null,
            Reader.GATEWAY,
            "PEM file with the public port's certificate chain, read again when it changes; unset = no TLS"),
    TLS_KEY("SLUICE_TLS_KEY", null, Reader.GATEWAY, "PEM file with the key of that certificate, without a password"),
    MANAGEMENT_PORT(
            "SLUICE_MANAGEMENT_PORT",
            null,
            Reader.ALL,
            "Port of health, metrics and the operator API; 0 = any free port; unset = 8081 gateway, 8091 worker"),
    LOG_FORMAT(
            "SLUICE_LOG_FORMAT",
            "text",
            Reader.ALL,
            "text, or json: one object a line, with order and trace id as fields"),
    LOG_LEVEL(
            "SLUICE_LOG_LEVEL",
            "info",
            Reader.ALL,
            "What our own code logs: error, warn, info, or debug, which has a line for every order"),
    OTLP_ENDPOINT(
            "SLUICE_OTLP_ENDPOINT",
            null,
            Reader.ALL,
            "OpenTelemetry collector that gets the spans of sampled orders, OTLP over HTTP, such as"
                    + " http://127.0.0.1:4318; unset = no spans"),
    TRACE_SAMPLE_RATIO(
            "SLUICE_TRACE_SAMPLE_RATIO",
            "0.01",
            Reader.GATEWAY,
            "Share, 0 to 1, of the orders that are sampled though whoever posted them did not ask for it"),
    STOP_TIMEOUT("SLUICE_STOP_TIMEOUT", "PT20S", Reader.ALL, "How long a stopping process waits for what it has begun"),

    ORDER_KEY(
            "SLUICE_ORDER_KEY",
            "/customerId",
            Reader.GATEWAY,
            "JSON pointer to the string that keys the Kafka record and stands for the buyer"),
    IN_FLIGHT_ORDERS_MAX(
            "SLUICE_IN_FLIGHT_ORDERS_MAX",
            "10000",
            Reader.GATEWAY,
            "Orders a gateway holds that Kafka has not acknowledged; above it 503"),
    IN_FLIGHT_BYTES_MAX(
            "SLUICE_IN_FLIGHT_BYTES_MAX", "67108864", Reader.GATEWAY, "The same bound in bytes of order bodies"),
    KAFKA_STALL_MAX(
            "SLUICE_KAFKA_STALL_MAX",
            "PT1S",
            Reader.GATEWAY,
            "How long the oldest order may wait for Kafka before new ones are refused with 503"),
    STATUS_ORDERS_MAX(
            "SLUICE_STATUS_ORDERS_MAX", "1000000", Reader.GATEWAY, "Outcomes a gateway remembers for status requests"),
    WATCHERS_MAX(
            "SLUICE_WATCHERS_MAX",
            "60000",
            Reader.GATEWAY,
            "Event streams and requests that wait for an order's end, at once; above it 503"),
    MAX_WAIT("SLUICE_MAX_WAIT", "PT15M", Reader.GATEWAY, "Refuse new orders whose predicted wait is longer"),
    CORS_ORIGINS(
            "SLUICE_CORS_ORIGINS",
            null,
            Reader.GATEWAY,
            "Origins that browsers may call from, comma-separated; unset = none"),
    API_KEYS_FILE("SLUICE_API_KEYS_FILE", null, Reader.GATEWAY, "One client-id:sha256-hex a line; unset = open"),
    ADMIN_TOKEN(
            "SLUICE_ADMIN_TOKEN",
            null,
            Reader.GATEWAY,
            "Bearer token of the operator API, at least 16 characters; unset = disabled"),
    CLIENT_RATE_PER_SECOND(
            "SLUICE_CLIENT_RATE_PER_SECOND", null, Reader.GATEWAY, "Orders a second from one client; unset = no limit"),
    ORDER_SCHEMA(
            "SLUICE_ORDER_SCHEMA", null, Reader.GATEWAY, "JSON Schema file for orders; unset = the built-in schema"),
    ORDER_SKUS("SLUICE_ORDER_SKUS", "/items/*/sku", Reader.GATEWAY, "JSON pointer to the SKUs of an order"),

    WORKER_ID(
            "SLUICE_WORKER_ID",
            null,
            Reader.WORKER,
            "Name of this worker in the fleet, unique; unset = made from the host name"),
    DOWNSTREAM_URL("SLUICE_DOWNSTREAM_URL", null, Reader.WORKER, "Where orders are posted; has to be set"),
    DOWNSTREAM_TIMEOUT("SLUICE_DOWNSTREAM_TIMEOUT", "PT5S", Reader.WORKER, "Longest wait for the answer to one call"),
    DRAIN_RATE_PER_SECOND(
            "SLUICE_DRAIN_RATE_PER_SECOND",
            null,
            Reader.WORKER,
            "Calls a second by the WHOLE FLEET; required at the first start of a fleet, later the fleet log has it"),
    DRAIN_RATE_MIN_PER_SECOND(
            "SLUICE_DRAIN_RATE_MIN_PER_SECOND",
            "1",
            Reader.WORKER,
            "Lowest rate of the adaptive mode, calls a second by the whole fleet"),
    DRAIN_MODE(
            "SLUICE_DRAIN_MODE",
            "fixed",
            Reader.WORKER,
            "fixed; adaptive = seek what the downstream sustains, the rate is its cap; recommend = only say so."
                    + " For the first start, later the fleet log has it"),
    DRAIN_MAX_IN_FLIGHT("SLUICE_DRAIN_MAX_IN_FLIGHT", "256", Reader.WORKER, "Unanswered calls per worker"),
    DRAIN_SCHEDULE(
            "SLUICE_DRAIN_SCHEDULE",
            null,
            Reader.WORKER,
            "Time zone; windows with rates, as in Europe/Berlin; Mon-Fri 22:00-06:00=1000 ramp PT10M."
                    + " For the first start, later the fleet log has it"),
    ORDER_DEADLINE(
            "SLUICE_ORDER_DEADLINE", null, Reader.WORKER, "An order older than this settles as expired without a call"),
    SEEN_ORDERS_MAX(
            "SLUICE_SEEN_ORDERS_MAX",
            "1000000",
            Reader.WORKER,
            "Settled orders whose repetitions a worker recognises, over all its partitions; 28 bytes each at most"),
    RETRY_ATTEMPTS_MAX(
            "SLUICE_RETRY_ATTEMPTS_MAX", "8", Reader.WORKER, "Calls for one order before it becomes a dead letter"),
    RETRY_BACKOFF(
            "SLUICE_RETRY_BACKOFF", "PT0.5S", Reader.WORKER, "Wait before the first repetition; doubles each time"),
    RETRY_BACKOFF_MAX("SLUICE_RETRY_BACKOFF_MAX", "PT30S", Reader.WORKER, "Longest wait before a repetition"),
    FLEET_LEASE(
            "SLUICE_FLEET_LEASE",
            "PT0.4S",
            Reader.WORKER,
            "How long a declared share of the rate lasts unless renewed; renewed three times in that time");

    /** Which process reads a key. */
    public enum Reader {
        ALL,
        GATEWAY,
        WORKER
    }

    /** What every key of Sluice begins with. */
    static final String PREFIX = "SLUICE_";

    /** What a key begins with that is handed on to the Kafka clients: {@code SLUICE_KAFKA_LINGER_MS} → {@code linger.ms}. */
    public static final String KAFKA_PREFIX = "SLUICE_KAFKA_";

    private final String key;
    private final @Nullable String defaultText;
    private final Reader reader;
    private final String help;

    Setting(String key, @Nullable String defaultText, Reader reader, String help) {
        this.key = key;
        this.defaultText = defaultText;
        this.reader = reader;
        this.help = help;
    }

    /** The name in the environment and in a properties file. */
    public String key() {
        return key;
    }

    /** The text used when the key is not set, or null where being unset means something. */
    public @Nullable String defaultText() {
        return defaultText;
    }

    public Reader reader() {
        return reader;
    }

    /** One line for {@code --help} and README. */
    public String help() {
        return help;
    }

    /** Whether a value of this key must never be printed. */
    static boolean isSecret(String key) {
        String name = key.toUpperCase(Locale.ROOT);
        return name.contains("TOKEN") || name.contains("PASSWORD") || name.contains("JAAS") || name.contains("SECRET");
    }
}
