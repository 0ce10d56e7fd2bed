package io.sluice.worker;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.contract.FleetRecord;
import io.sluice.contract.FleetRecords;
import io.sluice.contract.Order;
import io.sluice.contract.OrderId;
import io.sluice.contract.OrderOutcome;
import io.sluice.contract.OrderRecords;
import io.sluice.contract.Settings;
import io.sluice.contract.Topics;
import io.sluice.testbroker.TestBroker;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whole workers in this process, with a real broker and a real HTTP server around them. */
class WorkerIT {
    private static final int PARTITIONS = 4;
    private static final int RATE_PER_SECOND = 200;

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
        prefix = "fleet" + fleets++ + ".";
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

    private Map<String, String> settings(String workerId) {
        Map<String, String> values = new TreeMap<>();
        values.put("SLUICE_KAFKA_BOOTSTRAP_SERVERS", broker.bootstrapServers());
        values.put("SLUICE_TOPIC_PREFIX", prefix);
        values.put("SLUICE_ORDERS_PARTITIONS", Integer.toString(PARTITIONS));
        values.put("SLUICE_MANAGEMENT_PORT", "0");
        values.put("SLUICE_DOWNSTREAM_URL", downstream.url());
        values.put("SLUICE_WORKER_ID", workerId);
        values.put("SLUICE_DRAIN_RATE_PER_SECOND", Integer.toString(RATE_PER_SECOND));
        values.put("SLUICE_RETRY_BACKOFF", "PT0.01S");
        values.put("SLUICE_RETRY_ATTEMPTS_MAX", "3");
        return values;
    }

    private Worker start(Map<String, String> values) throws InterruptedException {
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

    /** Orders with different keys and bodies, by id, with the place where each lies. */
    private Map<String, RecordMetadata> produce(int count) {
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ids.add(OrderId.random());
            records.add(OrderRecords.encode(
                    topics.orders(),
                    new Order(
                            ids.get(i),
                            "customer-" + i,
                            null,
                            List.of(),
                            body(ids.get(i)),
                            System.currentTimeMillis(),
                            null)));
        }
        List<RecordMetadata> places = kafka.produce(records);
        Map<String, RecordMetadata> placeOf = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            placeOf.put(ids.get(i), places.get(i));
        }
        return placeOf;
    }

    /** Not what a JSON library would write: spaces, and bytes that are no UTF-8. */
    private static byte[] body(String id) {
        return ("{ \"id\" :\"" + id + "\", \"ü\":\t1 }\n").getBytes(StandardCharsets.ISO_8859_1);
    }

    @Test
    void ordersAreCalledByteForByteAndSettledInTheirPartition() throws Exception {
        Worker worker = start(settings("one"));
        Map<String, RecordMetadata> placeOf = produce(60);
        Map<String, OrderOutcome> outcomes = kafka.awaitOutcomes(topics.orderOutcomes(), 60);
        assertEquals(placeOf.keySet(), outcomes.keySet());
        outcomes.forEach((id, outcome) -> {
            assertEquals(OrderOutcome.Kind.CONFIRMED, outcome.kind());
            assertEquals(1, outcome.attempts());
            assertEquals(placeOf.get(id).partition(), outcome.orderPartition());
            assertEquals(placeOf.get(id).offset(), outcome.orderOffset());
        });
        for (StampingDownstream.Call call : downstream.calls()) {
            assertArrayEquals(body(call.orderId()), call.body());
        }
        stop(worker);
        assertEquals(kafka.endOffsets(topics.orders()), kafka.committedOffsets(topics.workerGroup()));
    }

    @Test
    void aCleanStopLeavesTheGroupAtOnceAndTheRateInTheFleetLog() throws Exception {
        Worker worker = start(settings("one"));
        kafka.awaitMembersWithPartitions(topics.workerGroup(), Set.of("one"));
        stop(worker);
        assertEquals(Map.of(), kafka.members(topics.workerGroup()));

        Map<String, String> withoutRate = settings("two");
        withoutRate.remove("SLUICE_DRAIN_RATE_PER_SECOND");
        start(withoutRate);
        Map<String, RecordMetadata> placeOf = produce(3);
        assertEquals(
                placeOf.keySet(), kafka.awaitOutcomes(topics.orderOutcomes(), 3).keySet());
    }

    @Test
    void aFirstStartWithoutARateIsRefused() {
        Map<String, String> withoutRate = settings("one");
        withoutRate.remove("SLUICE_DRAIN_RATE_PER_SECOND");
        CompletionException e = assertThrows(CompletionException.class, () -> start(withoutRate));
        assertEquals(
                "SLUICE_DRAIN_RATE_PER_SECOND is required at the first start of a fleet: its log has no rate yet",
                assertInstanceOf(IllegalStateException.class, e.getCause()).getMessage());
    }

    @Test
    void aManagementPortThatIsTakenIsNamed() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Map<String, String> values = settings("one");
            values.put("SLUICE_MANAGEMENT_PORT", Integer.toString(taken.getLocalPort()));
            IllegalStateException e = assertThrows(IllegalStateException.class, () -> start(values));
            assertTrue(
                    e.getMessage().startsWith("cannot listen on 127.0.0.1:" + taken.getLocalPort() + ": "),
                    e.getMessage());
        }
    }

    @Test
    void aSecondWorkerOfTheSameNameIsRefusedAndTheFirstWorksOn() throws Exception {
        start(settings("one"));
        CompletionException e = assertThrows(CompletionException.class, () -> start(settings("one")));
        assertEquals(
                "worker id 'one' is in use by another live worker; set SLUICE_WORKER_ID",
                assertInstanceOf(IllegalStateException.class, e.getCause()).getMessage());
        produce(5);
        assertEquals(5, kafka.awaitOutcomes(topics.orderOutcomes(), 5).size());
    }

    @Test
    void whatIsNoOrderBecomesADeadLetterAndHoldsNothingUp() throws Exception {
        Worker worker = start(settings("one"));
        byte[] key = {1};
        RecordMetadata place = kafka.produce(List.of(new ProducerRecord<>(topics.orders(), 2, key, new byte[] {2, 0})))
                .get(0);
        produce(20);
        kafka.awaitOutcomes(topics.orderOutcomes(), 20);
        ConsumerRecord<byte[], byte[]> letter =
                kafka.awaitRecords(topics.ordersDeadLetter(), 1).get(0);
        assertArrayEquals(new byte[] {2, 0}, letter.value());
        assertEquals("header sluice-version is null, not 1", header(letter, "sluice-reason"));
        assertEquals("2/" + place.offset(), header(letter, "sluice-origin"));
        assertEquals(20, downstream.calls().size());
        stop(worker);
        assertEquals(kafka.endOffsets(topics.orders()), kafka.committedOffsets(topics.workerGroup()));
    }

    @Test
    void anOrderIsTriedAgainAndGivenUpInTheEnd() throws Exception {
        Map<String, RecordMetadata> placeOf = produceBeforeTheWorkerStarts();
        String hopeless = placeOf.keySet().iterator().next();
        downstream.answer(call -> call.orderId().equals(hopeless) || call.attempt() == 1 ? 500 : 200);
        start(settings("one"));
        Map<String, OrderOutcome> outcomes = kafka.awaitOutcomes(topics.orderOutcomes(), placeOf.size());
        outcomes.forEach((id, outcome) -> {
            boolean givenUp = id.equals(hopeless);
            assertEquals(givenUp ? OrderOutcome.Kind.FAILED : OrderOutcome.Kind.CONFIRMED, outcome.kind());
            assertEquals(givenUp ? 3 : 2, outcome.attempts());
        });
        ConsumerRecord<byte[], byte[]> letter =
                kafka.awaitRecords(topics.ordersDeadLetter(), 1).get(0);
        assertArrayEquals(body(hopeless), letter.value());
        assertEquals("given up after 3 calls; last: HTTP 500", header(letter, "sluice-reason"));
        assertEquals("3", header(letter, "sluice-attempts"));
    }

    /** A fleet's first worker finds a backlog, and begins at its beginning. */
    private Map<String, RecordMetadata> produceBeforeTheWorkerStarts() {
        kafka.create(topics.definitions(PARTITIONS, Optional.empty(), Optional.empty(), Duration.ofDays(1)));
        return produce(5);
    }

    @Test
    void twoWorkersTogetherKeepOneRate() throws Exception {
        try (ReadyLines ready = new ReadyLines()) {
            // Longer than the pauses of a busy machine: a lapsed lease is not what this is about.
            start(withLongLease("one"));
            start(withLongLease("two"));
            kafka.awaitMembersWithPartitions(topics.workerGroup(), Set.of("one", "two"));
            Set<String> warmUp = produce(100).keySet();
            assertEquals(
                    warmUp, kafka.awaitOutcomes(topics.orderOutcomes(), 100).keySet());
            List<WorkerScrape> before = ready.scrapes();
            downstream.reset();

            Set<String> orders = produce(1_000).keySet();
            kafka.awaitOutcomes(topics.orderOutcomes(), 1_100);
            List<WorkerScrape> after = ready.scrapes();
            assertEquals(
                    orders,
                    downstream.calls().stream()
                            .map(StampingDownstream.Call::orderId)
                            .collect(Collectors.toSet()));
            assertEquals(2, after.size());
            long slowCalls = 0;
            for (int i = 0; i < after.size(); i++) {
                assertTrue(after.get(i).settled() > before.get(i).settled(), "worker " + i + " did its part");
                slowCalls += after.get(i).slowCalls() - before.get(i).slowCalls();
            }
            // The promise is about starts. Those that arrived in a second started in it or less than a slow call's time
            // before it, but for those that were slow: exactly so many may be added.
            double allowed = RATE_PER_SECOND * (1 + WorkerScrape.SLOW_SECONDS) + 2 + slowCalls;
            int most = downstream.mostWithin(1_000_000_000L);
            assertTrue(most <= allowed, most + " calls in a second, of which " + slowCalls + " slow; " + allowed);
        }
    }

    private static final long SECOND = 1_000_000_000L;

    /** Says it to the fleet, and answers with the moment from which on it lay in the log. */
    private long say(double ratePerSecond, boolean paused, FleetRecord.Mode mode, String schedule) {
        kafka.produce(List.of(FleetRecords.encode(
                topics.fleet(),
                new FleetRecord.Control(ratePerSecond, paused, mode, schedule, false, "operator", "test", 0))));
        return System.nanoTime();
    }

    /** Calls a second in the two seconds that begin so long after a moment. */
    private double rateAfter(long nanos, long atNanos) {
        long fromNanos = atNanos + nanos;
        downstream.awaitCallAfter(fromNanos + 2 * SECOND);
        return downstream.between(fromNanos, fromNanos + 2 * SECOND) / 2.0;
    }

    /**
     * No more calls than the rate allows, those that were on their way for a while included; and at least half of them,
     * which tells it from every other rate of these tests. How much of it is used is another test's matter.
     */
    private static void assertRate(double expected, double actual) {
        double most = expected * (1 + WorkerScrape.SLOW_SECONDS) + 1;
        assertTrue(actual >= expected / 2 && actual <= most, actual + " calls a second instead of " + expected);
    }

    @Test
    void aControlInTheLogChangesTheRateWithinASecond() throws Exception {
        start(withLongLease("one"));
        produce(4_000);
        kafka.awaitMembersWithPartitions(topics.workerGroup(), Set.of("one"));
        assertRate(RATE_PER_SECOND, rateAfter(SECOND, System.nanoTime()));
        assertRate(50, rateAfter(SECOND, say(50, false, FleetRecord.Mode.FIXED, "")));
        assertRate(400, rateAfter(SECOND, say(400, false, FleetRecord.Mode.FIXED, "")));
    }

    @Test
    void aPauseStopsAllCallsWithinASecondUntilTheFleetIsToldToResume() throws Exception {
        start(withLongLease("one"));
        produce(2_000);
        kafka.awaitMembersWithPartitions(topics.workerGroup(), Set.of("one"));
        long pausedNanos = say(RATE_PER_SECOND, true, FleetRecord.Mode.FIXED, "");
        // Nothing is waited for here: this is how long nothing may happen.
        long untilNanos = pausedNanos + 3 * SECOND;
        while (System.nanoTime() - untilNanos < 0) {
            LockSupport.parkNanos(untilNanos - System.nanoTime());
        }
        long resumedNanos = say(RATE_PER_SECOND, false, FleetRecord.Mode.FIXED, "");
        assertRate(RATE_PER_SECOND, rateAfter(SECOND, resumedNanos));
        assertEquals(0, downstream.between(pausedNanos + SECOND, untilNanos));
    }

    @Test
    void aWindowOfTheScheduleChangesTheRateWhenItBegins() throws Exception {
        start(withLongLease("one"));
        produce(4_000);
        kafka.awaitMembersWithPartitions(topics.workerGroup(), Set.of("one"));
        // In this zone it is noon in five seconds.
        long nowNanos = System.nanoTime();
        int secondOfDay = OffsetDateTime.now(ZoneOffset.UTC).toLocalTime().toSecondOfDay();
        int offsetSeconds = LocalTime.NOON.toSecondOfDay() - 5 - secondOfDay;
        String zone = ZoneOffset.ofTotalSeconds(offsetSeconds).getId();
        long saidNanos = say(RATE_PER_SECOND, false, FleetRecord.Mode.FIXED, zone + "; 12:00-13:00=50");
        assertRate(RATE_PER_SECOND, rateAfter(SECOND, saidNanos));
        assertRate(50, rateAfter(6 * SECOND, nowNanos));
    }

    @Test
    void theAdaptiveModeClimbsToItsCapWhileTheDownstreamBearsIt() throws Exception {
        Map<String, String> adaptive = withLongLease("one");
        adaptive.put("SLUICE_DRAIN_MODE", "adaptive");
        start(adaptive);
        produce(4_000);
        kafka.awaitMembersWithPartitions(topics.workerGroup(), Set.of("one"));
        assertRate(RATE_PER_SECOND, rateAfter(15 * SECOND, System.nanoTime()));
    }

    private Map<String, String> withLongLease(String workerId) {
        Map<String, String> values = settings(workerId);
        values.put("SLUICE_FLEET_LEASE", "PT5S");
        return values;
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null ? null : new String(header.value(), StandardCharsets.UTF_8);
    }
}
