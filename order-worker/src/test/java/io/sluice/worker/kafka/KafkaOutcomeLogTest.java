package io.sluice.worker.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.contract.Order;
import io.sluice.contract.OrderOutcome;
import io.sluice.contract.Topics;
import io.sluice.worker.dispatch.QueuedOrder;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class KafkaOutcomeLogTest {
    private static final OrderOutcome OUTCOME =
            new OrderOutcome("0AFGMBG0GN3W810TDKZ3Z4670E", OrderOutcome.Kind.CONFIRMED, null, 1, 10, 20, 0, 5, 99);

    private final MockProducer<byte[], byte[]> producer =
            new MockProducer<>(false, null, new ByteArraySerializer(), new ByteArraySerializer());
    private final KafkaOutcomeLog outcomes = new KafkaOutcomeLog(producer, new Topics("eu."));

    @Test
    void anOutcomeIsDurableWhenTheBrokersSaySoAndNotBefore() {
        CompletableFuture<Void> durable = outcomes.publish(OUTCOME).toCompletableFuture();
        assertFalse(durable.isDone());
        ProducerRecord<byte[], byte[]> sent = producer.history().get(0);
        assertEquals("eu.order-outcomes", sent.topic());
        assertEquals(5, sent.partition());
        producer.completeNext();
        durable.join();
    }

    @Test
    void aRefusalByTheBrokersIsAFailure() {
        CompletableFuture<Void> durable = outcomes.publish(OUTCOME).toCompletableFuture();
        producer.errorNext(new TimeoutException("too late"));
        assertTrue(durable.isCompletedExceptionally());
    }

    @Test
    void aSendThatThrowsIsAFailureToo() {
        producer.sendException = new TimeoutException("no metadata");
        assertTrue(outcomes.publish(OUTCOME).toCompletableFuture().isCompletedExceptionally());
    }

    @Test
    void aDeadLetterGoesToItsOwnTopic() {
        Order order = new Order(OUTCOME.orderId(), "key", null, List.of(), new byte[] {1}, 10, null);
        CompletableFuture<Void> durable = outcomes.publishDeadLetter(new QueuedOrder(order, 5, 99), "gone")
                .toCompletableFuture();
        assertFalse(durable.isDone());
        assertEquals("eu.orders-dead-letter", producer.history().get(0).topic());
        producer.completeNext();
        durable.join();
    }

    @Test
    void whatIsSetAsideIsSafeOnReturnHoweverOftenItTakes() {
        FailingTwice failing = new FailingTwice();
        ConsumerRecord<byte[], byte[]> malformed = new ConsumerRecord<>(
                "orders",
                5,
                99,
                10,
                TimestampType.CREATE_TIME,
                1,
                1,
                new byte[] {1},
                new byte[] {2},
                new RecordHeaders(),
                Optional.empty());
        new KafkaOutcomeLog(failing, new Topics("")).setAside(malformed, "no order");
        assertEquals(3, failing.history().size());
        assertEquals(0, failing.failuresToCome);
    }

    /** Answers at once: twice with a failure, then well. */
    private static final class FailingTwice extends MockProducer<byte[], byte[]> {
        private int failuresToCome = 2;

        private FailingTwice() {
            super(false, null, new ByteArraySerializer(), new ByteArraySerializer());
        }

        @Override
        public synchronized Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record, Callback callback) {
            Future<RecordMetadata> sent = super.send(record, callback);
            if (failuresToCome > 0) {
                failuresToCome--;
                errorNext(new TimeoutException("too late"));
            } else {
                completeNext();
            }
            return sent;
        }
    }
}
