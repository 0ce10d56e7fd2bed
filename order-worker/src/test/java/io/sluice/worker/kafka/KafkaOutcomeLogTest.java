package io.sluice.worker.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.contract.Order;
import io.sluice.contract.OrderId;
import io.sluice.contract.OrderOutcome;
import io.sluice.contract.Topics;
import io.sluice.worker.dispatch.OutcomeLog.Unfetched;
import io.sluice.worker.dispatch.QueuedOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Settling in transactions, with a mock producer and on the test's thread and clock. */
class KafkaOutcomeLogTest {
    private static final long CADENCE_NANOS = 100_000_000;
    private static final TopicPartition P5 = new TopicPartition("eu.orders", 5);
    private static final ConsumerGroupMetadata MEMBER = new MockConsumer<>("earliest").groupMetadata();

    private final AtomicLong nowNanos = new AtomicLong();
    private final List<FailingProducer> producers = new ArrayList<>();
    private List<String> failuresOfTheNext = List.of();
    private final PartitionQueues queues = new PartitionQueues("eu.orders", 1_000);
    private final AtomicInteger setAside = new AtomicInteger();
    private final List<String> known = new ArrayList<>();
    private final SettlementTransactions transactions = new SettlementTransactions(this::newProducer);
    private final KafkaOutcomeLog outcomes =
            new KafkaOutcomeLog(transactions, queues, new Topics("eu."), setAside::incrementAndGet, nowNanos::get);
    private PartitionQueue queue;
    private long offset;

    private FailingProducer newProducer() {
        producers.add(new FailingProducer(failuresOfTheNext));
        failuresOfTheNext = List.of();
        return producer();
    }

    private FailingProducer producer() {
        return producers.get(producers.size() - 1);
    }

    @BeforeEach
    void holdPartitionFive() {
        outcomes.open();
        takeOverPartitionFive();
        queues.heldAs(MEMBER);
    }

    private void takeOverPartitionFive() {
        queue = queues.open(5, 0);
        queues.ready(5, queue, new SeenOrders(1_000, 1));
        queues.admit(queue);
        offset = 0;
    }

    private QueuedOrder take() {
        queues.add(new Order(id(offset), "key", null, List.of(), new byte[] {1}, 10, null), 5, offset);
        offset++;
        return queues.take(any -> true);
    }

    private static String id(long offset) {
        return OrderId.derived("KafkaOutcomeLogTest", Long.toString(offset));
    }

    private QueuedOrder settle() {
        QueuedOrder order = take();
        settle(order, OrderOutcome.Kind.CONFIRMED);
        return order;
    }

    private void settle(QueuedOrder order, OrderOutcome.Kind kind) {
        outcomes.publish(
                order, outcome(order.offset(), kind), publication -> known.add(order.offset() + " " + publication));
    }

    private static OrderOutcome outcome(long offset, OrderOutcome.Kind kind) {
        return new OrderOutcome(id(offset), kind, "a reason", 1, 10, 20, 0, 5, offset);
    }

    /** Lets so much time pass that a transaction may begin, and runs it if there is anything to do. */
    private void write() {
        nowNanos.addAndGet(CADENCE_NANOS);
        if (outcomes.isDue(nowNanos.get())) {
            outcomes.write(nowNanos.get());
        }
    }

    private List<String> committedKeys() {
        return producer().history().stream()
                .map(record -> new String(record.key(), StandardCharsets.UTF_8))
                .toList();
    }

    private static Map<String, Map<TopicPartition, OffsetAndMetadata>> commit(long offset) {
        return Map.of(MEMBER.groupId(), Map.of(P5, new OffsetAndMetadata(offset)));
    }

    @Test
    void outcomesAndTheOffsetThatResultsAreOneTransaction() {
        settle();
        settle();
        write();
        assertEquals(List.of(id(0), id(1)), committedKeys());
        ProducerRecord<byte[], byte[]> first = producer().history().get(0);
        assertEquals("eu.order-outcomes", first.topic());
        assertEquals(5, first.partition());
        assertEquals(List.of(commit(2)), producer().consumerGroupOffsetsHistory());
        assertEquals(1, producer().commitCount());
        assertEquals(List.of("0 DURABLE", "1 DURABLE"), known);
        assertFalse(queues.hasProgress());
    }

    @Test
    void anOutcomeBehindAnUnsettledOrderStillHasTheCoordinatorLookAtTheMember() {
        take();
        settle();
        write();
        assertEquals(List.of(id(1)), committedKeys());
        assertEquals(List.of(commit(0)), producer().consumerGroupOffsetsHistory());
    }

    @Test
    void aDeadLetterAndItsOutcomeAreOneTransaction() {
        settle(take(), OrderOutcome.Kind.FAILED);
        write();
        assertEquals(
                List.of("eu.orders-dead-letter", "eu.order-outcomes"),
                producer().history().stream().map(ProducerRecord::topic).toList());
        assertEquals(1, producer().commitCount());
    }

    @Test
    void whatIsNoOrderIsCountedAndCommittedPastWhenItIsSafe() {
        ConsumerRecord<byte[], byte[]> malformed =
                new ConsumerRecord<>("eu.orders", 5, 0, new byte[] {1}, new byte[] {2});
        outcomes.setAside(malformed, queues.claimNameless(5, 0), "no order");
        assertEquals(0, setAside.get());
        write();
        assertEquals("eu.orders-dead-letter", producer().history().get(0).topic());
        assertEquals(List.of(commit(1)), producer().consumerGroupOffsetsHistory());
        assertEquals(1, setAside.get());
    }

    @Test
    void anOrderThatIsNotFetchedYetIsSettledAndThenNeverGivenOut() {
        OrderOutcome cancelled = outcome(3, OrderOutcome.Kind.CANCELLED);
        assertEquals(
                Unfetched.TAKEN,
                outcomes.publishUnfetched(cancelled, publication -> known.add("ahead " + publication)));
        assertEquals(Unfetched.SETTLED, outcomes.publishUnfetched(cancelled, publication -> known.add("twice")));
        write();
        assertEquals(List.of(id(3)), committedKeys());
        assertEquals(List.of("ahead DURABLE"), known);
        offset = 3;
        assertEquals(null, take());
        write();
        assertEquals(List.of(commit(0), commit(4)), producer().consumerGroupOffsetsHistory());
    }

    @Test
    void skippedDuplicatesAreCommittedPastWithoutAnyOutcome() {
        settle();
        write();
        offset = 0;
        queues.add(new Order(id(0), "key", null, List.of(), new byte[] {1}, 10, null), 5, 1);
        write();
        write();
        assertEquals(List.of(commit(1), commit(2)), producer().consumerGroupOffsetsHistory());
        assertEquals(List.of(id(0)), committedKeys());
    }

    @Test
    void aTransactionBeginsAtOnceAfterAQuietMomentAndThenGathers() {
        settle();
        assertTrue(outcomes.isDue(nowNanos.get()));
        outcomes.write(nowNanos.get());
        assertFalse(outcomes.isDue(nowNanos.get() + CADENCE_NANOS), "nothing waits");
        settle();
        assertFalse(outcomes.isDue(nowNanos.get() + CADENCE_NANOS - 1));
        assertTrue(outcomes.isDue(nowNanos.get() + CADENCE_NANOS));
    }

    @Test
    void aThousandThatWaitAreSettledAtOnceAndFiveThousandTogether() {
        settle();
        outcomes.write(nowNanos.get());
        for (int i = 1; i < 1_000; i++) {
            settle();
        }
        assertFalse(outcomes.isDue(nowNanos.get()));
        for (int i = 0; i < 5_000; i++) {
            settle();
        }
        assertTrue(outcomes.isDue(nowNanos.get()));
        outcomes.write(nowNanos.get());
        assertEquals(5_001, committedKeys().size());
        assertFalse(outcomes.isDue(nowNanos.get()));
    }

    @Test
    void anOrderSettlesOnce() {
        QueuedOrder order = settle();
        settle(order, OrderOutcome.Kind.REJECTED);
        write();
        settle(order, OrderOutcome.Kind.REJECTED);
        write();
        assertEquals(List.of(id(0)), committedKeys());
        assertEquals(List.of("0 DROPPED", "0 DURABLE", "0 DROPPED"), known);
    }

    @Test
    void whatTheGroupRefusesIsAbortedAndSettledAgainAsTheMemberThatItIsByThen() {
        settle();
        producer().sendOffsetsToTransactionException = new CommitFailedException("stale member epoch");
        write();
        assertTrue(producer().transactionAborted());
        assertEquals(List.of(), committedKeys());
        assertEquals(List.of(), known);
        producer().sendOffsetsToTransactionException = null;
        settle();
        write();
        assertEquals(List.of(id(0), id(1)), committedKeys());
        assertEquals(List.of(commit(2)), producer().consumerGroupOffsetsHistory());
        assertEquals(List.of("0 DURABLE", "1 DURABLE"), known);
    }

    @Test
    void anAbortedTransactionIsNotFollowedByAnotherAtOnceHoweverMuchWaits() {
        for (int i = 0; i < 1_000; i++) {
            settle();
        }
        producer().sendOffsetsToTransactionException = new CommitFailedException("stale member epoch");
        outcomes.write(nowNanos.get());
        assertFalse(outcomes.isDue(nowNanos.get() + CADENCE_NANOS - 1));
        assertTrue(outcomes.isDue(nowNanos.get() + CADENCE_NANOS));
    }

    @Test
    void whatWasAbortedIsDroppedIfItsPartitionIsGoneByTheNextTime() {
        settle();
        producer().sendOffsetsToTransactionException = new CommitFailedException("unknown member");
        write();
        producer().sendOffsetsToTransactionException = null;
        queues.remove(List.of(P5));
        write();
        assertEquals(List.of("0 DROPPED"), known);
        assertEquals(0, producer().commitCount());
    }

    @Test
    void outcomesThatCouldNotBeDeliveredAreAbortedAndWrittenAgain() {
        settle();
        producer().failures.add("commit " + KafkaException.class.getSimpleName());
        write();
        assertTrue(producer().transactionAborted());
        write();
        assertEquals(List.of("0 DURABLE"), known);
        assertEquals(List.of(commit(1)), producer().consumerGroupOffsetsHistory());
    }

    @Test
    void aCommitThatIsNotAnsweredIsAskedForAgainAndNeverAborted() {
        settle();
        producer().failures.addAll(List.of("commit TimeoutException", "commit TimeoutException"));
        write();
        assertEquals(List.of(id(0)), committedKeys());
        assertEquals(1, producer().commitCount());
        assertFalse(producer().transactionAborted());
        assertEquals(List.of("0 DURABLE"), known);
    }

    @Test
    void anAbortThatIsNotAnsweredIsAskedForAgain() {
        settle();
        producer().failures.addAll(List.of("offsets TimeoutException", "abort TimeoutException"));
        write();
        assertTrue(producer().transactionAborted());
        write();
        assertEquals(List.of("0 DURABLE"), known);
    }

    @Test
    void aFencedWorkerForgetsEverythingAndTakesItsPartitionsOverAnewWithANewProducer() {
        QueuedOrder order = settle();
        QueuedOrder underWay = take();
        FailingProducer fenced = producer();
        fenced.failures.addAll(List.of("commit ProducerFencedException", "abort ProducerFencedException"));
        write();
        assertEquals(List.of("0 DROPPED"), known, "whether it was settled is not known");
        assertFalse(queues.holds(order));
        assertFalse(queues.holds(underWay));
        assertNotSame(fenced, producer());
        assertTrue(fenced.closed());
        assertTrue(producer().transactionInitialized(), "nothing of the old one is undecided");
        assertTrue(queues.pollStartOver());
        assertFalse(queues.pollStartOver());

        takeOverPartitionFive();
        settle();
        write();
        assertEquals(List.of(id(0)), committedKeys());
    }

    @Test
    void aCallThatIsAnsweredAfterItsWorkerWasFencedIsDropped() {
        settle();
        QueuedOrder underWay = take();
        producer().failures.addAll(List.of("offsets ProducerFencedException", "abort ProducerFencedException"));
        write();
        settle(underWay, OrderOutcome.Kind.CONFIRMED);
        assertEquals(List.of("0 DROPPED", "1 DROPPED"), known);
    }

    @Test
    void startingGoesOnUntilTheEarlierLifeIsKnownToHaveEnded() {
        FailingProducer first = producer();
        first.failures.addAll(List.of("commit ProducerFencedException", "abort KafkaException"));
        failuresOfTheNext = List.of("init TimeoutException", "init ProducerFencedException");
        settle();
        write();
        assertEquals(3, producers.size());
        assertTrue(producer().transactionInitialized());
    }

    @Test
    void aStopEndsAskingAgain() {
        settle();
        producer().failures.add("commit TimeoutException");
        producer().whenFailing = outcomes::stop;
        write();
        assertEquals(0, producer().commitCount());
        assertEquals(List.of("0 DROPPED"), known);
        assertEquals(1, producers.size());
    }

    /** Kafka's mock producer, which fails as often as the test says. */
    private static final class FailingProducer extends MockProducer<byte[], byte[]> {
        /** Operation and failure, in the order in which they are to occur. */
        private final List<String> failures;

        private Runnable whenFailing = () -> {};

        private FailingProducer(List<String> failures) {
            super(true, null, new ByteArraySerializer(), new ByteArraySerializer());
            this.failures = new ArrayList<>(failures);
        }

        private void perhapsFail(String operation) {
            if (failures.isEmpty() || !failures.get(0).startsWith(operation + " ")) {
                return;
            }
            String failure = failures.remove(0).substring(operation.length() + 1);
            whenFailing.run();
            throw switch (failure) {
                case "TimeoutException" -> new TimeoutException(operation);
                case "ProducerFencedException" -> new ProducerFencedException(operation);
                case "KafkaException" -> new KafkaException(operation);
                default -> new IllegalArgumentException(failure);
            };
        }

        @Override
        public void initTransactions() {
            perhapsFail("init");
            super.initTransactions();
        }

        @Override
        public void sendOffsetsToTransaction(
                Map<TopicPartition, OffsetAndMetadata> offsets, ConsumerGroupMetadata groupMetadata) {
            perhapsFail("offsets");
            super.sendOffsetsToTransaction(offsets, groupMetadata);
        }

        @Override
        public void commitTransaction() {
            perhapsFail("commit");
            super.commitTransaction();
        }

        @Override
        public void abortTransaction() {
            perhapsFail("abort");
            super.abortTransaction();
        }
    }
}
