package io.sluice.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.contract.Cancellation;
import io.sluice.contract.FleetRecord.Control;
import io.sluice.contract.FleetRecord.Mode;
import io.sluice.contract.FleetRecord.SoldOut;
import io.sluice.contract.FleetRecords;
import io.sluice.contract.Order;
import io.sluice.contract.OrderId;
import io.sluice.contract.OrderOutcome;
import io.sluice.contract.OrderRecords;
import io.sluice.contract.Settings;
import io.sluice.contract.Topics;
import io.sluice.testbroker.TestBroker;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Orders that end without a call, with a real broker and a real HTTP server around whole workers. */
class UncalledOrdersIT {
    private static final int PARTITIONS = 4;
    private static final int RATE_PER_SECOND = 100;

    private static TestBroker broker;
    private static KafkaSide kafka;
    private static StampingDownstream downstream;
    private static int fleets;

    private final List<Worker> running = new ArrayList<>();
    private final Map<String, RecordMetadata> placeOf = new HashMap<>();
    private final Queue<Throwable> broken = new ConcurrentLinkedQueue<>();
    private Topics topics;
    private String prefix;

    @BeforeAll
    static void startSurroundings() {
        broker = TestBroker.start();
        kafka = new KafkaSide(broker.bootstrapServers());
        downstream = new StampingDownstream();
    }

    @AfterAll
    static void stopSurroundings() {
        downstream.close();
        kafka.close();
        broker.close();
    }

    @BeforeEach
    void foundAFleet() {
        prefix = "uncalled" + fleets++ + ".";
        topics = new Topics(prefix);
        downstream.reset();
    }

    @AfterEach
    void stopAll() throws InterruptedException {
        for (Worker worker : List.copyOf(running)) {
            stop(worker);
        }
        assertEquals(List.of(), List.copyOf(broken));
    }

    private Worker start(String workerId, double ratePerSecond) throws InterruptedException {
        Map<String, String> values = new TreeMap<>();
        values.put("SLUICE_KAFKA_BOOTSTRAP_SERVERS", broker.bootstrapServers());
        values.put("SLUICE_TOPIC_PREFIX", prefix);
        values.put("SLUICE_ORDERS_PARTITIONS", Integer.toString(PARTITIONS));
        values.put("SLUICE_MANAGEMENT_PORT", "0");
        values.put("SLUICE_DOWNSTREAM_URL", downstream.url());
        values.put("SLUICE_WORKER_ID", workerId);
        values.put("SLUICE_DRAIN_RATE_PER_SECOND", Double.toString(ratePerSecond));
        values.put("SLUICE_ORDER_DEADLINE", "PT1H");
        // Longer than the pauses of a busy machine: a lapsed lease is not what this is about.
        values.put("SLUICE_FLEET_LEASE", "PT5S");
        Settings settings = Settings.of(values);
        WorkerConfig config = WorkerConfig.of(settings);
        settings.complete();
        Worker worker = new Worker(settings, config, topics, broken::add);
        running.add(worker);
        worker.start();
        return worker;
    }

    private void stop(Worker worker) throws InterruptedException {
        running.remove(worker);
        worker.stop();
    }

    /** So many orders of each of these SKUs, one after the other, as they would lie in a sale; their ids by SKU. */
    private Map<String, Set<String>> produce(int countOfEach, Duration age, String... skus) {
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        Map<String, Set<String>> ids = new TreeMap<>();
        long acceptedAtMillis = System.currentTimeMillis() - age.toMillis();
        for (int i = 0; i < countOfEach; i++) {
            for (String sku : skus) {
                String id = OrderId.random();
                ids.computeIfAbsent(sku, ignored -> new HashSet<>()).add(id);
                byte[] body = ("{\"sku\":\"" + sku + "\"}").getBytes(StandardCharsets.UTF_8);
                records.add(OrderRecords.encode(
                        topics.orders(),
                        new Order(id, "customer-" + i, null, List.of(sku), body, acceptedAtMillis, null)));
            }
        }
        List<RecordMetadata> places = kafka.produce(records);
        for (int i = 0; i < places.size(); i++) {
            byte[] id = records.get(i).headers().lastHeader("sluice-order-id").value();
            placeOf.put(new String(id, StandardCharsets.US_ASCII), places.get(i));
        }
        return ids;
    }

    private void say(SoldOut word) {
        kafka.produce(List.of(FleetRecords.encode(topics.fleet(), word)));
    }

    private static SoldOut operator(String sku, boolean gone) {
        return new SoldOut(sku, gone, SoldOut.ALL, "ada", "test", 0);
    }

    private static Set<String> called() {
        return downstream.calls().stream().map(StampingDownstream.Call::orderId).collect(Collectors.toSet());
    }

    private static void assertAll(
            Collection<String> ids, OrderOutcome.Kind kind, String reason, Map<String, OrderOutcome> outcomes) {
        for (String id : ids) {
            assertEquals(kind, outcomes.get(id).kind());
            assertEquals(reason, outcomes.get(id).reason());
        }
    }

    @Test
    void aTailThatTheDownstreamHasNoneOfEndsWithoutItWhileOthersFlow() throws Exception {
        downstream.sellOut("GONE");
        start("one", RATE_PER_SECOND);
        say(operator("GONE2", true));
        Map<String, Set<String>> ids = produce(300, Duration.ZERO, "GONE", "HERE", "GONE2", "GONE");
        Map<String, OrderOutcome> outcomes = kafka.awaitOutcomes(topics.orderOutcomes(), 1_200);
        assertAll(ids.get("HERE"), OrderOutcome.Kind.CONFIRMED, null, outcomes);
        assertAll(ids.get("GONE2"), OrderOutcome.Kind.REJECTED, "sold out", outcomes);
        Set<String> called = called();
        assertTrue(called.containsAll(ids.get("HERE")));
        called.removeAll(ids.get("HERE"));
        assertTrue(called.size() <= RATE_PER_SECOND, called.size() + " calls until the whole fleet knew");
        for (String id : ids.get("GONE")) {
            assertEquals(OrderOutcome.Kind.REJECTED, outcomes.get(id).kind());
            assertEquals(called.contains(id) ? 1 : 0, outcomes.get(id).attempts());
        }
    }

    @Test
    void whatAnOperatorSaysIsGoneIsNeverCalledUntilItIsBack() throws Exception {
        start("one", RATE_PER_SECOND);
        say(operator("GONE", true));
        Set<String> early = produce(50, Duration.ZERO, "GONE").get("GONE");
        assertAll(early, OrderOutcome.Kind.REJECTED, "sold out", kafka.awaitOutcomes(topics.orderOutcomes(), 50));
        assertEquals(Set.of(), called());
        say(operator("GONE", false));
        // A call that had started before would have been told so: late news of an earlier time.
        say(new SoldOut("GONE", true, 0, "two", "told by the order system", 0));
        say(operator("MARK", true));
        Set<String> mark = produce(1, Duration.ZERO, "MARK").get("MARK");
        Set<String> late = produce(50, Duration.ZERO, "GONE").get("GONE");
        Map<String, OrderOutcome> outcomes = kafka.awaitOutcomes(topics.orderOutcomes(), 101);
        assertAll(mark, OrderOutcome.Kind.REJECTED, "sold out", outcomes);
        assertAll(late, OrderOutcome.Kind.CONFIRMED, null, outcomes);
        assertAll(early, OrderOutcome.Kind.REJECTED, "sold out", outcomes);
        assertEquals(late, called());
    }

    @Test
    void aWorkerThatComesLaterKnowsWhatIsGone() throws Exception {
        stop(start("one", RATE_PER_SECOND));
        say(operator("GONE", true));
        Map<String, Set<String>> ids = produce(50, Duration.ZERO, "GONE", "HERE");
        start("two", RATE_PER_SECOND);
        Map<String, OrderOutcome> outcomes = kafka.awaitOutcomes(topics.orderOutcomes(), 100);
        assertAll(ids.get("GONE"), OrderOutcome.Kind.REJECTED, "sold out", outcomes);
        assertEquals(ids.get("HERE"), called());
    }

    /** What the whole fleet may do from now on. */
    private void setRate(double ratePerSecond) {
        kafka.produce(List.of(FleetRecords.encode(
                topics.fleet(), new Control(ratePerSecond, false, Mode.FIXED, "", false, "ada", "test", 0))));
    }

    private void takeBack(Collection<String> ids) {
        // Of today, or the broker may delete them as too old.
        long nowMillis = System.currentTimeMillis();
        kafka.produce(ids.stream()
                .map(id -> new Cancellation(
                                id, placeOf.get(id).partition(), placeOf.get(id).offset(), nowMillis, 2, nowMillis)
                        .encode(topics.orderCancellations()))
                .toList());
    }

    @Test
    void ordersTakenBackAreNeverCalledFetchedOrNot() throws Exception {
        start("one", 0.5);
        // More than is fetched ahead, so some of these are not.
        List<String> ids = List.copyOf(produce(4_000, Duration.ZERO, "HERE").get("HERE"));
        List<String> takenBack =
                ids.stream().filter(id -> placeOf.get(id).offset() % 100 == 99).toList();
        takeBack(takenBack);
        Map<String, OrderOutcome> early = kafka.awaitOutcomes(topics.orderOutcomes(), takenBack.size());
        assertTrue(early.size() < takenBack.size() + 20, "nothing else was in a hurry");
        setRate(5_000);
        Map<String, OrderOutcome> outcomes = kafka.awaitOutcomes(topics.orderOutcomes(), ids.size());
        assertEquals(ids.size(), outcomes.size(), "one outcome each");
        assertAll(takenBack, OrderOutcome.Kind.CANCELLED, null, outcomes);
        Set<String> expected = new HashSet<>(ids);
        takenBack.forEach(expected::remove);
        assertEquals(expected, called());
    }

    @Test
    void anOrderThatIsBeingCalledIsNotTakenBack() throws Exception {
        downstream.delay(1_500);
        start("one", RATE_PER_SECOND);
        long producedNanos = System.nanoTime();
        Set<String> ids = produce(3, Duration.ZERO, "HERE").get("HERE");
        downstream.awaitCallAfter(producedNanos);
        takeBack(called());
        Map<String, OrderOutcome> outcomes = kafka.awaitOutcomes(topics.orderOutcomes(), 3);
        assertAll(ids, OrderOutcome.Kind.CONFIRMED, null, outcomes);
    }

    @Test
    void whoTakesAPartitionOverKnowsWhatWasTakenBackBeforeItCalls() throws Exception {
        stop(start("one", RATE_PER_SECOND));
        List<String> ids = List.copyOf(produce(200, Duration.ZERO, "HERE").get("HERE"));
        List<String> takenBack = ids.subList(0, 100);
        takeBack(takenBack);
        start("two", RATE_PER_SECOND);
        Map<String, OrderOutcome> outcomes = kafka.awaitOutcomes(topics.orderOutcomes(), 200);
        assertAll(takenBack, OrderOutcome.Kind.CANCELLED, null, outcomes);
        assertEquals(new HashSet<>(ids.subList(100, 200)), called());
    }

    @Test
    void expiredOrdersSpendNothingOfTheRate() throws Exception {
        // One call in two seconds: all of them would take more than an hour.
        start("one", 0.5);
        Set<String> old = produce(3_000, Duration.ofHours(2), "HERE").get("HERE");
        Set<String> young = produce(3, Duration.ZERO, "HERE").get("HERE");
        Map<String, OrderOutcome> outcomes = kafka.awaitOutcomes(topics.orderOutcomes(), 3_003);
        assertAll(old, OrderOutcome.Kind.EXPIRED, "older than its deadline", outcomes);
        assertEquals(young, called());
    }
}
