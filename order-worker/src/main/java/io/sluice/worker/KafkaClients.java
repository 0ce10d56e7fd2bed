package io.sluice.worker;

import io.sluice.contract.Settings;
import io.sluice.contract.Topics;
import io.sluice.telemetry.KafkaClientMetrics;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The Kafka clients of a worker and why they are set as they are. An operator's {@code SLUICE_KAFKA_*} comes first. */
final class KafkaClients {
    private final Settings settings;
    private final KafkaClientMetrics.Sink metrics;

    /** @param metrics where the clients show what they count */
    KafkaClients(Settings settings, KafkaClientMetrics.Sink metrics) {
        this.settings = settings;
        this.metrics = metrics;
    }

    /** @param name what the client is for */
    private Map<String, Object> client(String name, Set<String> known) {
        Map<String, Object> properties = settings.kafkaClient(known);
        KafkaClientMetrics.into(properties, name, metrics);
        return properties;
    }

    Admin admin() {
        Map<String, Object> properties = client("admin", AdminClientConfig.configNames());
        properties.putIfAbsent(AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 500);
        return Admin.create(properties);
    }

    /** Reads orders as a static member, so that a survivor can name a dead one and remove it. */
    Consumer<byte[], byte[]> orders(Topics topics, String workerId) {
        Map<String, Object> properties = client("orders", ConsumerConfig.configNames());
        properties.putIfAbsent(ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 500);
        properties.putIfAbsent(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 500);
        // Bounds what one answer of the brokers can hold in memory.
        properties.putIfAbsent(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 8 << 20);
        properties.putIfAbsent(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 100);
        properties.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "consumer");
        properties.put(ConsumerConfig.GROUP_ID_CONFIG, topics.workerGroup());
        properties.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, workerId);
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        // A new fleet starts with the backlog, not after it.
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        return new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** Reads the fleet log, whole and alone, without a group. */
    Consumer<byte[], byte[]> fleet() {
        Map<String, Object> properties = client("fleet", ConsumerConfig.configNames());
        properties.putIfAbsent(ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 250);
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        return new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** Reads outcomes when a partition is taken over: fast, as its orders wait meanwhile. */
    Consumer<byte[], byte[]> outcomes() {
        Map<String, Object> properties = client("outcomes", ConsumerConfig.configNames());
        properties.putIfAbsent(ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 250);
        properties.putIfAbsent(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 10_000);
        properties.putIfAbsent(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 8 << 20);
        properties.putIfAbsent(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 50);
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        return new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** Reads wishes to take orders back, as many at once as the event loop can decide in a moment. */
    Consumer<byte[], byte[]> cancellations() {
        Map<String, Object> properties = client("cancellations", ConsumerConfig.configNames());
        properties.putIfAbsent(ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 250);
        properties.putIfAbsent(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 256);
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        return new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /**
     * Writes outcomes, dead letters and the group's offsets in transactions. A transaction that was not ended in ten seconds
     * is aborted by the brokers: until then it hides all later outcomes of its partitions, and nobody can take those over. That
     * fences this producer; so what cannot be delivered fails before, and is written again by the same producer.
     */
    Producer<byte[], byte[]> settlements(Topics topics, String workerId) {
        Map<String, Object> properties = durable("settlements");
        properties.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, topics.settlements(workerId));
        properties.putIfAbsent(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, 10_000);
        properties.putIfAbsent(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 4_000);
        properties.putIfAbsent(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 8_000);
        // How long to wait for an answer before it is looked whether to stop.
        properties.putIfAbsent(ProducerConfig.MAX_BLOCK_MS_CONFIG, 2_000);
        // One batch for each partition: a commit does not wait for it to linger.
        properties.putIfAbsent(ProducerConfig.LINGER_MS_CONFIG, 20);
        properties.putIfAbsent(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        // A backlog that sells out settles by tens of thousands a second: few and large ones.
        properties.putIfAbsent(ProducerConfig.BATCH_SIZE_CONFIG, 128 * 1024);
        return producer(properties);
    }

    /** Writes leases: at once, and not for long, as an old lease is worth nothing. */
    Producer<byte[], byte[]> leases() {
        Map<String, Object> properties = durable("leases");
        properties.putIfAbsent(ProducerConfig.LINGER_MS_CONFIG, 0);
        properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 1_500);
        properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 3_000);
        properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 100);
        return producer(properties);
    }

    private Map<String, Object> durable(String name) {
        Map<String, Object> properties = client(name, ProducerConfig.configNames());
        properties.putIfAbsent(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 250);
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        return properties;
    }

    private static Producer<byte[], byte[]> producer(Map<String, Object> properties) {
        return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    }
}
