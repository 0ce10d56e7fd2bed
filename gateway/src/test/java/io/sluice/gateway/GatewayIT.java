package io.sluice.gateway;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.contract.FleetRecord;
import io.sluice.contract.FleetRecords;
import io.sluice.contract.Order;
import io.sluice.contract.OrderOutcome;
import io.sluice.contract.OrderRecords;
import io.sluice.contract.OutcomeRecords;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
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
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A whole gateway with a real broker; the workers are played by the test. */
class GatewayIT {
    private static final int PARTITIONS = 3;

    @RegisterExtension
    static final RealGateway REAL = new RealGateway(Map.of("SLUICE_ORDERS_PARTITIONS", Integer.toString(PARTITIONS)));

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
        REAL.append(FleetRecords.encode(
                REAL.topics().fleet(),
                new FleetRecord.Control(10, false, FleetRecord.Mode.FIXED, "", false, "t", "", 0)));
        REAL.append(FleetRecords.encode(
                REAL.topics().fleet(),
                new FleetRecord.Lease(
                        "w", "1", 1, FleetRecord.WHOLE, 60_000, FleetRecord.Claim.NONE, 0, FleetRecord.Activity.NONE)));
        RealGateway.await("rate", () -> get("/v1/queue").body().contains("\"drainRatePerSecond\":10.0"));
        String link = post(order("a"), null).headers().firstValue("Location").orElseThrow();
        assertTrue(get(link).body().contains("\"status\":\"queued\""));
        RealGateway.await("lag", () -> metrics().contains("\nsluice_lag_seconds") && lag() == 1);
        RealGateway.await("age", () -> oldestAgeSeconds() > 0);

        ConsumerRecord<byte[], byte[]> record = orders().values().iterator().next();
        Order order = OrderRecords.decode(record);
        REAL.append(OutcomeRecords.encode(
                REAL.topics().orderOutcomes(),
                new OrderOutcome(
                        order.id(),
                        OrderOutcome.Kind.CONFIRMED,
                        null,
                        1,
                        order.acceptedAtMillis(),
                        order.acceptedAtMillis() + 5,
                        Order.fingerprint(order.body()),
                        record.partition(),
                        record.offset())));
        commit(record);
        HttpResponse<String> settled = REAL.fetch(REAL.to(link).header("Prefer", "wait=10"));
        assertTrue(settled.body().contains("\"status\":\"confirmed\""), settled.body());
        RealGateway.await("no lag", () -> lag() == 0);
        assertTrue(metrics().contains("sluice_eta_error_seconds_count 1"), metrics());
        assertTrue(get("/v1/queue").body().contains("\"state\":\"empty\""));
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
        RealGateway.await("orders", () -> accepted.size() > 500);
        REAL.gateway().stop();
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
        assertNull(REAL.gateway().notReady());
        assertEquals(200, management("/health/live").statusCode());
        assertEquals(200, management("/health/ready").statusCode());
    }

    @Test
    void knowsWhatOtherGatewaysTook() throws Exception {
        String link = post(order("a"), null).headers().firstValue("Location").orElseThrow();
        String first = get(link).body();
        REAL.replace();

        assertEquals(first, get(link).body());
    }

    private static String order(String customer) {
        return "{\"customerId\":\"" + customer + "\",\"items\":[{\"sku\":\"A\",\"quantity\":1}]}";
    }

    private HttpResponse<String> post(String body, String idempotencyKey)
            throws java.io.IOException, InterruptedException {
        HttpRequest.Builder request = REAL.to("/v1/orders")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        if (idempotencyKey != null) {
            request.header("Idempotency-Key", idempotencyKey);
        }
        return REAL.send(request);
    }

    private HttpResponse<String> get(String path) {
        return REAL.fetch(REAL.to(path));
    }

    private HttpResponse<String> management(String path) {
        return REAL.fetch(REAL.toManagement(path));
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

    /** Everything in the orders topic, by order id. */
    private Map<String, ConsumerRecord<byte[], byte[]>> orders() throws Exception {
        Map<String, ConsumerRecord<byte[], byte[]>> found = new HashMap<>();
        for (ConsumerRecord<byte[], byte[]> record : REAL.read(REAL.topics().orders(), PARTITIONS)) {
            assertNull(found.put(OrderRecords.decode(record).id(), record));
        }
        return found;
    }

    private void commit(ConsumerRecord<byte[], byte[]> record) {
        try (KafkaConsumer<byte[], byte[]> worker = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        REAL.bootstrapServers(),
                        "group.id",
                        REAL.topics().workerGroup()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            worker.commitSync(Map.of(
                    new TopicPartition(record.topic(), record.partition()),
                    new OffsetAndMetadata(record.offset() + 1)));
        }
    }
}
