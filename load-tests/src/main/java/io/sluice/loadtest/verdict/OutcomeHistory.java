package io.sluice.loadtest.verdict;

import io.sluice.contract.MalformedRecordException;
import io.sluice.contract.OrderOutcome;
import io.sluice.contract.OutcomeRecords;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * Writes every record of the outcomes topic into {@code outcomes.csv} as it appears, on a thread of its own, and tells a
 * listener of each on that thread. It belongs to no consumer group, so it disturbs nobody's offsets.
 */
public final class OutcomeHistory implements AutoCloseable {
    private static final Duration POLL_MAX = Duration.ofMillis(100);
    private static final Duration END_MAX = Duration.ofSeconds(3);

    /** What is settled faster is read later: the cores that it takes belong to those who are watched. */
    private static final int RECORDS_PER_SECOND = 5_000;

    private static final long FINISH_MILLIS_MAX = 10_000;

    private final Thread reader;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Consumer<OutcomeLine> listener;
    private final Writer file;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private volatile @Nullable String mishap;

    /** Starts reading the topic from its beginning; the topic has to exist. */
    public static OutcomeHistory start(
            String bootstrapServers, String topic, Path directory, Consumer<OutcomeLine> listener) throws IOException {
        return start(consumer(bootstrapServers, topic), directory, listener);
    }

    /** Starts reading what is settled from now on; the topic has to exist. */
    public static OutcomeHistory startFromNow(
            String bootstrapServers, String topic, Path directory, Consumer<OutcomeLine> listener) throws IOException {
        KafkaConsumer<byte[], byte[]> consumer = consumer(bootstrapServers, topic);
        consumer.seekToEnd(consumer.assignment());
        // Or the end would be looked up with the first poll, on another thread.
        consumer.assignment().forEach(partition -> consumer.position(partition, END_MAX));
        return start(consumer, directory, listener);
    }

    private static OutcomeHistory start(
            KafkaConsumer<byte[], byte[]> consumer, Path directory, Consumer<OutcomeLine> listener) throws IOException {
        Writer file = Files.newBufferedWriter(directory.resolve(Histories.OUTCOMES_FILE), StandardCharsets.UTF_8);
        file.write(OutcomeLine.HEADER + "\n");
        OutcomeHistory history = new OutcomeHistory(consumer, file, listener);
        history.reader.start();
        return history;
    }

    private OutcomeHistory(KafkaConsumer<byte[], byte[]> consumer, Writer file, Consumer<OutcomeLine> listener) {
        this.consumer = consumer;
        this.file = file;
        this.listener = listener;
        this.reader = new Thread(this::read, "outcome-history");
        reader.setDaemon(true);
    }

    private static KafkaConsumer<byte[], byte[]> consumer(String bootstrapServers, String topic) {
        Properties properties = new Properties();
        properties.putAll(Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false",
                // What a worker did not commit it did not say.
                ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed",
                // Few large fetches: watching must not cost the watched broker much.
                ConsumerConfig.FETCH_MIN_BYTES_CONFIG, "65536",
                ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, "250",
                ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false",
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest"));
        KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                .map(partition -> new TopicPartition(topic, partition.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        return consumer;
    }

    private void read() {
        try (file) {
            boolean stopped = false;
            while (!stopped) {
                int records = poll();
                stopped = stopping.await(records * 1_000_000L / RECORDS_PER_SECOND, TimeUnit.MICROSECONDS);
            }
            readToEnd();
        } catch (IOException e) {
            mishap = "outcomes.csv could not be written: " + e.getMessage();
        } catch (RuntimeException e) {
            mishap = "the outcomes topic could not be read: " + e.getMessage();
        } catch (InterruptedException e) {
            mishap = "the outcomes topic was not read to its end: interrupted";
        } finally {
            consumer.close();
        }
    }

    private int poll() throws IOException {
        ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL_MAX);
        for (ConsumerRecord<byte[], byte[]> record : records) {
            note(record);
        }
        file.flush();
        return records.count();
    }

    /** What is in the topic by now belongs to the run. */
    private void readToEnd() throws IOException {
        Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment(), END_MAX);
        for (Map.Entry<TopicPartition, Long> end : ends.entrySet()) {
            while (consumer.position(end.getKey(), END_MAX) < end.getValue()) {
                poll();
            }
        }
    }

    private void note(ConsumerRecord<byte[], byte[]> record) throws IOException {
        try {
            OrderOutcome outcome = OutcomeRecords.decode(record);
            OutcomeLine line = OutcomeLine.of(outcome);
            file.write(line.csv() + "\n");
            listener.accept(line);
        } catch (MalformedRecordException e) {
            mishap = "record " + record.partition() + "/" + record.offset() + " of " + record.topic()
                    + " is no outcome: " + e.getMessage();
        }
    }

    /** What went wrong with the recording, or null; a history with a mishap must not be judged clean. */
    public @Nullable String mishap() {
        return mishap;
    }

    /** Reads what the topic holds by now, and ends; the file is whole afterwards, unless there is a mishap. */
    public void finish() {
        stopping.countDown();
        try {
            reader.join(FINISH_MILLIS_MAX);
            if (reader.isAlive()) {
                mishap = "the outcomes topic could not be read to its end in time";
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        finish();
    }
}
