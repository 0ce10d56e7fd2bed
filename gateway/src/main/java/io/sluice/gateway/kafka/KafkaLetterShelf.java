package io.sluice.gateway.kafka;

import io.sluice.contract.LetterPlace;
import io.sluice.gateway.operator.LetterShelf;
import java.util.Iterator;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The dead-letter topic for reading, through a consumer of its own that is opened by the first question and anew after a
 * failure. Nothing is kept but the marks. Rejected: an index of all letters, fed from the start of every gateway, as it
 * would take memory for what is asked for on a few days of the year. Thread-safe; one question at a time.
 */
public final class KafkaLetterShelf implements LetterShelf {
    private static final Logger log = LoggerFactory.getLogger(KafkaLetterShelf.class);
    /** So many whole bodies are held at a time. */
    private static final int BODIES_MAX = 50;

    private static final Reading NO_ANSWER = new Reading(false, 0, false, null);

    private final Supplier<Consumer<byte[], byte[]>> opening;
    private final String topic;
    private final int partitions;
    private final LongSupplier nanoClock;
    private ReplayMarks marks;
    private volatile @Nullable Consumer<byte[], byte[]> consumer;
    private volatile boolean closed;

    KafkaLetterShelf(Supplier<Consumer<byte[], byte[]>> opening, String topic, int partitions, LongSupplier nanoClock) {
        this.opening = opening;
        this.topic = topic;
        this.partitions = partitions;
        this.nanoClock = nanoClock;
        marks = new ReplayMarks(partitions);
    }

    /** A shelf over a consumer of its own. */
    public static KafkaLetterShelf open(
            ClientProperties properties, String topic, int partitions, LongSupplier nanoClock) {
        return new KafkaLetterShelf(
                () -> new KafkaConsumer<>(
                        properties.browser("dead-letters"), new ByteArrayDeserializer(), new ByteArrayDeserializer()),
                topic,
                partitions,
                nanoClock);
    }

    @Override
    public boolean isCursor(String text) {
        return LetterLanes.isCursor(text, partitions);
    }

    @Override
    public synchronized Reading scan(@Nullable String before, Bounds bounds, Predicate<Shelved> wantsMore) {
        return ask(bounds, reader -> scan(reader, before, wantsMore));
    }

    private static Reading scan(LetterReader reader, @Nullable String before, Predicate<Shelved> wantsMore) {
        LetterLanes lanes = new LetterLanes(reader, before);
        boolean whole = lanes.cover();
        boolean more = whole;
        while (more) {
            whole = lanes.fill();
            Shelved newest = whole ? lanes.take() : null;
            more = newest != null && wantsMore.test(newest);
        }
        return new Reading(true, reader.scanned(), !whole, lanes.cursor());
    }

    @Override
    public synchronized Reading look(SortedSet<LetterPlace> places, Bounds bounds, Predicate<Shelved> wantsMore) {
        return ask(bounds, reader -> look(reader, places, wantsMore));
    }

    private static Reading look(LetterReader reader, SortedSet<LetterPlace> places, Predicate<Shelved> wantsMore) {
        TreeSet<LetterPlace> left = new TreeSet<>(places);
        left.removeIf(place -> place.partition() >= reader.partitions()
                || place.offset() < reader.begin(place.partition())
                || place.offset() >= reader.end(place.partition()));
        boolean more = true;
        while (more && !left.isEmpty()) {
            LetterPlace first = left.first();
            if (reader.isExhausted() || !reader.coverFrom(first.partition(), first.offset())) {
                return new Reading(true, reader.scanned(), true, null);
            }
            TreeSet<LetterPlace> near =
                    left.headSet(new LetterPlace(first.partition(), first.offset() + LetterReader.STRETCH_MAX)).stream()
                            .limit(BODIES_MAX)
                            .collect(Collectors.toCollection(TreeSet::new));
            left.removeAll(near);
            Iterator<Shelved> found = reader.read(
                            first.partition(),
                            first.offset(),
                            near.last().offset() + 1,
                            Integer.MAX_VALUE,
                            offset -> near.contains(new LetterPlace(first.partition(), offset)))
                    .iterator();
            while (more && found.hasNext()) {
                more = wantsMore.test(found.next());
            }
        }
        return new Reading(true, reader.scanned(), false, null);
    }

    private Reading ask(Bounds bounds, Function<LetterReader, Reading> question) {
        if (closed) {
            return NO_ANSWER;
        }
        try {
            Consumer<byte[], byte[]> open = consumer;
            if (open == null) {
                open = opening.get();
                consumer = open;
            }
            Reading reading = question.apply(new LetterReader(open, topic, partitions, marks, bounds, nanoClock));
            // Otherwise it would go on fetching in the background.
            open.unsubscribe();
            return reading;
        } catch (KafkaException e) {
            log.warn("dead letters cannot be read: {}", e.toString());
            closeConsumer();
            return NO_ANSWER;
        }
    }

    private void closeConsumer() {
        Consumer<byte[], byte[]> open = consumer;
        if (open != null) {
            consumer = null;
            open.close();
        }
        marks = new ReplayMarks(partitions);
    }

    /** Ends; whoever reads is told that Kafka does not answer. */
    public void close() {
        closed = true;
        Consumer<byte[], byte[]> reading = consumer;
        if (reading != null) {
            reading.wakeup();
        }
        synchronized (this) {
            closeConsumer();
        }
    }
}
