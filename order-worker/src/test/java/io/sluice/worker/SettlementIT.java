package io.sluice.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.contract.FleetRecord;
import io.sluice.contract.FleetRecords;
import io.sluice.contract.Order;
import io.sluice.contract.OrderId;
import io.sluice.contract.OrderOutcome;
import io.sluice.contract.OrderRecords;
import io.sluice.contract.OutcomeRecords;
import io.sluice.contract.Settings;
import io.sluice.contract.Topics;
import io.sluice.testbroker.TestBroker;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One outcome for each order, whatever happens to whole workers with a real broker; counted in the topic, committed only. */
class SettlementIT {
    private static final int PARTITIONS = 4;
    private static final int RATE_PER_SECOND = 400;

    private static TestBroker broker;
    private static KafkaSide kafka;
    private static StampingDownstream downstream;
    private static int fleets;

    private final List<Worker> running = new ArrayList<>();
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
        prefix = "settling" + fleets++ + ".";
        topics = new Topics(prefix);
        kafka.create(topics.definitions(PARTITIONS, Optional.empty(), Optional.empty(), Duration.ofDays(1)));
        downstream.reset();
    }

    @AfterEach
    void stopAll() throws InterruptedException {
        for (Worker worker : List.copyOf(running)) {
            stop(worker);
        }
        assertEquals(List.of(), List.copyOf(broken));
    }

    private Worker start(String workerId) throws InterruptedException {
        Map<String, String> values = new TreeMap<>();
        values.put("SLUICE_KAFKA_BOOTSTRAP_SERVERS", broker.bootstrapServers());
        values.put("SLUICE_TOPIC_PREFIX", prefix);
        values.put("SLUICE_MANAGEMENT_PORT", "0");
        values.put("SLUICE_DOWNSTREAM_URL", downstream.url());
        values.put("SLUICE_WORKER_ID", workerId);
        values.put("SLUICE_DRAIN_RATE_PER_SECOND", Integer.toString(RATE_PER_SECOND));
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

    private static List<String> newIds(int count) {
        return new ArrayList<>(Stream.generate(OrderId::random).limit(count).toList());
    }

    /** Posts these; the same id always with the same key, hence in the same partition. */
    private List<RecordMetadata> post(Collection<String> ids) {
        return kafka.produce(ids.stream()
                .map(id -> OrderRecords.encode(
                        topics.orders(),
                        new Order(
                                id,
                                "customer of " + id,
                                null,
                                List.of(),
                                id.getBytes(StandardCharsets.UTF_8),
                                System.currentTimeMillis(),
                                null)))
                .toList());
    }

    private List<String> outcomes() {
        return kafka.committedRecords(topics.orderOutcomes()).stream()
                .map(record -> new String(record.key(), StandardCharsets.UTF_8))
                .toList();
    }

    private static List<String> called() {
        return downstream.calls().stream().map(StampingDownstream.Call::orderId).toList();
    }

    private static void assertEachOnce(Collection<String> expected, List<String> actual) {
        assertEquals(new HashSet<>(expected), new HashSet<>(actual));
        assertEquals(expected.size(), actual.size(), "each once");
    }

    /** Orders behind everything posted so far, one at least in each partition: when they are settled, so is all before. */
    private List<String> settleMore(int outcomesBefore) throws Exception {
        List<String> ids = newIds(PARTITIONS * 10);
        Set<Integer> reached = new HashSet<>();
        post(ids).forEach(place -> reached.add(place.partition()));
        assertEquals(PARTITIONS, reached.size());
        kafka.awaitOutcomes(topics.orderOutcomes(), outcomesBefore + ids.size());
        return ids;
    }

    @Test
    void repetitionsAreDroppedBeforeAndAfterSettlementAndAfterARestartAndATakeover() throws Exception {
        List<String> orders = newIds(50);
        List<String> all = new ArrayList<>(orders);
        post(orders);
        post(orders);
        Worker one = start("one");
        kafka.awaitOutcomes(topics.orderOutcomes(), orders.size());
        post(orders);
        all.addAll(settleMore(all.size()));

        stop(one);
        post(orders);
        one = start("one");
        post(orders);
        all.addAll(settleMore(all.size()));

        Worker two = start("two");
        kafka.awaitMembersWithPartitions(topics.workerGroup(), Set.of("one", "two"));
        stop(one);
        kafka.awaitMembersWithPartitions(topics.workerGroup(), Set.of("two"));
        post(orders);
        all.addAll(settleMore(all.size()));
        stop(two);
        assertEachOnce(all, called());
        assertEachOnce(all, outcomes());
        assertEquals(kafka.endOffsets(topics.orders()), kafka.committedOffsets(topics.workerGroup()));
    }

    @Test
    void workersThatAreEvictedInTheMiddleOfTheirWorkComeBackAndEachOrderHasOneOutcome() throws Exception {
        List<String> orders = newIds(6_000);
        List<String> posted = new ArrayList<>(orders);
        posted.addAll(orders.subList(0, 600));
        Collections.shuffle(posted);
        post(posted);
        start("one");
        start("two");
        for (int i = 0; i < 3; i++) {
            kafka.awaitMembersWithPartitions(topics.workerGroup(), Set.of("one", "two"));
            kafka.evict(topics.workerGroup(), "two");
            kafka.fence(topics.settlements("two"));
        }
        int settledSoFar = outcomes().size();
        assertTrue(settledSoFar < orders.size(), "that was in the middle of the work: " + settledSoFar);
        // Only fenced, as after a transaction that the brokers ended: still a member.
        kafka.fence(topics.settlements("one"));
        kafka.awaitOutcomes(topics.orderOutcomes(), orders.size());
        stopAll();
        assertEachOnce(orders, outcomes());
        assertEquals(new HashSet<>(orders), new HashSet<>(called()));
        assertEquals(kafka.endOffsets(topics.orders()), kafka.committedOffsets(topics.workerGroup()));
    }

    @Test
    void whatAnEarlierLifeHadNotCommittedLeavesNeitherOutcomesNorOffsets() throws Exception {
        List<String> orders = newIds(20);
        List<RecordMetadata> places = post(orders);
        try (KafkaConsumer<byte[], byte[]> member = kafka.member(topics.workerGroup(), "one", topics.orders());
                KafkaProducer<byte[], byte[]> producer = kafka.transactional(topics.settlements("one"))) {
            producer.beginTransaction();
            writeOutcomes(producer, orders, places);
            producer.sendOffsetsToTransaction(ends(), member.groupMetadata());
            start("one");
            kafka.awaitOutcomes(topics.orderOutcomes(), orders.size());
        }
        stopAll();
        assertEachOnce(orders, called());
        assertEachOnce(orders, outcomes());
        long written = kafka.endOffsets(topics.orderOutcomes()).values().stream()
                .mapToLong(Long::longValue)
                .sum();
        assertTrue(written >= 2L * orders.size(), "the aborted ones lie there too: " + written);
    }

    @Test
    void whatAnEarlierLifeHadCommittedIsNotCalledAgainThoughItsOffsetWasNot() throws Exception {
        List<String> orders = newIds(20);
        List<RecordMetadata> places = post(orders);
        try (KafkaProducer<byte[], byte[]> producer = kafka.transactional(topics.settlements("one"))) {
            producer.beginTransaction();
            writeOutcomes(producer, orders, places);
            producer.commitTransaction();
        }
        start("one");
        List<String> more = settleMore(orders.size());
        stopAll();
        assertEachOnce(more, called());
        orders.addAll(more);
        assertEachOnce(orders, outcomes());
    }

    @Test
    void aDeadWorkersOpenTransactionHidesOutcomesNoLongerThanItTakesToEvictIt() throws Exception {
        start("one");
        List<String> settled = settleMore(0);
        List<String> dead = newIds(PARTITIONS * 10);
        try (KafkaProducer<byte[], byte[]> producer = kafka.transactional(topics.settlements("dead"))) {
            List<RecordMetadata> places = post(settled);
            producer.beginTransaction();
            writeOutcomes(producer, dead, places);
            long diedNanos = System.nanoTime();
            kafka.produce(List.of(FleetRecords.encode(
                    topics.fleet(),
                    new FleetRecord.Lease(
                            "dead", "life", 1, 0, 400, FleetRecord.Claim.NONE, 1, FleetRecord.Activity.NONE))));
            settled.addAll(settleMore(settled.size()));
            double seconds = (System.nanoTime() - diedNanos) / 1e9;
            // A lease, half a second of grace, and a busy machine; the transaction itself would stay open for a minute.
            assertTrue(seconds < 5, "visible after " + seconds + " s");
        }
        assertEachOnce(settled, outcomes());
    }

    /** Writes an outcome for each of these and leaves the transaction open. */
    private void writeOutcomes(
            KafkaProducer<byte[], byte[]> producer, List<String> orders, List<RecordMetadata> places) {
        // Of today, or the broker deletes them when it next looks for what is too old.
        long nowMillis = System.currentTimeMillis();
        for (int i = 0; i < orders.size(); i++) {
            int partition = places.get(i).partition();
            long offset = places.get(i).offset();
            OrderOutcome outcome = new OrderOutcome(
                    orders.get(i), OrderOutcome.Kind.CONFIRMED, null, 1, nowMillis, nowMillis, 0, partition, offset);
            var unused = producer.send(OutcomeRecords.encode(topics.orderOutcomes(), outcome));
        }
        producer.flush();
    }

    private Map<TopicPartition, OffsetAndMetadata> ends() {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        kafka.endOffsets(topics.orders())
                .forEach((partition, end) ->
                        offsets.put(new TopicPartition(topics.orders(), partition), new OffsetAndMetadata(end)));
        return offsets;
    }
}
