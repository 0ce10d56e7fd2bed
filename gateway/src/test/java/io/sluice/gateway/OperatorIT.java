package io.sluice.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.broker.EmbeddedBroker;
import io.sluice.contract.FleetRecord;
import io.sluice.contract.FleetRecord.Control;
import io.sluice.contract.FleetRecord.Lease;
import io.sluice.contract.FleetRecord.Mode;
import io.sluice.contract.FleetRecords;
import io.sluice.contract.Settings;
import io.sluice.contract.Topics;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** An operator at a whole gateway with a real broker; the workers are played by the test. */
class OperatorIT {
    private static final String TOKEN = "correct-horse-battery";
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

    private static Gateway gateway(String prefix) {
        return new Gateway(GatewayConfig.of(Settings.of(Map.of(
                "SLUICE_KAFKA_BOOTSTRAP_SERVERS",
                broker.bootstrapServers(),
                "SLUICE_TOPIC_PREFIX",
                prefix,
                "SLUICE_ORDERS_PARTITIONS",
                "1",
                "SLUICE_HTTP_PORT",
                "0",
                "SLUICE_MANAGEMENT_PORT",
                "0",
                "SLUICE_ADMIN_TOKEN",
                TOKEN))));
    }

    @AfterEach
    void stopGateway() {
        gateway.stop();
    }

    @Test
    void writesWhoChangedTheRateWhenAndWhyAndShowsItAtOnce() throws Exception {
        long before = System.currentTimeMillis();
        HttpResponse<String> changed = put("{\"ratePerSecond\":800,\"reason\":\"bigger database\"}", "ada");
        assertEquals(200, changed.statusCode(), changed.body());
        put("{\"mode\":\"recommend\",\"schedule\":\"UTC; 00:00-24:00=1200\"}", null);

        List<Control> controls = controls();
        Control first = controls.get(0);
        assertTrue(first.atMillis() >= before && first.atMillis() <= System.currentTimeMillis());
        assertEquals(new Control(800, false, Mode.FIXED, "", false, "ada", "bigger database", first.atMillis()), first);
        Control second = controls.get(1);
        assertEquals(
                new Control(
                        800,
                        false,
                        Mode.RECOMMEND,
                        "UTC; 00:00-24:00=1200",
                        false,
                        "operator",
                        "mode fixed to recommend, schedule changed",
                        second.atMillis()),
                second);
        assertTrue(
                changed.body().contains("\"by\":\"ada\",\"reason\":\"bigger database\",\"ratePerSecond\":800.0"),
                changed.body());
        assertTrue(drain().contains("\"target\":{\"ratePerSecond\":800.0,\"paused\":false,\"mode\":\"recommend\""));
        assertEquals(2, controls.size());
    }

    @Test
    void answersAPauseWhenTheQueueShowsIt() throws Exception {
        try (KafkaProducer<byte[], byte[]> fleet = producer()) {
            say(fleet, new Control(10, false, Mode.FIXED, "", true, "w", "first start", 0));
            say(fleet, new Lease("w", "1", 1, FleetRecord.WHOLE, 60_000, 0, 0, 0, FleetRecord.Activity.NONE));
            await("a worker", () -> drain().contains("\"effectiveRatePerSecond\":10.0"));

            assertEquals(200, put("{\"paused\":true}", null).statusCode());
            assertTrue(queue().startsWith("{\"state\":\"paused\""), queue());
            assertTrue(drain().contains("\"effectiveRatePerSecond\":0.0"), drain());
            assertEquals(200, put("{\"paused\":false}", null).statusCode());
            assertTrue(queue().startsWith("{\"state\":\"empty\",\"depth\":0,\"drainRatePerSecond\":10.0"), queue());
        }
    }

    @Test
    void countsTheScheduleIntoTheWait() throws Exception {
        try (KafkaProducer<byte[], byte[]> fleet = producer()) {
            say(fleet, new Lease("w", "1", 1, FleetRecord.WHOLE, 60_000, 0, 0, 0, FleetRecord.Activity.NONE));
            put("{\"ratePerSecond\":1000,\"schedule\":\"UTC; 00:00-24:00=0.1\"}", null);
            assertEquals(202, order().statusCode());
            assertEquals(202, order().statusCode());

            await("a wait", () -> queue().contains("\"depth\":2,\"drainRatePerSecond\":0.1,\"etaSeconds\":20.0"));
            assertTrue(drain().contains("\"backlog\":2,\"drainedAt\":\"2"), drain());
            put("{\"schedule\":\"UTC; 00:00-24:00=0\"}", null);
            HttpResponse<String> refused = order();
            assertEquals(503, refused.statusCode());
            assertTrue(refused.body().contains("wait-too-long"), refused.body());
        }
    }

    @Test
    void makesTheChangesOfManyOneAfterTheOther() throws Exception {
        put("{\"ratePerSecond\":1}", null);
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        for (int i = 2; i <= 7; i++) {
            String body = i % 2 == 0 ? "{\"ratePerSecond\":" + i + "}" : "{\"paused\":true}";
            answers.add(client.sendAsync(change(body, null), HttpResponse.BodyHandlers.ofString()));
        }
        for (CompletableFuture<HttpResponse<String>> answer : answers) {
            assertEquals(200, answer.get(20, TimeUnit.SECONDS).statusCode());
        }

        List<Control> controls = controls();
        assertEquals(7, controls.size());
        Control last = controls.get(6);
        assertTrue(last.paused(), "no change undoes another's");
        assertTrue(drain().contains("\"target\":{\"ratePerSecond\":" + last.ratePerSecond() + ",\"paused\":true"));
    }

    @Test
    void keepsStrangersOutAndWritesNothingForThem() throws Exception {
        HttpRequest stranger = HttpRequest.newBuilder(management("/admin/drain"))
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer guess")
                .PUT(HttpRequest.BodyPublishers.ofString("{\"ratePerSecond\":5}"))
                .build();
        assertEquals(401, fetch(stranger).statusCode());
        assertEquals(422, put("{\"ratePerSecond\":-5}", null).statusCode());
        assertEquals(400, put("{\"ratePerSecond\":", null).statusCode());
        assertEquals(422, put("{\"paused\":true}", null).statusCode(), "there is no rate yet");

        assertEquals(List.of(), controls());
        assertFalse(drain().contains("ratePerSecond\":5"));
    }

    private HttpResponse<String> put(String body, String operator) {
        return fetch(change(body, operator));
    }

    private HttpRequest change(String body, String operator) {
        HttpRequest.Builder request = HttpRequest.newBuilder(management("/admin/drain"))
                .timeout(Duration.ofSeconds(20))
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + TOKEN)
                .PUT(HttpRequest.BodyPublishers.ofString(body));
        if (operator != null) {
            request.header("Sluice-Operator", operator);
        }
        return request.build();
    }

    private String drain() {
        return fetch(HttpRequest.newBuilder(management("/admin/drain"))
                        .header("Authorization", "Bearer " + TOKEN)
                        .build())
                .body();
    }

    private String queue() {
        return fetch(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.httpPort() + "/v1/queue"))
                        .build())
                .body();
    }

    private HttpResponse<String> order() {
        return fetch(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.httpPort() + "/v1/orders"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"customerId\":\"c\",\"items\":[{\"sku\":\"A\",\"quantity\":1}]}"))
                .build());
    }

    private URI management(String path) {
        return URI.create("http://127.0.0.1:" + gateway.managementPort() + path);
    }

    private HttpResponse<String> fetch(HttpRequest request) {
        try {
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void await(String what, BooleanSupplier holds) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!holds.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadline, what);
        }
    }

    /** Every word of an operator in the fleet log. */
    private List<Control> controls() throws Exception {
        List<Control> found = new ArrayList<>();
        TopicPartition fleet = new TopicPartition(topics.fleet(), 0);
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(List.of(fleet));
            consumer.seekToBeginning(List.of(fleet));
            long end = consumer.endOffsets(List.of(fleet)).get(fleet);
            while (consumer.position(fleet) < end) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
                    if (FleetRecords.decode(record) instanceof Control control) {
                        found.add(control);
                    }
                }
            }
        }
        return found;
    }

    private static KafkaProducer<byte[], byte[]> producer() {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    private void say(KafkaProducer<byte[], byte[]> producer, FleetRecord record) throws Exception {
        producer.send(FleetRecords.encode(topics.fleet(), record)).get(10, TimeUnit.SECONDS);
    }
}
