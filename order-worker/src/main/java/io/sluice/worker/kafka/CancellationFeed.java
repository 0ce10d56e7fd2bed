package io.sluice.worker.kafka;

import io.sluice.contract.Cancellation;
import io.sluice.contract.MalformedRecordException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Buyers' wishes to take an order back, of the partitions that this worker holds: when one is taken over all that were ever
 * said, before any of its orders is handed out, and from then on the new ones. {@link Arbiter} decides; what it cannot decide yet
 * it is asked again, and nothing is read until then, so that one portion is all that is kept here.
 *
 * <p>{@link #run} is the one thread that touches the consumer.
 */
public final class CancellationFeed implements Runnable {
    private static final Logger log = LoggerFactory.getLogger(CancellationFeed.class);
    private static final Duration POLL = Duration.ofMillis(50);
    private static final long ASK_AGAIN_NANOS = 20_000_000L;

    /** To decide the same wish twice changes nothing, so an event loop that is late is simply asked again. */
    private static final long ANSWER_SECONDS_MAX = 5;

    private final Consumer<byte[], byte[]> consumer;
    private final String topic;
    private final PartitionQueues queues;
    private final Arbiter arbiter;
    private final Map<TopicPartition, Followed> followed = new HashMap<>();
    private List<Cancellation> undecided = List.of();
    private volatile boolean stopping;

    /** Who decides about wishes. */
    public interface Arbiter {
        /** Completes with those that cannot be decided yet. Returns at once. */
        CompletionStage<List<Cancellation>> decide(List<Cancellation> wishes);
    }

    /** An assignment of a partition whose earlier wishes end there. */
    private record Followed(PartitionQueue queue, long end) {}

    /**
     * A feed that follows what the worker holds.
     *
     * @param consumer for this alone; what it returns in one poll is one portion
     * @param topic the wishes
     */
    public CancellationFeed(Consumer<byte[], byte[]> consumer, String topic, PartitionQueues queues, Arbiter arbiter) {
        this.consumer = consumer;
        this.topic = topic;
        this.queues = queues;
        this.arbiter = arbiter;
    }

    @Override
    public void run() {
        try {
            while (!stopping) {
                try {
                    look();
                } catch (RetriableException e) {
                    log.warn("reading cancellations failed, trying on: {}", e.toString());
                }
            }
        } catch (InterruptedException e) {
            log.debug("interrupted to stop");
        } finally {
            consumer.close();
        }
    }

    private void look() throws InterruptedException {
        followAssignments();
        if (followed.isEmpty()) {
            LockSupport.parkNanos(ASK_AGAIN_NANOS);
            return;
        }
        if (undecided.isEmpty()) {
            undecided = read();
        }
        undecided = decide(undecided);
        if (undecided.isEmpty()) {
            admitCaughtUp();
        } else {
            LockSupport.parkNanos(ASK_AGAIN_NANOS);
        }
    }

    /** Drops the partitions that are not held any more, and begins with those that are held anew. */
    private void followAssignments() {
        Map<TopicPartition, PartitionQueue> held = new HashMap<>();
        queues.ready().forEach((partition, queue) -> held.put(new TopicPartition(topic, partition), queue));
        boolean changed = followed.entrySet()
                .removeIf(entry -> held.get(entry.getKey()) != entry.getValue().queue());
        held.keySet().removeAll(followed.keySet());
        if (!changed && held.isEmpty()) {
            return;
        }
        List<TopicPartition> all = new ArrayList<>(followed.keySet());
        all.addAll(held.keySet());
        consumer.assign(all);
        Map<TopicPartition, Long> ends = consumer.endOffsets(held.keySet());
        consumer.seekToBeginning(held.keySet());
        held.forEach((place, queue) -> followed.put(place, new Followed(queue, ends.getOrDefault(place, 0L))));
    }

    private List<Cancellation> read() {
        List<Cancellation> wishes = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
            try {
                Cancellation wish = Cancellation.decode(record);
                if (wish.orderPartition() == record.partition()) {
                    wishes.add(wish);
                }
            } catch (MalformedRecordException e) {
                log.warn(
                        "record {}/{} is no cancellation and is ignored: {}",
                        record.partition(),
                        record.offset(),
                        e.getMessage());
            }
        }
        return wishes;
    }

    private List<Cancellation> decide(List<Cancellation> wishes) throws InterruptedException {
        if (wishes.isEmpty()) {
            return wishes;
        }
        try {
            return arbiter.decide(wishes).toCompletableFuture().get(ANSWER_SECONDS_MAX, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            log.warn("{} cancellations are not decided yet", wishes.size());
            return wishes;
        } catch (ExecutionException e) {
            throw new IllegalStateException("the arbiter never fails", e);
        }
    }

    /** Lets the orders of those partitions come whose earlier wishes are all decided. */
    private void admitCaughtUp() {
        followed.forEach((place, assignment) -> {
            if (consumer.position(place) >= assignment.end() && queues.admit(assignment.queue())) {
                log.debug("{}: all wishes of before are decided", place);
            }
        });
    }

    /** Ends {@link #run}. */
    public void stop() {
        stopping = true;
    }
}
