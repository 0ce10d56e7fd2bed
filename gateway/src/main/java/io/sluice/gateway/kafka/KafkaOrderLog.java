package io.sluice.gateway.kafka;

import io.sluice.gateway.intake.OrderLog;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The orders topic for writing. One producer for the whole process, which fills batches better than one for each event loop
 * (measured), and an {@link OrderLog} for each loop. Thread-safe.
 */
public final class KafkaOrderLog {
    private final Producer<byte[], byte[]> producer;
    private final String topic;
    private final LongSupplier nanoClock;
    private final List<LoopOrderLog> loops = new CopyOnWriteArrayList<>();

    KafkaOrderLog(Producer<byte[], byte[]> producer, String topic, LongSupplier nanoClock) {
        this.producer = producer;
        this.topic = topic;
        this.nanoClock = nanoClock;
    }

    /** A log over a producer of its own, sized for what the in-flight limit lets in. */
    public static KafkaOrderLog open(
            ClientProperties properties,
            String topic,
            int ordersMax,
            long bytesMax,
            int partitions,
            LongSupplier nanoClock) {
        Map<String, Object> producer = properties.producer(ordersMax, bytesMax, partitions);
        return new KafkaOrderLog(
                new KafkaProducer<>(producer, new ByteArraySerializer(), new ByteArraySerializer()), topic, nanoClock);
    }

    /** Whether the producer knows the topic by now; until then it can send nothing. Starts to ask if it does not. */
    public boolean knowsTopic() {
        try {
            return !producer.partitionsFor(topic).isEmpty();
        } catch (TimeoutException e) {
            return false;
        }
    }

    /** The log for one event loop, which completes there. */
    public OrderLog on(Executor loop) {
        LoopOrderLog log = new LoopOrderLog(producer, topic, loop, nanoClock);
        loops.add(log);
        return log;
    }

    /** For how long the oldest order that is on its way has been waiting for its acknowledgement. */
    public long oldestWaitNanos() {
        long now = nanoClock.getAsLong();
        long oldest = 0;
        for (LoopOrderLog loop : loops) {
            oldest = Math.max(oldest, loop.oldestWaitNanos(now));
        }
        return oldest;
    }

    /** Sends what is left, waits for the answers at most this long, and ends. Blocks. */
    public void close(Duration timeout) {
        producer.close(timeout);
    }
}
