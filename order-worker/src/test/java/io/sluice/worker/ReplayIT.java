package io.sluice.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sluice.broker.EmbeddedBroker;
import io.sluice.contract.DeadLetterRecord;
import io.sluice.contract.DeadLetterRecord.Letter;
import io.sluice.contract.Order;
import io.sluice.contract.OrderId;
import io.sluice.contract.OrderOutcome;
import io.sluice.contract.OrderRecords;
import io.sluice.contract.OutcomeRecords;
import io.sluice.contract.Settings;
import io.sluice.contract.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Dead letters that are put back, at a whole worker with a real broker; the operator is played by the test. */
class ReplayIT {
    private static EmbeddedBroker broker;
    private static KafkaSide kafka;
    private static StampingDownstream downstream;

    private final Topics topics = new Topics("replays.");
    private Worker worker;

    @BeforeAll
    static void startSurroundings() {
        broker = EmbeddedBroker.start(EmbeddedBroker.Options.defaults());
        kafka = new KafkaSide(broker.bootstrapServers());
        downstream = new StampingDownstream();
    }

    @AfterAll
    static void stopSurroundings() {
        downstream.close();
        kafka.close();
        broker.close();
    }

    @AfterEach
    void stop() throws InterruptedException {
        worker.stop();
    }

    private void start() throws InterruptedException {
        Map<String, String> values = new TreeMap<>();
        values.put("SLUICE_KAFKA_BOOTSTRAP_SERVERS", broker.bootstrapServers());
        values.put("SLUICE_TOPIC_PREFIX", "replays.");
        values.put("SLUICE_MANAGEMENT_PORT", "0");
        values.put("SLUICE_DOWNSTREAM_URL", downstream.url());
        values.put("SLUICE_WORKER_ID", "one");
        values.put("SLUICE_DRAIN_RATE_PER_SECOND", "500");
        values.put("SLUICE_RETRY_ATTEMPTS_MAX", "1");
        Settings settings = Settings.of(values);
        WorkerConfig config = WorkerConfig.of(settings);
        settings.complete();
        worker = new Worker(settings, config, topics, broken -> {});
        worker.start();
    }

    private static Order order(long acceptedAtMillis) {
        String id = OrderId.random();
        return new Order(id, "key", "shop", List.of("A"), id.getBytes(StandardCharsets.UTF_8), acceptedAtMillis, null);
    }

    private void put(Order order) {
        kafka.produce(List.of(OrderRecords.encode(topics.orders(), order)));
    }

    private Letter letter(int count) {
        List<ConsumerRecord<byte[], byte[]>> letters = kafka.awaitRecords(topics.ordersDeadLetter(), count);
        assertEquals(count, letters.size());
        return (Letter) DeadLetterRecord.decode(letters.get(count - 1));
    }

    private OrderOutcome lastOutcome(int count) throws Exception {
        List<ConsumerRecord<byte[], byte[]>> outcomes = kafka.awaitRecords(topics.orderOutcomes(), count);
        assertEquals(count, outcomes.size());
        return OutcomeRecords.decode(outcomes.get(count - 1));
    }

    /** Settles one more order, behind everything before: all have one key. */
    private void settleAnother() {
        int calls = downstream.calls().size();
        int settled = kafka.committedRecords(topics.orderOutcomes()).size();
        put(order(System.currentTimeMillis()));
        kafka.awaitRecords(topics.orderOutcomes(), settled + 1);
        assertEquals(calls + 1, downstream.calls().size(), "nothing else was called");
    }

    @Test
    void oneIsCalledOnceUnderItsOldIdAndItsOutcomeReplacesTheFailure() throws Exception {
        kafka.create(topics.definitions(2, Optional.empty(), Optional.empty(), Duration.ofDays(1)));
        downstream.answer(call -> 500);
        start();
        long nowMillis = System.currentTimeMillis();
        Order order = order(nowMillis - 1_000);
        put(order);
        assertEquals(OrderOutcome.Kind.FAILED, lastOutcome(1).kind());
        Letter first = letter(1);
        assertEquals(0, first.order().replay());

        // It fails once more: the letter says that it was put back.
        put(first.order().replayed(1, nowMillis + 1));
        assertEquals(1, lastOutcome(2).replay());
        Letter second = letter(2);
        assertEquals(1, second.order().replay());
        assertEquals(nowMillis - 1_000, second.order().acceptedAtMillis());

        downstream.answer(call -> 200);
        Order replay = second.order().replayed(2, nowMillis + 2);
        put(replay);
        put(replay);
        OrderOutcome outcome = lastOutcome(3);
        assertEquals(OrderOutcome.Kind.CONFIRMED, outcome.kind());
        assertEquals(order.id(), outcome.orderId());
        assertEquals(2, outcome.replay());
        assertEquals(nowMillis - 1_000, outcome.acceptedAtMillis(), "as the buyer was told");
        assertEquals(3, downstream.calls().size());
        assertEquals(
                List.of(order.id(), order.id(), order.id()),
                downstream.calls().stream()
                        .map(StampingDownstream.Call::orderId)
                        .toList());
        put(replay);
        settleAnother();

        worker.stop();
        put(order);
        put(first.order().replayed(1, nowMillis + 3));
        put(replay);
        start();
        settleAnother();
        assertEquals(2, letterCount());
    }

    private int letterCount() {
        return kafka.committedRecords(topics.ordersDeadLetter()).size();
    }
}
