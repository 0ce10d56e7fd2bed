package io.sluice.gateway.kafka;

import io.sluice.gateway.queue.Lag;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads, once a second, when the first unsettled order of each partition was accepted: the record at the committed offset.
 * Only where that offset has moved, as a record does not change. Runs on its own thread.
 */
public final class HeadAges {
    private static final Logger log = LoggerFactory.getLogger(HeadAges.class);
    private static final long INTERVAL_MILLIS = 1_000;
    private static final int POLLS_MAX = 10;
    private static final Duration POLL = Duration.ofMillis(50);
    private static final long NONE = -1;

    private final Map<String, Object> properties;
    private final String topic;
    private final Lag lag;
    private final AtomicLongArray wanted;
    private final AtomicLongArray known;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread named = new Thread(task, "head-ages");
        named.setDaemon(true);
        return named;
    });
    private @Nullable KafkaConsumer<byte[], byte[]> consumer;

    public HeadAges(ClientProperties properties, String topic, int partitions, Lag lag) {
        this.properties = properties.peeker("head-ages");
        this.topic = topic;
        this.lag = lag;
        wanted = new AtomicLongArray(partitions);
        known = new AtomicLongArray(partitions);
        for (int partition = 0; partition < partitions; partition++) {
            wanted.set(partition, NONE);
            known.set(partition, NONE);
        }
    }

    public void start() {
        var unused = thread.scheduleWithFixedDelay(this::look, 0, INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
    }

    public void stop() {
        thread.execute(this::closeConsumer);
        thread.shutdown();
    }

    /** The first unsettled order of the partition is at this offset, if the partition goes on to there. Thread-safe. */
    void headSeen(int partition, long head, long end) {
        wanted.set(partition, head < end ? head : NONE);
        if (head >= end) {
            known.set(partition, NONE);
        }
    }

    private void look() {
        List<TopicPartition> moved = IntStream.range(0, wanted.length())
                .filter(partition -> wanted.get(partition) != NONE && wanted.get(partition) != known.get(partition))
                .mapToObj(partition -> new TopicPartition(topic, partition))
                .toList();
        if (moved.isEmpty()) {
            return;
        }
        try {
            look(moved);
        } catch (KafkaException e) {
            log.warn("the ages of the oldest orders cannot be read: {}", e.toString());
            closeConsumer();
        }
    }

    private void look(List<TopicPartition> moved) {
        KafkaConsumer<byte[], byte[]> open = consumer;
        if (open == null) {
            open = new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
            consumer = open;
        }
        open.assign(moved);
        for (TopicPartition partition : moved) {
            open.seek(partition, wanted.get(partition.partition()));
        }
        int left = moved.size();
        for (int poll = 0; poll < POLLS_MAX && left > 0; poll++) {
            var records = open.poll(POLL);
            for (TopicPartition partition : records.partitions()) {
                ConsumerRecord<byte[], byte[]> head = records.records(partition).get(0);
                lag.headSeen(partition.partition(), head.timestamp());
                known.set(partition.partition(), head.offset());
                open.pause(List.of(partition));
                left--;
            }
        }
        // Otherwise it would go on fetching in the background.
        open.unsubscribe();
    }

    private void closeConsumer() {
        if (consumer != null) {
            consumer.close();
            consumer = null;
        }
    }
}
