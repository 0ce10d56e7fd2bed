package io.sluice.loadtest.fleet;

import io.sluice.contract.FleetRecord;
import io.sluice.contract.FleetRecords;
import io.sluice.contract.Topics;
import io.sluice.loadtest.drive.RunClock;
import io.sluice.loadtest.verdict.FleetFacts.RateChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Changes the fleet's rate as an operator does, with a record in the fleet log, and knows when each held. Thread-safe. */
public final class RateLever implements AutoCloseable {
    private final Producer<byte[], byte[]> producer;
    private final RunClock clock;
    private final List<RateChange> changes = new ArrayList<>();
    private @Nullable String mishap;

    /** A lever on the fleet log of these brokers. */
    public RateLever(String bootstrapServers, RunClock clock) {
        this.clock = clock;
        this.producer = new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrapServers,
                        ProducerConfig.ACKS_CONFIG,
                        "all",
                        ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG,
                        250),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    /** Looks the topic up, so that the first change does not have to. */
    public void prepare() {
        producer.partitionsFor(new Topics("").fleet());
    }

    /** Changes it; returns before that is durable. */
    public void set(double ratePerSecond, String reason) {
        long sentMicros = clock.micros();
        FleetRecord.Control control = new FleetRecord.Control(
                ratePerSecond, false, FleetRecord.Mode.FIXED, "", false, "faults", reason, sentMicros / 1000);
        var unused = producer.send(
                FleetRecords.encode(new Topics("").fleet(), control),
                (stored, refused) -> ended(sentMicros, ratePerSecond, refused));
    }

    private synchronized void ended(long sentMicros, double ratePerSecond, @Nullable Exception refused) {
        if (refused == null) {
            changes.add(new RateChange(sentMicros, clock.micros(), ratePerSecond));
        } else {
            mishap = "the rate could not be changed: " + refused.getMessage();
        }
    }

    /** The changes that are durable by now. */
    public synchronized List<RateChange> changes() {
        return List.copyOf(changes);
    }

    /** What went wrong, or null. */
    public synchronized @Nullable String mishap() {
        return mishap;
    }

    @Override
    public void close() {
        producer.close();
    }
}
