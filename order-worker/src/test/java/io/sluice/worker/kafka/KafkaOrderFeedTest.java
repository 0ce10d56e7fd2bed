package io.sluice.worker.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.contract.Order;
import io.sluice.contract.OrderId;
import io.sluice.contract.OrderRecords;
import io.sluice.worker.dispatch.QueuedOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The feed runs on the test's thread: each poll of the mock consumer does the next step of the test. */
class KafkaOrderFeedTest {
    private static final TopicPartition P0 = new TopicPartition("orders", 0);
    private static final TopicPartition P1 = new TopicPartition("orders", 1);
    private static final long COMMIT_NANOS = 200_000_000L;

    private final CommitRecorder consumer = new CommitRecorder();
    private final AtomicLong nowNanos = new AtomicLong();
    private final List<String> setAside = new ArrayList<>();
    private final KafkaOrderFeed feed = new KafkaOrderFeed(
            consumer,
            "orders",
            (record, reason) -> setAside.add(record.partition() + "/" + record.offset() + " " + reason),
            nowNanos::get);

    @BeforeEach
    void partitionsBeginAtZero() {
        consumer.updateBeginningOffsets(Map.of(P0, 0L, P1, 0L));
    }

    /** Runs the feed with one step in each poll, and stops it after the last. */
    private void run(Runnable... steps) {
        for (Runnable step : steps) {
            consumer.schedulePollTask(step);
        }
        consumer.schedulePollTask(feed::stop);
        feed.run();
    }

    /** Makes the next commit due, in the poll in which it is called. */
    private void letCommit() {
        nowNanos.addAndGet(COMMIT_NANOS);
    }

    private void add(TopicPartition partition, long offset, long acceptedAtMillis) {
        Order order = new Order(
                OrderId.random(),
                "key",
                null,
                List.of(),
                "{}".getBytes(StandardCharsets.UTF_8),
                acceptedAtMillis,
                null);
        add(partition, offset, OrderRecords.encode("orders", order));
    }

    private void add(TopicPartition partition, long offset, ProducerRecord<byte[], byte[]> sent) {
        consumer.addRecord(new ConsumerRecord<>(
                partition.topic(),
                partition.partition(),
                offset,
                sent.timestamp() == null ? 0 : sent.timestamp(),
                TimestampType.CREATE_TIME,
                ConsumerRecord.NULL_SIZE,
                ConsumerRecord.NULL_SIZE,
                sent.key(),
                sent.value(),
                sent.headers(),
                Optional.empty()));
    }

    private void settleNext() {
        feed.settled(feed.take());
    }

    @Test
    void givesOutTheOldestOrderOfAllPartitionsAndTellsOfArrivals() {
        AtomicInteger arrivals = new AtomicInteger();
        feed.onArrival(arrivals::incrementAndGet);
        assertFalse(feed.hasOrders());
        assertEquals(0, feed.oldestMillis());
        run(
                () -> {
                    consumer.rebalance(List.of(P0, P1));
                    add(P0, 0, 2_000);
                    add(P0, 1, 4_000);
                    add(P1, 0, 1_000);
                    add(P1, 1, 3_000);
                },
                () -> {
                    assertEquals(4, arrivals.get());
                    assertTrue(feed.hasOrders());
                    assertEquals(4, feed.buffered());
                    assertEquals(1_000, feed.oldestMillis());
                    assertEquals(Map.of(0, 2L, 1, 2L), feed.nextOffsets());
                    for (long acceptedAtMillis = 1_000; acceptedAtMillis <= 4_000; acceptedAtMillis += 1_000) {
                        assertEquals(acceptedAtMillis, feed.take().order().acceptedAtMillis());
                    }
                    assertNull(feed.take());
                    assertFalse(feed.hasOrders());
                });
    }

    @Test
    void commitsOnlyWhatIsSettled() {
        List<QueuedOrder> taken = new ArrayList<>();
        run(
                () -> {
                    consumer.rebalance(List.of(P0));
                    add(P0, 0, 1);
                    add(P0, 1, 2);
                    add(P0, 2, 3);
                },
                () -> {
                    taken.add(feed.take());
                    taken.add(feed.take());
                    feed.settled(taken.get(1));
                    letCommit();
                },
                () -> {
                    assertEquals(List.of(), consumer.commits(), "the first is not settled");
                    feed.settled(taken.get(0));
                    letCommit();
                });
        assertEquals(List.of(Map.of(0, 2L)), consumer.commits(), "the third was never settled");
        assertTrue(consumer.closed());
    }

    @Test
    void commitsNowAndThenAndNotTheSameTwice() {
        run(
                () -> {
                    consumer.rebalance(List.of(P0));
                    add(P0, 0, 1);
                    add(P0, 1, 2);
                },
                () -> {
                    settleNext();
                    letCommit();
                },
                () -> {
                    assertEquals(List.of(Map.of(0, 1L)), consumer.commits());
                    settleNext();
                },
                () -> {
                    assertEquals(1, consumer.commits().size(), "not due yet");
                    letCommit();
                },
                this::letCommit);
        assertEquals(List.of(Map.of(0, 1L), Map.of(0, 2L)), consumer.commits());
    }

    @Test
    void aCommitThatFailedIsCoveredByTheNext() {
        run(
                () -> {
                    consumer.rebalance(List.of(P0));
                    add(P0, 0, 1);
                },
                () -> {
                    settleNext();
                    consumer.refuseNextCommit();
                    letCommit();
                },
                this::letCommit);
        assertEquals(List.of(Map.of(0, 1L)), consumer.commits());
    }

    @Test
    void pausesAPartitionThatIsFullAndResumesItAtHalf() {
        run(
                () -> {
                    consumer.rebalance(List.of(P0, P1));
                    for (int offset = 0; offset < 500; offset++) {
                        add(P0, offset, offset);
                    }
                },
                () -> {
                    assertEquals(Set.of(P0), consumer.paused());
                    for (int i = 0; i < 250; i++) {
                        settleNext();
                    }
                },
                () -> {
                    assertEquals(Set.of(P0), consumer.paused(), "half is not less than half");
                    settleNext();
                },
                () -> assertEquals(Set.of(), consumer.paused()));
    }

    @Test
    void whatIsNoOrderIsSetAsideAndCommittedPast() {
        run(
                () -> {
                    consumer.rebalance(List.of(P0));
                    add(P0, 0, new ProducerRecord<>("orders", new byte[] {1}, new byte[] {2}));
                    add(P0, 1, 1);
                },
                () -> {
                    assertEquals(List.of("0/0 header sluice-version is null, not 1"), setAside);
                    letCommit();
                },
                () -> {
                    assertEquals(List.of(Map.of(0, 1L)), consumer.commits());
                    assertEquals(1, feed.take().offset());
                });
    }

    @Test
    void whatCannotBeSetAsideIsNotCommittedPast() {
        KafkaOrderFeed strict = new KafkaOrderFeed(
                consumer,
                "orders",
                (record, reason) -> {
                    throw new IllegalStateException("no place for it");
                },
                nowNanos::get);
        consumer.schedulePollTask(() -> {
            consumer.rebalance(List.of(P0));
            add(P0, 0, new ProducerRecord<>("orders", new byte[] {1}, new byte[] {2}));
        });
        assertThrows(IllegalStateException.class, strict::run);
        assertEquals(List.of(), consumer.commits());
    }

    @Test
    void aPartitionHandedOverIsCommittedAsFarAsItIsSettledAndItsWaitingOrdersAreDropped() {
        List<QueuedOrder> taken = new ArrayList<>();
        run(
                () -> {
                    consumer.rebalance(List.of(P0, P1));
                    add(P0, 0, 1);
                    add(P0, 1, 2);
                    add(P1, 0, 3);
                },
                () -> {
                    taken.add(feed.take());
                    feed.settled(taken.get(0));
                    consumer.rebalance(List.of(P1));
                    assertEquals(List.of(Map.of(0, 1L)), consumer.commits());
                    assertEquals(1, feed.buffered(), "that of the partition which stayed");
                    assertEquals(Map.of(1, 1L), feed.nextOffsets());
                });
        assertEquals(1, consumer.commits().size());
    }

    @Test
    void anOrderUnderWayMaySettleBeforeItsPartitionIsHandedOver() throws InterruptedException {
        List<Thread> answers = new ArrayList<>();
        run(
                () -> {
                    consumer.rebalance(List.of(P0));
                    add(P0, 0, 1);
                },
                () -> {
                    QueuedOrder order = feed.take();
                    assertTrue(feed.holds(order));
                    Thread answer = new Thread(() -> feed.settled(order), "answer");
                    answers.add(answer);
                    answer.start();
                    consumer.rebalance(List.of());
                    assertFalse(feed.holds(order));
                });
        answers.get(0).join();
        assertEquals(List.of(Map.of(0, 1L)), consumer.commits());
    }

    @Test
    void anOrderThatSettlesAfterItsPartitionCameBackChangesNothing() {
        run(
                () -> {
                    consumer.rebalance(List.of(P0));
                    add(P0, 0, 1);
                },
                () -> {
                    QueuedOrder ofTheFirstTime = feed.take();
                    consumer.losePartitions(List.of(P0));
                    consumer.rebalance(List.of(P0));
                    add(P0, 0, 1);
                    assertFalse(feed.holds(ofTheFirstTime));
                    feed.settled(ofTheFirstTime);
                    letCommit();
                });
        assertEquals(List.of(), consumer.commits());
    }

    @Test
    void aLostPartitionIsForgottenAndNothingOfItCommitted() {
        run(
                () -> {
                    consumer.rebalance(List.of(P0));
                    add(P0, 0, 1);
                    add(P0, 1, 2);
                },
                () -> {
                    settleNext();
                    consumer.losePartitions(List.of(P0));
                    assertFalse(feed.hasOrders());
                    letCommit();
                },
                this::letCommit);
        assertEquals(List.of(), consumer.commits());
    }

    @Test
    void aStopCommitsWhatIsSettledAndLeaves() {
        run(
                () -> {
                    consumer.rebalance(List.of(P0, P1));
                    add(P0, 0, 1);
                    add(P1, 0, 2);
                },
                this::settleNext);
        assertEquals(List.of(Map.of(0, 1L)), consumer.commits());
        assertTrue(consumer.closed());
    }

    @Test
    void fetchesOnAfterAFailureThatMayPass() {
        run(
                () -> {
                    consumer.rebalance(List.of(P0));
                    add(P0, 0, 1);
                    consumer.setPollException(new TimeoutException("broker away"));
                },
                () -> {},
                () -> assertEquals(1, feed.buffered()));
    }

    @Test
    void aFailureForGoodEndsTheRun() {
        consumer.schedulePollTask(() -> consumer.setPollException(new KafkaException("not authorised")));
        assertThrows(KafkaException.class, feed::run);
    }
}
