package io.sluice.gateway.kafka;

import io.sluice.telemetry.KafkaClientMetrics;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What our Kafka clients are set to: our defaults, the operator's {@code SLUICE_KAFKA_*} over them, and over both the few
 * that the promises of the gateway rest on. Immutable.
 *
 * @param operatorProducer the operator's properties that a producer knows, bootstrap servers included
 * @param operatorConsumer the same for a consumer
 * @param operatorAdmin the same for an admin client
 * @param sink where the clients show their metrics; null = nowhere
 */
public record ClientProperties(
        Map<String, Object> operatorProducer,
        Map<String, Object> operatorConsumer,
        Map<String, Object> operatorAdmin,
        KafkaClientMetrics.@Nullable Sink sink) {
    private static final Logger log = LoggerFactory.getLogger(ClientProperties.class);

    /** Without these a 202 would not mean what it says, or a send could hold up an event loop. */
    private static final Map<String, Object> FORCED =
            Map.of("acks", "all", "enable.idempotence", "true", "max.block.ms", "0");

    /** How long Kafka may take to store a change that an operator waits for. */
    static final int CONTROL_MILLIS_MAX = 4_000;

    private static final int BATCH_BYTES = 16 * 1024;
    private static final int RECORD_OVERHEAD_BYTES = 512;
    /** Batches of one partition that are on their way or begun while the next is filled. */
    private static final int BATCHES_PER_PARTITION = 8;

    /** For clients that nobody watches. */
    public ClientProperties(
            Map<String, Object> operatorProducer,
            Map<String, Object> operatorConsumer,
            Map<String, Object> operatorAdmin) {
        this(operatorProducer, operatorConsumer, operatorAdmin, null);
    }

    /** The same for clients that show their metrics there. */
    public ClientProperties shownIn(KafkaClientMetrics.Sink newSink) {
        return new ClientProperties(operatorProducer, operatorConsumer, operatorAdmin, newSink);
    }

    /** For the log of orders; its buffer holds whatever the in-flight limit lets in, so that it is never what fills. */
    Map<String, Object> producer(int ordersMax, long bytesMax, int partitions) {
        // A batch is closed by the record that does not fit any more, so it may be little more than half full.
        long bufferBytes = 2 * (bytesMax + (long) ordersMax * RECORD_OVERHEAD_BYTES)
                + (long) partitions * BATCHES_PER_PARTITION * BATCH_BYTES;
        Map<String, Object> properties = common("producer");
        properties.put("batch.size", BATCH_BYTES);
        properties.put("buffer.memory", bufferBytes);
        // Measured at 256 connections: 77,000 orders a second with 1 ms, 69,000 with 0, 33,000 with 5 (Kafka's
        // default); with 0 a broker spends half as much again on each order.
        properties.put("linger.ms", 1);
        // Needs nothing native, so whoever reads the orders can. The image prefers snappy, which it brings along for
        // both sides: lz4 makes two blocks of 64 KiB anew for each batch, and a batch here holds a few orders.
        properties.put("compression.type", "lz4");
        // Outlives the 9 s in which Kafka notices a dead broker; the stall detector speaks up long before.
        properties.put("delivery.timeout.ms", 30_000);
        properties.put("request.timeout.ms", 10_000);
        // The one topic must never be forgotten: fetching its metadata anew would mean refusing orders.
        properties.put("metadata.max.idle.ms", Long.MAX_VALUE / 2);
        properties.putAll(operatorProducer);
        FORCED.forEach((name, value) -> {
            Object told = operatorProducer.get(name);
            if (told != null && !told.equals(value)) {
                log.warn("{}={} is not applied: the gateway needs {}", name, told, value);
            }
        });
        properties.putAll(FORCED);
        return shown(properties, "producer");
    }

    /** For a rare word of an operator or a buyer, which is there soon or not at all. */
    Map<String, Object> controlProducer(String name) {
        Map<String, Object> properties = common(name);
        properties.putAll(operatorProducer);
        properties.putAll(FORCED);
        properties.put("max.block.ms", CONTROL_MILLIS_MAX / 2);
        properties.put("linger.ms", 0);
        properties.put("request.timeout.ms", CONTROL_MILLIS_MAX / 2);
        properties.put("delivery.timeout.ms", CONTROL_MILLIS_MAX / 2);
        properties.put("batch.size", BATCH_BYTES);
        properties.put("buffer.memory", 16 * BATCH_BYTES);
        return shown(properties, name);
    }

    /** For reading a topic from our own choice of offsets. */
    Map<String, Object> reader(String name) {
        Map<String, Object> properties = common(name);
        properties.put("enable.auto.commit", "false");
        properties.put("auto.offset.reset", "earliest");
        properties.putAll(operatorConsumer);
        properties.remove("group.id");
        properties.remove("group.instance.id");
        return shown(properties, name);
    }

    /** The same for a topic that is written in transactions: nothing of one that is aborted, or still open. */
    Map<String, Object> committedReader(String name) {
        Map<String, Object> properties = reader(name);
        properties.put("isolation.level", "read_committed");
        return properties;
    }

    /**
     * For looking at one partition after the other. A broker answers one fetch of a client at a time, and the one for the
     * partition before would keep the next waiting for as long as it may wait for more.
     */
    Map<String, Object> browser(String name) {
        Map<String, Object> properties = committedReader(name);
        properties.put("fetch.max.wait.ms", 10);
        return properties;
    }

    /** For looking at single records: as few bytes as a broker will send. */
    Map<String, Object> peeker(String name) {
        Map<String, Object> properties = reader(name);
        properties.put("max.partition.fetch.bytes", 1);
        // An offset that is not there must not fail those that are asked for with it.
        properties.put("auto.offset.reset", "earliest");
        return properties;
    }

    /** For topics and offsets. */
    public Map<String, Object> admin(String name) {
        Map<String, Object> properties = common(name);
        properties.putAll(operatorAdmin);
        return shown(properties, name);
    }

    private Map<String, Object> shown(Map<String, Object> properties, String name) {
        if (sink != null) {
            KafkaClientMetrics.into(properties, name, sink);
        }
        return properties;
    }

    /** Back within a second of the broker, and without flooding the log until then. */
    private static Map<String, Object> common(String name) {
        Map<String, Object> properties = new TreeMap<>();
        properties.put("client.id", "sluice-gateway-" + name);
        properties.put("reconnect.backoff.ms", 50);
        properties.put("reconnect.backoff.max.ms", 250);
        properties.put("retry.backoff.ms", 50);
        properties.put("retry.backoff.max.ms", 250);
        return properties;
    }
}
