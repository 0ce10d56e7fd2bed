package io.sluice.gateway;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.broker.EmbeddedBroker;
import io.sluice.contract.FleetRecord;
import io.sluice.contract.FleetRecords;
import io.sluice.contract.Order;
import io.sluice.contract.OrderOutcome;
import io.sluice.contract.OrderRecords;
import io.sluice.contract.OutcomeRecords;
import io.sluice.contract.Settings;
import io.sluice.contract.Topics;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** A whole gateway with a real broker; the workers are played by the test. */
class GatewayIT {
    private static final int PARTITIONS = 3;
    private static EmbeddedBroker broker;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private Topics topics;
    private Gateway gateway;

    @BeforeAll
    static void startBroker() {
        broker = EmbeddedBroker.start(EmbeddedBroker.Options.defaults());
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @BeforeEach
    void startGateway(TestInfo test) throws Exception {
        String prefix = test.getTestMethod().orElseThrow().getName() + "-";
        topics = new Topics(prefix);
        gateway = gateway(prefix);
        gateway.start();
    }

    @AfterEach
    void stopGateway() {
        gateway.stop();
    }

    @Test
    void keepsEveryOrderThatItAnsweredWith202ByteForByte() throws Exception {
        Map<String, byte[]> accepted = new TreeMap<>();
        for (int i = 0; i < 50; i++) {
            String body = " {\"items\":[{\"quantity\":1,\"sku\":\"é\"}], \"customerId\":\"c" + i + "\"}\n";
            HttpResponse<String> answer = post(body, null);
            assertEquals(202, answer.statusCode());
            accepted.put(id(answer), body.getBytes(StandardCharsets.UTF_8));
        }
        Map<String, ConsumerRecord<byte[], byte[]>> stored = orders();

        assertEquals(accepted.keySet(), stored.keySet());
        for (Map.Entry<String, byte[]> order : accepted.entrySet()) {
            assertArrayEquals(order.getValue(), stored.get(order.getKey()).value());
        }
    }

    @Test
    void takesARepeatedOrderOnceAndRefusesAnotherUnderItsKey() throws Exception {
        HttpResponse<String> first = post(order("c"), "key");
        HttpResponse<String> again = post(order("c"), "key");
        HttpResponse<String> other = post(order("c") + " ", "key");

        assertEquals(first.body(), again.body());
        assertEquals("true", again.headers().firstValue("Idempotency-Replayed").orElse("none"));
        assertEquals(422, other.statusCode());
        assertEquals(1, orders().size());
    }

    @Test
    void followsAnOrderToItsEndAndReportsLagAndErrorOfTheEta() throws Exception {
        try (KafkaProducer<byte[], byte[]> fleet = producer()) {
            send(
                    fleet,
                    FleetRecords.encode(
                            topics.fleet(),
                            new FleetRecord.Control(10, false, FleetRecord.Mode.FIXED, "", false, "t", "", 0)));
            send(
                    fleet,
                    FleetRecords.encode(
                            topics.fleet(),
                            new FleetRecord.Lease(
                                    "w", "1", 1, FleetRecord.WHOLE, 60_000, 0, 0, 0, FleetRecord.Activity.NONE)));
            await("rate", () -> get("/v1/queue").body().contains("\"drainRatePerSecond\":10.0"));
            String link =
                    post(order("a"), null).headers().firstValue("Location").orElseThrow();
            assertTrue(get(link).body().contains("\"status\":\"queued\""));
            await("lag", () -> metrics().contains("\nsluice_lag_seconds") && lag() == 1);
            await("age", () -> oldestAgeSeconds() > 0);

            ConsumerRecord<byte[], byte[]> record = orders().values().iterator().next();
            Order order = OrderRecords.decode(record);
            send(
                    fleet,
                    OutcomeRecords.encode(
                            topics.orderOutcomes(),
                            new OrderOutcome(
                                    order.id(),
                                    OrderOutcome.Kind.CONFIRMED,
                                    null,
                                    1,
                                    order.acceptedAtMillis(),
                                    order.acceptedAtMillis() + 5,
                                    record.partition(),
                                    record.offset())));
            commit(record);
            HttpResponse<String> settled =
                    client.send(to(link).header("Prefer", "wait=10").build(), HttpResponse.BodyHandlers.ofString());
            assertTrue(settled.body().contains("\"status\":\"confirmed\""), settled.body());
            await("no lag", () -> lag() == 0);
            assertTrue(metrics().contains("sluice_eta_error_seconds_count 1"), metrics());
            assertTrue(get("/v1/queue").body().contains("\"state\":\"empty\""));
        }
    }

    @Test
    void losesNothingItAnsweredWith202WhenStoppedUnderLoad() throws Exception {
        Set<String> accepted = ConcurrentHashMap.newKeySet();
        ExecutorService buyers = Executors.newFixedThreadPool(8);
        List<Future<?>> posting = new ArrayList<>();
        for (int buyer = 0; buyer < 8; buyer++) {
            String name = "b" + buyer;
            posting.add(buyers.submit(() -> {
                postUntilStopped(name, accepted);
                return null;
            }));
        }
        await("orders", () -> accepted.size() > 500);
        gateway.stop();
        for (Future<?> buyer : posting) {
            buyer.get(10, TimeUnit.SECONDS);
        }
        buyers.shutdown();

        Set<String> stored = orders().keySet();
        assertTrue(stored.containsAll(accepted), "lost: " + (accepted.size() - stored.size()));
    }

    private void postUntilStopped(String buyer, Set<String> accepted) throws InterruptedException {
        while (true) {
            try {
                HttpResponse<String> answer = post(order(buyer), null);
                if (answer.statusCode() == 503) {
                    assertTrue(answer.body().contains("problems/stopping"), answer.body());
                    return;
                }
                assertEquals(202, answer.statusCode());
                accepted.add(id(answer));
            } catch (java.io.IOException e) {
                // The listening socket is closed: also an end, of which nothing was promised.
                return;
            }
        }
    }

    @Test
    void isReadyAndStopsBeingSo() throws Exception {
        assertNull(gateway.notReady());
        assertEquals(200, management("/health/live").statusCode());
        assertEquals(200, management("/health/ready").statusCode());
    }

    @Test
    void knowsWhatOtherGatewaysTook() throws Exception {
        String link = post(order("a"), null).headers().firstValue("Location").orElseThrow();
        String first = get(link).body();
        gateway.stop();
        gateway = gateway("knowsWhatOtherGatewaysTook-");
        gateway.start();

        assertEquals(first, get(link).body());
    }

    private static Gateway gateway(String prefix) {
        return new Gateway(GatewayConfig.of(Settings.of(Map.of(
                "SLUICE_KAFKA_BOOTSTRAP_SERVERS",
                broker.bootstrapServers(),
                "SLUICE_TOPIC_PREFIX",
                prefix,
                "SLUICE_ORDERS_PARTITIONS",
                Integer.toString(PARTITIONS),
                "SLUICE_HTTP_PORT",
                "0",
                "SLUICE_MANAGEMENT_PORT",
                "0"))));
    }

    private static String order(String customer) {
        return "{\"customerId\":\"" + customer + "\",\"items\":[{\"sku\":\"A\",\"quantity\":1}]}";
    }

    private HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.httpPort() + path))
                .timeout(Duration.ofSeconds(20));
    }

    private HttpResponse<String> post(String body, String idempotencyKey)
            throws java.io.IOException, InterruptedException {
        HttpRequest.Builder request = to("/v1/orders")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        if (idempotencyKey != null) {
            request.header("Idempotency-Key", idempotencyKey);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> get(String path) {
        return fetch(to(path).build());
    }

    private HttpResponse<String> management(String path) {
        return fetch(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.managementPort() + path))
                .build());
    }

    private HttpResponse<String> fetch(HttpRequest request) {
        try {
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (java.io.IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private String metrics() {
        return management("/metrics").body();
    }

    private double lag() {
        return metrics()
                .lines()
                .filter(line -> line.startsWith("sluice_lag_orders{"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf(' '))))
                .sum();
    }

    private double oldestAgeSeconds() {
        return metrics()
                .lines()
                .filter(line -> line.startsWith("sluice_lag_seconds{"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf(' '))))
                .max()
                .orElse(0);
    }

    private static String id(HttpResponse<String> accepted) {
        String link = accepted.headers().firstValue("Location").orElseThrow();
        return link.substring("/v1/orders/".length(), link.indexOf('?'));
    }

    private static void await(String what, BooleanSupplier holds) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!holds.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadline, what);
        }
    }

    /** Everything in the orders topic, by order id. */
    private Map<String, ConsumerRecord<byte[], byte[]>> orders() throws Exception {
        Map<String, ConsumerRecord<byte[], byte[]>> found = new HashMap<>();
        try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
            List<TopicPartition> partitions = IntStream.range(0, PARTITIONS)
                    .mapToObj(partition -> new TopicPartition(topics.orders(), partition))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
                    assertNull(found.put(OrderRecords.decode(record).id(), record));
                }
            }
        }
        return found;
    }

    private void commit(ConsumerRecord<byte[], byte[]> record) {
        try (KafkaConsumer<byte[], byte[]> worker = consumer()) {
            worker.commitSync(Map.of(
                    new TopicPartition(record.topic(), record.partition()),
                    new OffsetAndMetadata(record.offset() + 1)));
        }
    }

    private KafkaConsumer<byte[], byte[]> consumer() {
        return new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        broker.bootstrapServers(),
                        "group.id",
                        topics.workerGroup(),
                        "enable.auto.commit",
                        "false"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    private static KafkaProducer<byte[], byte[]> producer() {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    private static void send(KafkaProducer<byte[], byte[]> producer, ProducerRecord<byte[], byte[]> record)
            throws Exception {
        producer.send(record).get(10, TimeUnit.SECONDS);
    }
}
