package io.sluice.gateway.kafka;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows a whole topic without a consumer group, on a thread of its own. Begins again after a failure, so what it reports
 * may be reported twice. Start, stop and questions are thread-safe; the listener is called on the reader's thread.
 */
final class LogReader {
    private static final Logger log = LoggerFactory.getLogger(LogReader.class);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final long RESTART_MILLIS = 1_000;
    private static final long STOP_SECONDS = 5;

    private final Map<String, Object> properties;
    private final String topic;
    private final int partitions;
    private final long tailMax;
    private final Listener listener;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread thread;
    private volatile boolean caughtUp;

    /** Who is told. */
    interface Listener {
        void read(ConsumerRecord<byte[], byte[]> record);

        /** After every poll, also an empty one. */
        void polled(KafkaConsumer<byte[], byte[]> consumer, List<TopicPartition> assigned);
    }

    /** @param tailMax how many of the last offsets of each partition to read at the start */
    LogReader(Map<String, Object> properties, String topic, int partitions, long tailMax, Listener listener) {
        this.properties = properties;
        this.topic = topic;
        this.partitions = partitions;
        this.tailMax = tailMax;
        this.listener = listener;
        thread = new Thread(this::run, "read-" + topic);
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /**
     * Whether everything that was there at the start has been read. For a reader of committed records that is what was
     * decided then: an open transaction, be it one that hangs, keeps nobody from being ready, for ends are asked for with the
     * reader's own isolation and so lie before it. Positions pass the marks of transactions like records.
     */
    boolean isCaughtUp() {
        return caughtUp;
    }

    void stop() {
        stop.countDown();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(STOP_SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isStopped() {
        return stop.getCount() == 0;
    }

    private void run() {
        while (!isStopped()) {
            try {
                follow();
            } catch (WakeupException | InterruptException e) {
                return;
            } catch (RuntimeException e) {
                log.error("reading {} failed; beginning again", topic, e);
                pause();
            }
        }
    }

    private void pause() {
        try {
            boolean stopped = stop.await(RESTART_MILLIS, TimeUnit.MILLISECONDS);
            log.debug("{} is read again, unless stopped: {}", topic, stopped);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void follow() {
        List<TopicPartition> assigned = IntStream.range(0, partitions)
                .mapToObj(partition -> new TopicPartition(topic, partition))
                .toList();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(assigned);
            Map<TopicPartition, Long> begins = consumer.beginningOffsets(assigned);
            Map<TopicPartition, Long> ends = consumer.endOffsets(assigned);
            assigned.forEach(partition -> consumer.seek(
                    partition,
                    Math.max(begins.getOrDefault(partition, 0L), ends.getOrDefault(partition, 0L) - tailMax)));
            while (!isStopped()) {
                consumer.poll(POLL).forEach(listener::read);
                listener.polled(consumer, assigned);
                caughtUp = caughtUp
                        || assigned.stream()
                                .allMatch(
                                        partition -> consumer.position(partition) >= ends.getOrDefault(partition, 0L));
            }
        }
    }
}
