package io.sluice.gateway.kafka;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.contract.Order;
import io.sluice.contract.OrderId;
import io.sluice.gateway.intake.OrderLog;
import io.sluice.gateway.intake.OrderLog.Appended;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class KafkaOrderLogTest {
    private final MockProducer<byte[], byte[]> producer =
            new MockProducer<>(false, null, new ByteArraySerializer(), new ByteArraySerializer());
    private final AtomicLong nanos = new AtomicLong(1_000);
    private final Queue<Runnable> loopTasks = new ArrayDeque<>();
    private final KafkaOrderLog orderLog = new KafkaOrderLog(producer, "orders", nanos::get);
    private final OrderLog log = orderLog.on(loopTasks::add);

    @Test
    void storesTheBodyByteForByteAndAnswersOnTheLoop() throws Exception {
        Future<Appended> appended = log.append(order("body"));
        assertFalse(appended.isComplete());
        assertArrayEquals(
                "body".getBytes(StandardCharsets.UTF_8),
                producer.history().get(0).value());

        asProducerThread(() -> producer.completeNext());
        assertFalse(appended.isComplete());
        loopTasks.remove().run();

        assertEquals(Appended.stored(0, 0), appended.result());
    }

    @Test
    void handsManyAcknowledgementsOverAtOnce() throws Exception {
        for (int i = 0; i < 10; i++) {
            Future<Appended> unused = log.append(order("o" + i));
        }
        asProducerThread(() -> {
            while (producer.completeNext()) {
                // all of them
            }
        });

        assertEquals(1, loopTasks.size());
        loopTasks.remove().run();
        assertEquals(0, orderLog.oldestWaitNanos());
    }

    @Test
    void tellsHowLongTheOldestOrderWaits() throws Exception {
        assertEquals(0, orderLog.oldestWaitNanos());
        Future<Appended> first = log.append(order("a"));
        nanos.addAndGet(300);
        Future<Appended> second = log.append(order("b"));
        nanos.addAndGet(50);
        assertEquals(350, orderLog.oldestWaitNanos());

        asProducerThread(() -> producer.completeNext());
        loopTasks.remove().run();
        assertTrue(first.isComplete());
        assertEquals(50, orderLog.oldestWaitNanos());

        asProducerThread(() -> producer.errorNext(new TimeoutException("120000 ms has passed")));
        loopTasks.remove().run();
        assertEquals(Appended.NOT_CONFIRMED, second.result());
        assertEquals(0, orderLog.oldestWaitNanos());
    }

    @Test
    void answersAtOnceWhatWasNeverSent() {
        producer.close();

        assertEquals(Appended.NOT_SENT, log.append(order("late")).result());
        assertEquals(0, orderLog.oldestWaitNanos());
    }

    @Test
    void answersAtOnceWhatTheProducerTurnsAwayInItsCallback() {
        MockProducer<byte[], byte[]> failing =
                new MockProducer<>(false, null, new ByteArraySerializer(), new ByteArraySerializer()) {
                    @Override
                    public synchronized java.util.concurrent.Future<RecordMetadata> send(
                            ProducerRecord<byte[], byte[]> record, Callback callback) {
                        TimeoutException noMetadata = new TimeoutException("Topic orders not present in metadata");
                        callback.onCompletion(null, noMetadata);
                        return CompletableFuture.failedFuture(noMetadata);
                    }
                };

        OrderLog turningAway = new KafkaOrderLog(failing, "orders", nanos::get).on(loopTasks::add);
        assertEquals(Appended.NOT_SENT, turningAway.append(order("a")).result());
    }

    private static Order order(String body) {
        return new Order(OrderId.random(), "key", null, List.of(), body.getBytes(StandardCharsets.UTF_8), 5, null);
    }

    /** As in a real producer, callbacks come from a thread that is not the event loop. */
    private static void asProducerThread(Runnable action) throws InterruptedException {
        Thread thread = new Thread(action);
        thread.start();
        thread.join();
    }
}
