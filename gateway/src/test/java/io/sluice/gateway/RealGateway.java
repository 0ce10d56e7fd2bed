package io.sluice.gateway;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.contract.Settings;
import io.sluice.contract.Topics;
import io.sluice.gateway.http.CheckedClient;
import io.sluice.testbroker.TestBroker;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A whole gateway for each test, with topics of its own, on one real broker for each class of tests; and what it takes to
 * talk to it and to play the workers. To be registered as a static extension.
 */
final class RealGateway implements BeforeAllCallback, AfterAllCallback, BeforeEachCallback, AfterEachCallback {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Map<String, String> settings;
    private final CheckedClient publicClient = CheckedClient.ofPublicPort();
    private final CheckedClient managementClient = CheckedClient.ofManagementPort();
    private TestBroker broker;
    private Producer<byte[], byte[]> producer;
    private String prefix = "";
    private Topics topics;
    private Gateway gateway;

    /** @param settings beside the broker's address, the topic prefix and the ports */
    RealGateway(Map<String, String> settings) {
        this.settings = settings;
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        broker = TestBroker.start();
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    @Override
    public void afterAll(ExtensionContext context) {
        producer.close();
        broker.close();
    }

    @Override
    public void beforeEach(ExtensionContext context) throws InterruptedException {
        prefix = context.getRequiredTestMethod().getName() + "-";
        topics = new Topics(prefix);
        start();
    }

    private void start() throws InterruptedException {
        Map<String, String> all = new TreeMap<>(settings);
        all.put("SLUICE_KAFKA_BOOTSTRAP_SERVERS", broker.bootstrapServers());
        all.put("SLUICE_TOPIC_PREFIX", prefix);
        all.put("SLUICE_HTTP_PORT", "0");
        all.put("SLUICE_MANAGEMENT_PORT", "0");
        gateway = new Gateway(GatewayConfig.of(Settings.of(all)));
        gateway.start();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        gateway.stop();
    }

    /** Stops the gateway and starts another one on the same topics. */
    void replace() throws InterruptedException {
        gateway.stop();
        start();
    }

    Gateway gateway() {
        return gateway;
    }

    Topics topics() {
        return topics;
    }

    String bootstrapServers() {
        return broker.bootstrapServers();
    }

    /** A request to the public port. */
    HttpRequest.Builder to(String path) {
        return request(gateway.httpPort(), path);
    }

    /** A request to the management port. */
    HttpRequest.Builder toManagement(String path) {
        return request(gateway.managementPort(), path);
    }

    private static HttpRequest.Builder request(int port, String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(PATIENCE);
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client(request).send(request);
    }

    CompletableFuture<HttpResponse<String>> sendAsync(HttpRequest.Builder request) {
        return client(request).sendAsync(request);
    }

    private CheckedClient client(HttpRequest.Builder request) {
        return request.copy().build().uri().getPort() == gateway.managementPort() ? managementClient : publicClient;
    }

    /** The answer, where none would be a failure of the test. */
    HttpResponse<String> fetch(HttpRequest.Builder request) {
        try {
            return send(request);
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Appends a record, as a worker would, and returns when Kafka has it. */
    void append(ProducerRecord<byte[], byte[]> record) throws Exception {
        producer.send(record).get(10, TimeUnit.SECONDS);
    }

    /** All that a topic holds now. */
    List<ConsumerRecord<byte[], byte[]>> read(String topic, int partitionCount) {
        List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = IntStream.range(0, partitionCount)
                    .mapToObj(partition -> new TopicPartition(topic, partition))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
                consumer.poll(Duration.ofMillis(100)).forEach(found::add);
            }
        }
        return found;
    }

    /** Returns when it holds, which has to be soon. */
    static void await(String what, BooleanSupplier holds) {
        long deadlineNanos = System.nanoTime() + PATIENCE.toNanos();
        while (!holds.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadlineNanos, what);
        }
    }
}
