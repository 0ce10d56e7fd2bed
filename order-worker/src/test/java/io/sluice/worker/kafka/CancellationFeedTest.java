package io.sluice.worker.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.contract.Cancellation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The feed runs on the test's thread: each poll of the mock consumer does the next step of the test. */
class CancellationFeedTest {
    private static final String TOPIC = "order-cancellations";
    private static final TopicPartition P3 = new TopicPartition(TOPIC, 3);

    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
    private final PartitionQueues queues = new PartitionQueues("orders", 1_000);
    private final List<String> asked = new ArrayList<>();
    private boolean cannotDecide;
    private final CancellationFeed feed = new CancellationFeed(consumer, TOPIC, queues, this::decide);

    private CompletionStage<List<Cancellation>> decide(List<Cancellation> wishes) {
        wishes.forEach(wish -> asked.add(wish.orderId()));
        return CompletableFuture.completedFuture(cannotDecide ? wishes : List.of());
    }

    private PartitionQueue takeOver() {
        PartitionQueue queue = queues.open(3, 0);
        queues.ready(3, queue, new SeenOrders(10, 1));
        return queue;
    }

    @BeforeEach
    void beginAtZero() {
        consumer.updateBeginningOffsets(Map.of(P3, 0L));
    }

    private void endsAt(long offset) {
        consumer.updateEndOffsets(Map.of(P3, offset));
    }

    private void add(long offset, String id) {
        ProducerRecord<byte[], byte[]> sent = new Cancellation(id, 3, 70 + offset, 1, 2, 3).encode(TOPIC);
        consumer.addRecord(new ConsumerRecord<>(TOPIC, 3, offset, sent.key(), sent.value()));
    }

    private void run(Runnable... steps) {
        for (Runnable step : steps) {
            consumer.schedulePollTask(step);
        }
        consumer.schedulePollTask(feed::stop);
        feed.run();
        assertTrue(consumer.closed());
    }

    @Test
    void noOrderComesBeforeAllEarlierWishesAreDecided() {
        PartitionQueue queue = takeOver();
        endsAt(2);
        run(
                () -> add(0, "a"),
                () -> {
                    assertFalse(queue.hasRoom(false));
                    add(1, "b");
                },
                () -> {
                    assertTrue(queue.hasRoom(false));
                    add(2, "c");
                });
        assertEquals(List.of("a", "b", "c"), asked);
    }

    @Test
    void aPartitionWithoutWishesIsAdmittedAtOnce() {
        PartitionQueue queue = takeOver();
        endsAt(0);
        run(() -> {}, () -> assertTrue(queue.hasRoom(false)));
    }

    @Test
    void aPartitionWhoseOutcomesAreStillBeingReadIsLeftAlone() {
        PartitionQueue ready = takeOver();
        PartitionQueue unready = queues.open(4, 0);
        endsAt(0);
        run(() -> {}, () -> assertEquals(1, consumer.assignment().size()));
        assertTrue(ready.hasRoom(false));
        assertFalse(unready.hasRoom(false));
    }

    @Test
    void whatCannotBeDecidedIsAskedAgainBeforeAnythingElseIsRead() {
        PartitionQueue queue = takeOver();
        endsAt(1);
        cannotDecide = true;
        CancellationFeed patient = new CancellationFeed(consumer, TOPIC, queues, wishes -> {
            CompletionStage<List<Cancellation>> undecided = decide(wishes);
            assertFalse(queue.hasRoom(false));
            cannotDecide = asked.size() < 3;
            return undecided;
        });
        consumer.schedulePollTask(() -> add(0, "a"));
        consumer.schedulePollTask(patient::stop);
        patient.run();
        assertEquals(List.of("a", "a", "a", "a"), asked);
        assertTrue(queue.hasRoom(false));
    }

    @Test
    void aPartitionThatComesBackIsReadFromTheBeginningAgain() {
        takeOver();
        endsAt(1);
        PartitionQueue[] second = new PartitionQueue[1];
        run(
                () -> add(0, "a"),
                () -> {
                    queues.remove(List.of(new TopicPartition("orders", 3)));
                    second[0] = takeOver();
                },
                () -> assertFalse(second[0].hasRoom(false)),
                () -> add(0, "a"));
        assertEquals(List.of("a", "a"), asked);
        assertTrue(second[0].hasRoom(false));
    }

    @Test
    void whatIsNoWishIsIgnored() {
        PartitionQueue queue = takeOver();
        endsAt(2);
        run(
                () -> {
                    consumer.addRecord(new ConsumerRecord<>(TOPIC, 3, 0, new byte[] {1}, new byte[] {2}));
                    ProducerRecord<byte[], byte[]> misplaced = new Cancellation("x", 4, 70, 1, 2, 3).encode(TOPIC);
                    consumer.addRecord(new ConsumerRecord<>(TOPIC, 3, 1, misplaced.key(), misplaced.value()));
                },
                () -> {});
        assertEquals(List.of(), asked);
        assertTrue(queue.hasRoom(false));
    }
}
