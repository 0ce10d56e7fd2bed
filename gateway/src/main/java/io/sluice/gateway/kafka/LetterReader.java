package io.sluice.gateway.kafka;

import io.sluice.contract.DeadLetterRecord;
import io.sluice.contract.DeadLetterRecord.Letter;
import io.sluice.contract.DeadLetterRecord.Mark;
import io.sluice.gateway.operator.LetterShelf.Bounds;
import io.sluice.gateway.operator.LetterShelf.Shelved;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongPredicate;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * Reads stretches of the dead-letter topic for one question, within its bounds, and notes the marks on the way. Confined to
 * the shelf's lock.
 */
final class LetterReader {
    /** Fewer would be all round trips, more would be read for nothing. */
    static final int STRETCH_MAX = 500;

    /** Of a body that somebody only looks at. */
    static final int BODY_SHOWN_BYTES_MAX = 4 * 1024;

    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration OFFSETS_TIMEOUT = Duration.ofSeconds(3);

    /** Without any record for so long, Kafka does not answer. */
    private static final long SILENCE_NANOS_MAX = 5_000_000_000L;

    private final Consumer<byte[], byte[]> consumer;
    private final String topic;
    private final ReplayMarks marks;
    private final LongSupplier nanoClock;
    private final long endNanos;
    private final long recordsMax;
    private final List<Long> begins;
    private final List<Long> ends;
    private long scanned;

    /** @throws org.apache.kafka.common.KafkaException if Kafka does not tell in time what there is */
    LetterReader(
            Consumer<byte[], byte[]> consumer,
            String topic,
            int partitions,
            ReplayMarks marks,
            Bounds bounds,
            LongSupplier nanoClock) {
        this.consumer = consumer;
        this.topic = topic;
        this.marks = marks;
        this.nanoClock = nanoClock;
        endNanos = nanoClock.getAsLong() + bounds.nanosMax();
        recordsMax = bounds.recordsMax();
        List<TopicPartition> all = IntStream.range(0, partitions)
                .mapToObj(partition -> new TopicPartition(topic, partition))
                .toList();
        Map<TopicPartition, Long> first = consumer.beginningOffsets(all, OFFSETS_TIMEOUT);
        Map<TopicPartition, Long> end = consumer.endOffsets(all, OFFSETS_TIMEOUT);
        begins = all.stream().map(place -> first.getOrDefault(place, 0L)).toList();
        ends = all.stream().map(place -> end.getOrDefault(place, 0L)).toList();
    }

    int partitions() {
        return ends.size();
    }

    long begin(int partition) {
        return begins.get(partition);
    }

    /** Where the partition ended when the question was asked. */
    long end(int partition) {
        return ends.get(partition);
    }

    long scanned() {
        return scanned;
    }

    boolean isExhausted() {
        return scanned >= recordsMax || nanoClock.getAsLong() - endNanos >= 0;
    }

    /** Reads the marks from this offset to the end as far as they are not known; false if the bounds do not allow it. */
    boolean coverFrom(int partition, long offset) {
        long end = end(partition);
        boolean isAnew = marks.isEmpty(partition)
                // The topic was made anew, or nobody has looked for so long that it is better to begin at the end.
                || end < marks.to(partition)
                || end - marks.to(partition) > STRETCH_MAX;
        if (isAnew) {
            marks.beginAt(partition, end);
        }
        while (marks.to(partition) < end) {
            if (isExhausted()) {
                return false;
            }
            long first = marks.to(partition);
            read(partition, first, Math.min(end, first + STRETCH_MAX), BODY_SHOWN_BYTES_MAX, letter -> false);
        }
        while (marks.from(partition) > Math.max(offset, begin(partition))) {
            if (isExhausted()) {
                return false;
            }
            long before = marks.from(partition);
            long first = Math.max(begin(partition), before - STRETCH_MAX);
            read(partition, first, before, BODY_SHOWN_BYTES_MAX, letter -> false);
        }
        return true;
    }

    /**
     * The letters from one offset up to before another, as they lie. What is known of them is complete if everything behind
     * them was read before.
     *
     * @param bodyBytesMax how much to keep of their bodies
     * @param wanted asked for each offset
     */
    List<Shelved> read(int partition, long first, long end, int bodyBytesMax, LongPredicate wanted) {
        TopicPartition place = new TopicPartition(topic, partition);
        consumer.assign(List.of(place));
        consumer.seek(place, first);
        List<Letter> letters = new ArrayList<>();
        long heardNanos = nanoClock.getAsLong();
        while (consumer.position(place) < end) {
            List<ConsumerRecord<byte[], byte[]>> records = consumer.poll(POLL).records(place);
            for (ConsumerRecord<byte[], byte[]> record : records) {
                if (record.offset() < end) {
                    scanned++;
                    note(record, bodyBytesMax, wanted, letters);
                }
            }
            long nowNanos = nanoClock.getAsLong();
            if (!records.isEmpty()) {
                heardNanos = nowNanos;
            } else if (nowNanos - heardNanos > SILENCE_NANOS_MAX) {
                throw new TimeoutException(place + " is not sent in time");
            }
        }
        marks.covered(partition, first, end);
        return letters.stream().map(marks::shelved).toList();
    }

    private void note(
            ConsumerRecord<byte[], byte[]> record, int bodyBytesMax, LongPredicate wanted, List<Letter> letters) {
        DeadLetterRecord decoded = DeadLetterRecord.decode(record);
        if (decoded instanceof Mark mark) {
            marks.note(mark);
        } else if (decoded instanceof Letter letter) {
            marks.note(letter);
            if (wanted.test(record.offset())) {
                letters.add(letter.cut(bodyBytesMax));
            }
        }
    }
}
