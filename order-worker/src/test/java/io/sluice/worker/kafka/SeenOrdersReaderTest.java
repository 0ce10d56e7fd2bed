package io.sluice.worker.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.contract.Order;
import io.sluice.contract.OrderId;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The reader on the test's thread: each look is a poll of the mock consumer. */
class SeenOrdersReaderTest {
    private static final TopicPartition P0 = new TopicPartition("order-outcomes", 0);
    private static final TopicPartition P1 = new TopicPartition("order-outcomes", 1);

    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
    private final Map<TopicPartition, Long> ends = new HashMap<>();
    private final PartitionQueues queues = new PartitionQueues("orders", 10);
    private boolean brokersAnswer = true;
    private final SeenOrdersReader reader =
            new SeenOrdersReader(consumer, this::ends, "order-outcomes", queues, () -> 42);

    private Map<TopicPartition, Long> ends(Collection<TopicPartition> partitions) {
        if (!brokersAnswer) {
            throw new TimeoutException("broker away");
        }
        return ends;
    }

    @BeforeEach
    void partitionsBeginAtZero() {
        consumer.updateBeginningOffsets(Map.of(P0, 0L, P1, 0L));
    }

    private void lay(TopicPartition partition, long from, long until) {
        for (long offset = from; offset < until; offset++) {
            consumer.addRecord(outcome(partition, offset));
        }
    }

    private static ConsumerRecord<byte[], byte[]> outcome(TopicPartition partition, long offset) {
        byte[] key = id(offset).getBytes(StandardCharsets.UTF_8);
        return new ConsumerRecord<>(partition.topic(), partition.partition(), offset, key, null);
    }

    private static String id(long offset) {
        return OrderId.derived("SeenOrdersReaderTest", Long.toString(offset));
    }

    private PartitionQueue takeOver(int partition) {
        PartitionQueue queue = queues.open(partition, 0);
        reader.takeOver(partition, queue);
        return queue;
    }

    @Test
    void aPartitionIsReadyWhenItsOutcomesAreReadToTheEndOfTheTakeover() throws InterruptedException {
        ends.put(P0, 4L);
        PartitionQueue queue = takeOver(0);
        consumer.schedulePollTask(() -> lay(P0, 0, 3));
        reader.look();
        assertFalse(queue.isReady(), "the last one is not decided yet");
        consumer.schedulePollTask(() -> lay(P0, 3, 6));
        reader.look();
        assertTrue(queue.isReady());
        for (long offset = 0; offset < 4; offset++) {
            assertTrue(queue.hasSeen(id(offset)));
        }
        assertFalse(queue.hasSeen(id(100)));
        assertEquals(Set.of(), consumer.assignment());
    }

    @Test
    void theOutcomeOfAReplayStandsForTheOrderAndItsReplaysBefore() throws InterruptedException {
        ends.put(P0, 2L);
        PartitionQueue queue = takeOver(0);
        consumer.schedulePollTask(() -> {
            layReplay(0, "2");
            layReplay(1, "nonsense");
        });
        reader.look();
        queue.admit();
        assertFalse(queue.add(order(0), 0, 0));
        assertFalse(queue.add(order(0).replayed(1, 5), 0, 1));
        assertFalse(queue.add(order(0).replayed(2, 5), 0, 2));
        assertTrue(queue.add(order(0).replayed(3, 5), 0, 3));
        assertFalse(queue.add(order(1), 0, 4));
        assertTrue(queue.add(order(1).replayed(1, 5), 0, 5));
    }

    private void layReplay(long offset, String number) {
        ConsumerRecord<byte[], byte[]> record = outcome(P0, offset);
        record.headers().add("sluice-replay", number.getBytes(StandardCharsets.UTF_8));
        consumer.addRecord(record);
    }

    private static Order order(long offset) {
        return new Order(id(offset), "key", null, List.of(), new byte[1], 1, null);
    }

    @Test
    void aPartitionWithoutOutcomesIsReadyAtOnce() throws InterruptedException {
        ends.put(P0, 0L);
        PartitionQueue queue = takeOver(0);
        reader.look();
        assertTrue(queue.isReady());
    }

    @Test
    void onlyTheNewestOutcomesAreReadAndPartitionsShareWhatIsRemembered() throws InterruptedException {
        ends.putAll(Map.of(P0, 100L, P1, 100L));
        PartitionQueue first = takeOver(0);
        PartitionQueue second = takeOver(1);
        consumer.schedulePollTask(() -> {
            assertEquals(95, consumer.position(P0));
            assertEquals(95, consumer.position(P1));
            lay(P0, 95, 100);
            lay(P1, 95, 100);
        });
        reader.look();
        assertTrue(first.isReady());
        assertTrue(second.isReady());
        assertTrue(first.hasSeen(id(95)));
    }

    @Test
    void whatIsTakenOverWhileAnotherIsReadDoesNotBeginThatAgain() throws InterruptedException {
        ends.putAll(Map.of(P0, 4L, P1, 2L));
        PartitionQueue first = takeOver(0);
        consumer.schedulePollTask(() -> lay(P0, 0, 2));
        reader.look();
        PartitionQueue second = takeOver(1);
        consumer.schedulePollTask(() -> {
            assertEquals(2, consumer.position(P0));
            lay(P1, 0, 2);
        });
        reader.look();
        assertTrue(second.isReady());
        assertFalse(first.isReady());
        consumer.schedulePollTask(() -> lay(P0, 2, 4));
        reader.look();
        assertTrue(first.isReady());
    }

    @Test
    void aPartitionThatIsGoneIsNotReadAnyFurther() throws InterruptedException {
        ends.put(P0, 4L);
        PartitionQueue queue = takeOver(0);
        reader.look();
        queues.remove(List.of(new TopicPartition("orders", 0)));
        reader.look();
        assertEquals(Set.of(), consumer.assignment());
        assertFalse(queue.isReady());
    }

    @Test
    void asksAgainWhereThePartitionsEnd() throws InterruptedException {
        ends.put(P0, 0L);
        PartitionQueue queue = takeOver(0);
        brokersAnswer = false;
        assertThrows(TimeoutException.class, reader::look);
        brokersAnswer = true;
        reader.look();
        assertTrue(queue.isReady());
    }
}
