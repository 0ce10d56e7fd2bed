package io.sluice.gateway.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.contract.Order;
import io.sluice.contract.OrderId;
import io.sluice.contract.OrderRecords;
import io.sluice.gateway.queue.Ticket;
import io.sluice.gateway.status.CancellationLog.Noted;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Looking at orders and noting the wish to take them back; two partitions of three orders each, at offsets 5 to 7. */
class OrderPeekTest {
    private static final long FIRST = 5;
    private static final long END = 8;

    /** Has the records of whatever is assigned, and what a real consumer does that Kafka's mock leaves out. */
    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest") {
        @Override
        public synchronized void unsubscribe() {
            resume(paused());
            super.unsubscribe();
        }

        @Override
        public synchronized org.apache.kafka.clients.consumer.ConsumerRecords<byte[], byte[]> poll(
                java.time.Duration timeout) {
            for (TopicPartition partition : assignment()) {
                if (!paused().contains(partition)) {
                    if (position(partition) < FIRST) {
                        seek(partition, FIRST);
                    }
                    for (long offset = position(partition); offset < END; offset++) {
                        addRecord(record(partition.partition(), offset));
                    }
                }
            }
            return super.poll(timeout);
        }
    };

    private final MockProducer<byte[], byte[]> producer =
            new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
    private final OrderPeek peek = new OrderPeek(() -> consumer, "orders");
    private final KafkaCancellationLog log = new KafkaCancellationLog(producer, "wishes", 2, peek, () -> 4_000);

    OrderPeekTest() {
        for (int partition = 0; partition < 2; partition++) {
            consumer.updateBeginningOffsets(java.util.Map.of(new TopicPartition("orders", partition), FIRST));
            consumer.updateEndOffsets(java.util.Map.of(new TopicPartition("orders", partition), END));
        }
    }

    @AfterEach
    void stop() {
        log.close();
    }

    @Test
    void findsWhatEverybodyAsksFor() throws Exception {
        List<CompletionStage<Optional<Order>>> asked = new ArrayList<>();
        for (long offset = FIRST; offset < END; offset++) {
            asked.add(peek.at(0, offset));
            asked.add(peek.at(1, offset));
        }
        peek.start();

        for (int i = 0; i < asked.size(); i++) {
            assertEquals(
                    id(i % 2, FIRST + i / 2), get(asked.get(i)).map(Order::id).orElse("none"));
        }
    }

    @Test
    void findsNothingBeforeTheBeginningAndBehindTheEnd() throws Exception {
        peek.start();

        assertEquals(Optional.empty(), get(peek.at(0, 1)));
        assertEquals(Optional.empty(), get(peek.at(0, END)));
    }

    @Test
    void goesOnAfterAFailure() throws Exception {
        consumer.setPollException(new KafkaException("away"));
        CompletionStage<Optional<Order>> failing = peek.at(0, 6);
        peek.start();

        ExecutionException failure = assertThrows(ExecutionException.class, () -> get(failing));
        assertInstanceOf(KafkaException.class, failure.getCause());
    }

    @Test
    void letsSoManyWaitAndLeavesNobodyWaitingAtItsEnd() throws Exception {
        List<CompletionStage<Optional<Order>>> waiting = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            waiting.add(peek.at(0, 6));
        }
        ExecutionException turnedAway = assertThrows(ExecutionException.class, () -> get(peek.at(0, 6)));
        assertInstanceOf(RejectedExecutionException.class, turnedAway.getCause());
        assertEquals(Noted.TOO_MANY, get(log.note(id(0, 6), new Ticket(0, 6, 7, 6, 0))));

        log.close();
        peek.start();
        for (CompletionStage<Optional<Order>> one : waiting) {
            assertThrows(ExecutionException.class, () -> get(one));
        }
    }

    @Test
    void notesAWishWithWhatTheRecordTells() throws Exception {
        peek.start();

        assertEquals(Noted.NOTED, get(log.note(id(1, 6), new Ticket(1, 6, 7, 6, 99))));
        ProducerRecord<byte[], byte[]> noted = producer.history().get(0);
        assertEquals(1, noted.partition());
        assertEquals(
                "{\"orderId\":\"" + id(1, 6) + "\",\"partition\":1,\"offset\":6,\"acceptedAt\":1006,\"fingerprint\":"
                        + Order.fingerprint(body(6)) + ",\"requestedAt\":4000}",
                new String(noted.value(), StandardCharsets.UTF_8));
    }

    @Test
    void notesNothingForATicketThatIsMadeUp() throws Exception {
        peek.start();

        assertEquals(Noted.NO_SUCH_ORDER, get(log.note(id(1, 7), new Ticket(1, 6, 7, 6, 0))));
        assertEquals(Noted.NO_SUCH_ORDER, get(log.note(id(1, 6), new Ticket(1, END, END + 1, END, 0))));
        assertEquals(Noted.NO_SUCH_ORDER, get(log.note(id(1, 6), new Ticket(2, 6, 7, 6, 0))));
        assertEquals(List.of(), producer.history());
    }

    @Test
    void tellsNotSentFromNotConfirmed() throws Exception {
        consumer.setPollException(new KafkaException("away"));
        peek.start();
        assertEquals(Noted.NOT_SENT, get(log.note(id(1, 6), new Ticket(1, 6, 7, 6, 0))));
    }

    @Test
    void doesNotKnowWhatKafkaMadeOfAWishThatFailed() throws Exception {
        peek.start();
        producer.sendException = new KafkaException("full");
        assertEquals(Noted.NOT_SENT, get(log.note(id(1, 6), new Ticket(1, 6, 7, 6, 0))));
        assertTrue(producer.history().isEmpty());
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private static String id(int partition, long offset) {
        return OrderId.derived("p" + partition, "o" + offset);
    }

    private static byte[] body(long offset) {
        return ("{\"n\":" + offset + "}").getBytes(StandardCharsets.UTF_8);
    }

    private static ConsumerRecord<byte[], byte[]> record(int partition, long offset) {
        ProducerRecord<byte[], byte[]> order = OrderRecords.encode(
                "orders", new Order(id(partition, offset), "k", null, List.of(), body(offset), 1_000 + offset, null));
        return new ConsumerRecord<>(
                "orders",
                partition,
                offset,
                order.timestamp(),
                TimestampType.CREATE_TIME,
                order.key().length,
                order.value().length,
                order.key(),
                order.value(),
                order.headers(),
                Optional.empty());
    }
}
