package io.sluice.worker.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.contract.Order;
import io.sluice.contract.OrderId;
import io.sluice.contract.OrderRecords;
import io.sluice.worker.dispatch.OutcomeLog.Unfetched;
import io.sluice.worker.dispatch.QueuedOrder;
import io.sluice.worker.kafka.PartitionQueue.Claim;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownMemberIdException;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The feed runs on the test's thread: each poll of the mock consumer does the next step of the test. */
class KafkaOrderFeedTest {
    private static final TopicPartition P0 = new TopicPartition("orders", 0);
    private static final TopicPartition P1 = new TopicPartition("orders", 1);

    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
    private final AtomicLong nowNanos = new AtomicLong();
    private final List<String> setAside = new ArrayList<>();
    private final List<Claim> malformed = new ArrayList<>();
    private final AtomicInteger duplicates = new AtomicInteger();
    private final PartitionQueues queues = new PartitionQueues("orders", 1_000);
    private final SeenOrders seen = new SeenOrders(1_000, 1);
    private final List<Runnable> takeovers = new ArrayList<>();
    private boolean readsOutcomesLate;
    private final KafkaOrderFeed feed = new KafkaOrderFeed(
            consumer,
            queues,
            (record, claim, reason) -> {
                malformed.add(claim);
                setAside.add(record.partition() + "/" + record.offset() + " " + reason);
            },
            this::takeOver,
            duplicates::incrementAndGet,
            nowNanos::get);

    @BeforeEach
    void partitionsBeginAtZero() {
        consumer.updateBeginningOffsets(Map.of(P0, 0L, P1, 0L));
    }

    private void takeOver(int partition, PartitionQueue queue) {
        takeovers.add(() -> {
            queues.ready(partition, queue, seen);
            queues.admit(queue);
        });
        if (!readsOutcomesLate) {
            readOutcomes();
        }
    }

    private void readOutcomes() {
        takeovers.forEach(Runnable::run);
        takeovers.clear();
    }

    /** Runs the feed with one step in every other poll, as it may resume a partition in between, and stops it after the last. */
    private void run(Runnable... steps) {
        for (Runnable step : steps) {
            consumer.schedulePollTask(step);
            consumer.scheduleNopPollTask();
        }
        consumer.schedulePollTask(feed::stop);
        feed.run();
    }

    /** Settles as a transaction does, and answers with the offsets that it commits. */
    private Map<Integer, Long> settle(Claim... claims) {
        PartitionQueues.Batch batch = queues.settling(Stream.of(claims)
                .map(claim -> new Ending(0, claim, List::of, publication -> {}))
                .toList());
        queues.settled(batch);
        return batch.offsets().entrySet().stream()
                .collect(Collectors.toMap(entry -> entry.getKey().partition(), entry -> entry.getValue()
                        .offset()));
    }

    private Map<Integer, Long> settleNext() {
        return settle(queues.end(feed.take(any -> true)));
    }

    private void add(TopicPartition partition, long offset, long acceptedAtMillis) {
        add(partition, offset, order(OrderId.random(), acceptedAtMillis));
    }

    private static ProducerRecord<byte[], byte[]> order(String id, long acceptedAtMillis) {
        byte[] body = "{}".getBytes(StandardCharsets.UTF_8);
        return OrderRecords.encode("orders", new Order(id, "key", null, List.of(), body, acceptedAtMillis, null));
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

    @Test
    void givesOutTheOldestOrderOfAllPartitionsAndTellsOfArrivals() {
        AtomicInteger arrivals = new AtomicInteger();
        feed.onArrival(arrivals::incrementAndGet);
        assertFalse(feed.has(any -> true));
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
                    assertTrue(feed.has(any -> true));
                    assertEquals(4, feed.buffered());
                    assertEquals(1_000, feed.oldestMillis());
                    assertEquals(Map.of(0, 2L, 1, 2L), feed.nextOffsets());
                    for (long acceptedAtMillis = 1_000; acceptedAtMillis <= 4_000; acceptedAtMillis += 1_000) {
                        assertEquals(
                                acceptedAtMillis, feed.take(any -> true).order().acceptedAtMillis());
                    }
                    assertNull(feed.take(any -> true));
                    assertFalse(feed.has(any -> true));
                });
    }

    @Test
    void givesNothingOutBeforeItIsKnownWhatHasAnOutcome() {
        readsOutcomesLate = true;
        String settled = OrderId.random();
        run(
                () -> {
                    consumer.rebalance(List.of(P0));
                    add(P0, 0, order(settled, 1));
                    add(P0, 1, 2);
                },
                () -> {
                    assertEquals(Set.of(P0), consumer.paused());
                    assertFalse(feed.has(any -> true));
                    seen.add(OrderId.high(settled), OrderId.low(settled));
                    readOutcomes();
                },
                () -> {
                    assertEquals(Set.of(), consumer.paused());
                    assertEquals(1, feed.buffered());
                    assertEquals(1, feed.take(any -> true).offset());
                    assertEquals(1, duplicates.get());
                    assertEquals(Map.of(0, 1L), settle(), "the duplicate is committed past, though nothing is settled");
                });
    }

    @Test
    void offsetsResultOnlyFromWhatIsSettled() {
        List<QueuedOrder> taken = new ArrayList<>();
        run(
                () -> {
                    consumer.rebalance(List.of(P0));
                    add(P0, 0, 1);
                    add(P0, 1, 2);
                    add(P0, 2, 3);
                },
                () -> {
                    taken.add(feed.take(any -> true));
                    taken.add(feed.take(any -> true));
                    assertEquals(Map.of(0, 0L), settle(queues.end(taken.get(1))), "the first is not settled");
                    assertEquals(Map.of(0, 2L), settle(queues.end(taken.get(0))));
                    assertEquals(Map.of(), settle(), "not the same twice");
                });
        assertTrue(consumer.closed());
    }

    @Test
    void whatIsHeldAndAsWhichMemberIsOneLook() {
        run(
                () -> {
                    consumer.rebalance(List.of(P0));
                    add(P0, 0, 1);
                },
                () -> {
                    Ending ending = new Ending(0, queues.end(feed.take(any -> true)), List::of, publication -> {});
                    PartitionQueues.Batch held = queues.settling(List.of(ending));
                    assertEquals(List.of(ending), held.endings());
                    assertEquals(
                            consumer.groupMetadata().memberId(), held.member().memberId());
                    consumer.losePartitions(List.of(P0));
                    PartitionQueues.Batch lost = queues.settling(List.of(ending));
                    assertEquals(List.of(ending), lost.dropped());
                    assertEquals(Map.of(), lost.offsets());
                    assertNull(lost.member(), "there is nothing to commit");
                });
    }

    @Test
    void startingOverForgetsWhatWasHeldAndJoinsAgain() {
        List<QueuedOrder> taken = new ArrayList<>();
        run(
                () -> {
                    consumer.rebalance(List.of(P0));
                    add(P0, 0, 1);
                    add(P0, 1, 2);
                },
                () -> {
                    taken.add(feed.take(any -> true));
                    queues.forgetAll();
                    assertFalse(feed.has(any -> true));
                    assertFalse(feed.holds(taken.get(0)));
                    queues.startOver();
                },
                () -> {
                    assertEquals(Set.of(), consumer.assignment());
                    assertEquals(Set.of("orders"), consumer.subscription());
                });
    }

    @Test
    void whoIsEvictedWhileItTakesOverForgetsWhatItHeldAndJoinsAgain() {
        run(
                () -> {
                    consumer.rebalance(List.of(P0));
                    add(P0, 0, 1);
                },
                () -> {
                    assertTrue(feed.has(any -> true));
                    // As the consumer reports what its listener met when it asked where to begin.
                    consumer.setPollException(new UnknownMemberIdException("evicted"));
                },
                () -> {
                    assertFalse(feed.has(any -> true));
                    assertEquals(Set.of("orders"), consumer.subscription());
                });
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
    void whatIsNoOrderIsSetAsideAndCommittedPastWhenItIsSafe() {
        run(
                () -> {
                    consumer.rebalance(List.of(P0));
                    add(P0, 0, new ProducerRecord<>("orders", new byte[] {1}, new byte[] {2}));
                    add(P0, 1, 1);
                },
                () -> {
                    assertEquals(List.of("0/0 header sluice-version is null, not 1"), setAside);
                    assertEquals(Map.of(0, 0L), settleNext());
                    assertEquals(Map.of(0, 2L), settle(malformed.get(0)));
                });
    }

    @Test
    void aPartitionHandedOverIsWaitedForAndItsWaitingOrdersAreDropped() {
        run(
                () -> {
                    consumer.rebalance(List.of(P0, P1));
                    add(P0, 0, 1);
                    add(P0, 1, 2);
                    add(P1, 0, 3);
                },
                () -> {
                    settleNext();
                    consumer.rebalance(List.of(P1));
                    assertEquals(1, feed.buffered(), "that of the partition which stayed");
                    assertEquals(Map.of(1, 1L), feed.nextOffsets());
                });
    }

    @Test
    void anOrderUnderWayMaySettleBeforeItsPartitionIsHandedOver() throws InterruptedException {
        List<Thread> answers = new ArrayList<>();
        List<Map<Integer, Long>> commits = new CopyOnWriteArrayList<>();
        run(
                () -> {
                    consumer.rebalance(List.of(P0));
                    add(P0, 0, 1);
                },
                () -> {
                    QueuedOrder order = feed.take(any -> true);
                    assertTrue(feed.holds(order));
                    Thread answer = new Thread(() -> commits.add(settle(queues.end(order))), "answer");
                    answers.add(answer);
                    answer.start();
                    consumer.rebalance(List.of());
                    assertFalse(feed.holds(order));
                });
        answers.get(0).join();
        assertEquals(List.of(Map.of(0, 1L)), commits);
    }

    @Test
    void anOrderThatSettlesAfterItsPartitionCameBackChangesNothing() {
        run(
                () -> {
                    consumer.rebalance(List.of(P0));
                    add(P0, 0, 1);
                },
                () -> {
                    QueuedOrder ofTheFirstTime = feed.take(any -> true);
                    Claim claim = queues.end(ofTheFirstTime);
                    consumer.losePartitions(List.of(P0));
                    consumer.rebalance(List.of(P0));
                    assertFalse(feed.holds(ofTheFirstTime));
                    assertEquals(Map.of(), settle(claim));
                });
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
                    Claim claim = queues.end(feed.take(any -> true));
                    consumer.losePartitions(List.of(P0));
                    assertFalse(feed.has(any -> true));
                    assertEquals(Map.of(), settle(claim));
                    assertFalse(queues.hasProgress());
                });
    }

    @Test
    void anOrderAheadCanBeClaimedOnlyWhereNobodyElseHasToDoWithIt() {
        readsOutcomesLate = true;
        String ahead = OrderId.random();
        String settled = OrderId.random();
        String waiting = OrderId.random();
        seen.add(OrderId.high(settled), OrderId.low(settled));
        run(
                () -> {
                    assertEquals(Unfetched.ELSEWHERE, queues.unfetched(0, 5, ahead));
                    consumer.rebalance(List.of(P0));
                    add(P0, 0, order(waiting, 1));
                    assertEquals(Unfetched.NOT_YET, queues.unfetched(0, 5, ahead));
                    readOutcomes();
                },
                () -> {
                    assertEquals(Unfetched.FETCHED, queues.unfetched(0, 0, waiting));
                    assertEquals(Unfetched.SETTLED, queues.unfetched(0, 5, settled));
                    assertEquals(Unfetched.TAKEN, queues.unfetched(0, 5, ahead));
                    queues.claimUnfetched(0, ahead);
                    assertEquals(Unfetched.SETTLED, queues.unfetched(0, 5, ahead));
                    Claim claim = queues.end(feed.take(any -> true));
                    assertEquals(Unfetched.SETTLED, queues.unfetched(0, 0, waiting));
                    settle(claim);
                    assertEquals(Unfetched.SETTLED, queues.unfetched(0, 0, OrderId.random()), "it lies behind");
                });
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
