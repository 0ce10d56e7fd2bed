package io.sluice.gateway.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.contract.FleetRecord.Control;
import io.sluice.contract.FleetRecord.Mode;
import io.sluice.contract.FleetRecords;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

/** Telling and hearing; the test is the log between them. */
class KafkaControlLogTest {
    private final AtomicLong nanos = new AtomicLong();
    private final FleetFeed feed =
            new FleetFeed(new ClientProperties(Map.of(), Map.of(), Map.of()), "fleet", this::nextSecondNanos, () -> 0);
    private final MockProducer<byte[], byte[]> producer =
            new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
    private final KafkaControlLog log = new KafkaControlLog(producer, "fleet", feed, 5);

    /** Every look at the clock takes a second, so that what waits is soon tired of it. */
    private long nextSecondNanos() {
        return nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
    }

    @Test
    void isCertainOnceItsOwnRecordIsShown() throws Exception {
        hear(0, 0, 500);
        shown();

        assertTrue(log.tell(control(500)));
        assertEquals(
                control(500), FleetRecords.decode(read(0, 0, producer.history().get(0))));
    }

    @Test
    void isNotCertainWhileWhatIsShownHasItNot() {
        assertFalse(log.tell(control(500)), "not read");
        hear(0, 0, 500);
        assertFalse(log.tell(control(500)), "read and not shown");
    }

    @Test
    void isNotCertainWhereKafkaRefuses() {
        producer.sendException = new TimeoutException("no metadata");

        assertFalse(log.tell(control(500)));
    }

    @Test
    void wakesWhoWaitsForARecord() throws Exception {
        FleetFeed slow =
                new FleetFeed(new ClientProperties(Map.of(), Map.of(), Map.of()), "fleet", System::nanoTime, () -> 0);
        CompletableFuture<Boolean> waiting = CompletableFuture.supplyAsync(() -> {
            try {
                return slow.awaitRead(0, 10_000);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        slow.read(read(0, 0, FleetRecords.encode("fleet", control(5))));
        slow.polled(null, List.of());

        assertTrue(waiting.get(5, TimeUnit.SECONDS));
    }

    @Test
    void hearsNothingTwiceButWhatALaterLeaderPutsInItsPlace() {
        hear(0, 3, 100);
        hear(1, 3, 200);
        hear(0, 3, 100);
        shown();
        assertEquals(200, feed.state().ratePerSecond());
        assertEquals(2, feed.report().changes().size());

        hear(1, 4, 300);
        shown();
        assertEquals(300, feed.state().ratePerSecond());
    }

    private void hear(long offset, int epoch, double rate) {
        feed.read(read(offset, epoch, FleetRecords.encode("fleet", control(rate))));
    }

    private void shown() {
        feed.polled(null, List.of());
    }

    private static ConsumerRecord<byte[], byte[]> read(long offset, int epoch, ProducerRecord<byte[], byte[]> written) {
        return new ConsumerRecord<>(
                "fleet",
                0,
                offset,
                0,
                TimestampType.CREATE_TIME,
                0,
                0,
                written.key(),
                written.value(),
                new RecordHeaders(),
                Optional.of(epoch));
    }

    private static Control control(double rate) {
        return new Control(rate, false, Mode.FIXED, "", false, "ada", "why", 0);
    }
}
