package io.sluice.gateway.kafka;

import io.sluice.contract.LetterPlace;
import io.sluice.contract.OrderRecords;
import io.sluice.contract.Topics;
import io.sluice.gateway.operator.ReplayLog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts dead letters back into the orders topic, and marks them, through a producer of its own: a replay waits for Kafka, and
 * must not take room from orders that buyers wait for. A transaction around both would hide the mark while it is open and
 * make nothing safer: what counts is that workers know a replay that they had. Thread-safe.
 */
public final class KafkaReplayLog implements ReplayLog {
    private static final Logger log = LoggerFactory.getLogger(KafkaReplayLog.class);

    /** A portion of ordinary orders, and more than the largest order. */
    private static final long BUFFER_BYTES = 8L << 20;

    private final Producer<byte[], byte[]> producer;
    private final Topics topics;
    private final int partitions;

    KafkaReplayLog(Producer<byte[], byte[]> producer, Topics topics, int partitions) {
        this.producer = producer;
        this.topics = topics;
        this.partitions = partitions;
    }

    /** A log over a producer of its own. */
    public static KafkaReplayLog open(ClientProperties properties, Topics topics, int partitions) {
        Map<String, Object> producer = properties.controlProducer("replay");
        producer.put("buffer.memory", BUFFER_BYTES);
        return new KafkaReplayLog(
                new KafkaProducer<>(producer, new ByteArraySerializer(), new ByteArraySerializer()),
                topics,
                partitions);
    }

    @Override
    public int append(List<Replay> replays) {
        List<Boolean> stored = sendAll(replays.stream().map(this::order).toList());
        List<ProducerRecord<byte[], byte[]>> marks = new ArrayList<>(replays.size());
        for (int i = 0; i < replays.size(); i++) {
            if (stored.get(i)) {
                marks.add(replays.get(i).mark().encode(topics.ordersDeadLetter()));
            }
        }
        long unmarked = sendAll(marks).stream().filter(marked -> !marked).count();
        if (unmarked > 0) {
            log.warn("{} dead letters were put back and may not be marked; to put them back again is safe", unmarked);
        }
        return marks.size();
    }

    /** Where it lay before, as the workers of that partition know how it ended. */
    private ProducerRecord<byte[], byte[]> order(Replay replay) {
        ProducerRecord<byte[], byte[]> record = OrderRecords.encode(topics.orders(), replay.order());
        LetterPlace origin = replay.letter().origin();
        Integer partition = origin == null || origin.partition() >= partitions ? null : origin.partition();
        return new ProducerRecord<>(
                record.topic(), partition, record.timestamp(), record.key(), record.value(), record.headers());
    }

    /** For each record whether Kafka has it for good. */
    private List<Boolean> sendAll(List<ProducerRecord<byte[], byte[]>> records) {
        List<Future<RecordMetadata>> sent = new ArrayList<>(records.size());
        try {
            records.forEach(record -> sent.add(producer.send(record)));
        } catch (KafkaException e) {
            log.warn("a replay cannot be sent: {}", e.toString());
        }
        List<Boolean> stored = new ArrayList<>(records.size());
        for (int i = 0; i < records.size(); i++) {
            stored.add(i < sent.size() && isStored(sent.get(i)));
        }
        return stored;
    }

    private static boolean isStored(Future<RecordMetadata> sent) {
        try {
            sent.get(ClientProperties.CONTROL_MILLIS_MAX, TimeUnit.MILLISECONDS);
            return true;
        } catch (ExecutionException | TimeoutException e) {
            log.warn("a replay is not confirmed: {}", e.toString());
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Ends; what is not confirmed stays so. */
    public void close() {
        producer.close(Duration.ZERO);
    }
}
