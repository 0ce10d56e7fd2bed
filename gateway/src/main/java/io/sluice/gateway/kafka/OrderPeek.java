package io.sluice.gateway.kafka;

import io.sluice.contract.MalformedRecordException;
import io.sluice.contract.Order;
import io.sluice.contract.OrderRecords;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at single orders where they lie in Kafka. One consumer for all who ask, in rounds: one order of each partition at a
 * time, which is a fetch of a few milliseconds. At most a thousand wait. Asking is thread-safe; all else is on its own thread,
 * which also completes what is asked.
 */
final class OrderPeek {
    private static final Logger log = LoggerFactory.getLogger(OrderPeek.class);
    private static final int WAITING_MAX = 1_000;
    private static final int POLLS_MAX = 20;
    private static final Duration POLL = Duration.ofMillis(50);
    private static final Duration ENDS_TIMEOUT = Duration.ofSeconds(1);
    private static final long IDLE_MILLIS = 200;
    private static final long STOP_SECONDS = 5;

    private final Supplier<Consumer<byte[], byte[]>> opening;
    private final String topic;
    private final BlockingQueue<Place> asked = new ArrayBlockingQueue<>(WAITING_MAX);
    /** Taken from {@link #asked}, in the order of asking. */
    private final Queue<Place> waiting = new ArrayDeque<>();

    private final Thread thread = new Thread(this::run, "order-peek");
    private @Nullable Consumer<byte[], byte[]> consumer;
    private volatile boolean stopped;

    /** Where somebody wants to look. */
    private record Place(int partition, long offset, CompletableFuture<Optional<Order>> found) {}

    OrderPeek(Supplier<Consumer<byte[], byte[]>> opening, String topic) {
        this.opening = opening;
        this.topic = topic;
        thread.setDaemon(true);
    }

    static OrderPeek open(ClientProperties properties, String topic) {
        Map<String, Object> peeker = properties.peeker("order-peek");
        return new OrderPeek(
                () -> new KafkaConsumer<>(peeker, new ByteArrayDeserializer(), new ByteArrayDeserializer()), topic);
    }

    void start() {
        thread.start();
    }

    void stop() {
        stopped = true;
        try {
            thread.join(TimeUnit.SECONDS.toMillis(STOP_SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * The order at this place, or nothing if there is none; fails if Kafka does not answer, and at once with a
     * {@link RejectedExecutionException} if too many wait already.
     */
    CompletionStage<Optional<Order>> at(int partition, long offset) {
        Place place = new Place(partition, offset, new CompletableFuture<>());
        if (!asked.offer(place)) {
            place.found.completeExceptionally(new RejectedExecutionException("too many look at orders"));
        }
        return place.found;
    }

    private void run() {
        while (!stopped) {
            try {
                Place next = waiting.isEmpty() ? asked.poll(IDLE_MILLIS, TimeUnit.MILLISECONDS) : waiting.poll();
                if (next != null) {
                    waiting.add(next);
                    asked.drainTo(waiting, WAITING_MAX - waiting.size());
                    look(round());
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                stopped = true;
            }
        }
        asked.drainTo(waiting);
        failWaiting(new KafkaException("this gateway is stopping"));
        closeConsumer();
    }

    private void failWaiting(RuntimeException why) {
        waiting.forEach(place -> place.found.completeExceptionally(why));
        waiting.clear();
    }

    /** Takes the first of each partition. */
    private Map<TopicPartition, Place> round() {
        Map<TopicPartition, Place> round = new HashMap<>();
        for (Iterator<Place> all = waiting.iterator(); all.hasNext(); ) {
            Place place = all.next();
            if (round.putIfAbsent(new TopicPartition(topic, place.partition), place) == null) {
                all.remove();
            }
        }
        return round;
    }

    private void look(Map<TopicPartition, Place> round) {
        try {
            Consumer<byte[], byte[]> open = consumer;
            if (open == null) {
                open = opening.get();
                consumer = open;
            }
            look(open, round);
        } catch (RuntimeException e) {
            log.warn("orders cannot be looked at: {}", e.toString());
            round.values().forEach(place -> place.found.completeExceptionally(e));
            // Each round would have to find out anew, for seconds.
            failWaiting(e);
            closeConsumer();
        }
    }

    private static void look(Consumer<byte[], byte[]> open, Map<TopicPartition, Place> round) {
        open.assign(round.keySet());
        round.forEach((partition, place) -> open.seek(partition, place.offset));
        for (int poll = 0; poll < POLLS_MAX && !round.isEmpty(); poll++) {
            var records = open.poll(POLL);
            for (TopicPartition partition : records.partitions()) {
                Place place = round.remove(partition);
                if (place != null) {
                    place.found.complete(order(records.records(partition).get(0), place));
                }
                open.pause(List.of(partition));
            }
        }
        if (!round.isEmpty()) {
            lookForEnds(open, round);
        }
        // Otherwise it would go on fetching in the background.
        open.unsubscribe();
    }

    /** Nothing came: because the partition ends there, or because nobody answers. */
    private static void lookForEnds(Consumer<byte[], byte[]> open, Map<TopicPartition, Place> round) {
        Map<TopicPartition, Long> ends = open.endOffsets(round.keySet(), ENDS_TIMEOUT);
        round.forEach((partition, place) -> {
            if (place.offset >= ends.getOrDefault(partition, Long.MAX_VALUE)) {
                place.found.complete(Optional.empty());
            } else {
                place.found.completeExceptionally(new TimeoutException(partition + " is not sent in time"));
            }
        });
    }

    /** Another offset comes where the one asked for is deleted, or is none of this partition. */
    private static Optional<Order> order(ConsumerRecord<byte[], byte[]> record, Place place) {
        try {
            return record.offset() == place.offset ? Optional.of(OrderRecords.decode(record)) : Optional.empty();
        } catch (MalformedRecordException e) {
            return Optional.empty();
        }
    }

    private void closeConsumer() {
        if (consumer != null) {
            consumer.close();
            consumer = null;
        }
    }
}
