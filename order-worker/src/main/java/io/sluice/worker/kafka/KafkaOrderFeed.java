package io.sluice.worker.kafka;

import io.sluice.contract.MalformedRecordException;
import io.sluice.contract.OrderRecords;
import io.sluice.worker.dispatch.OrderFeed;
import io.sluice.worker.dispatch.QueuedOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Orders from the worker group's share of the partitions. {@link #run} is the one thread that touches the consumer: it
 * fetches ahead a little, pauses what is full (a paused consumer keeps polling, so a throttled worker is never evicted
 * for slowness) and commits what is settled. Everything else may be called from any thread.
 *
 * <p>When a partition goes to another worker, orders that are being called get a moment to settle and be committed, so
 * that they are not called again; the rest is simply forgotten.
 */
public final class KafkaOrderFeed implements OrderFeed, Runnable {
    private static final Logger log = LoggerFactory.getLogger(KafkaOrderFeed.class);
    private static final Duration POLL = Duration.ofMillis(20);
    private static final long PAUSED_PARK_NANOS = 10_000_000L;
    private static final long COMMIT_NANOS = 200_000_000L;
    private static final long REVOKED_GRACE_NANOS = 2_000_000_000L;

    private final Consumer<byte[], byte[]> consumer;
    private final String topic;
    private final MalformedOrders malformed;
    private final LongSupplier nanoClock;
    private final Map<Integer, PartitionQueue> queues = new HashMap<>();
    private volatile Runnable onArrival = () -> {};
    private volatile boolean stopping;
    private long nextCommitNanos;
    private boolean anyPaused;

    /** Where records go that are no orders; must not return before they are safe. */
    public interface MalformedOrders {
        void setAside(ConsumerRecord<byte[], byte[]> record, String reason);
    }

    public KafkaOrderFeed(
            Consumer<byte[], byte[]> consumer, String topic, MalformedOrders malformed, LongSupplier nanoClock) {
        this.consumer = consumer;
        this.topic = topic;
        this.malformed = malformed;
        this.nanoClock = nanoClock;
    }

    /**
     * Fetches until stopped.
     *
     * @throws KafkaException if Kafka refuses for good; what was not settled is read again by whoever comes next
     */
    @Override
    public void run() {
        nextCommitNanos = nanoClock.getAsLong();
        consumer.subscribe(List.of(topic), new Assignment());
        while (!stopping) {
            try {
                fetch();
                balanceFetching();
                commitIfDue();
            } catch (WakeupException e) {
                log.debug("woken up to stop");
            } catch (RetriableException e) {
                log.warn("fetching orders failed, trying on: {}", e.toString());
            }
        }
        leave();
    }

    /**
     * Waits for records in {@code poll} only while no partition is paused: with fetched records of a paused partition in
     * its buffer, the consumer does not sleep there but spins.
     */
    private void fetch() {
        ConsumerRecords<byte[], byte[]> records = consumer.poll(anyPaused ? Duration.ZERO : POLL);
        records.forEach(this::enqueue);
        if (anyPaused && records.isEmpty()) {
            LockSupport.parkNanos(PAUSED_PARK_NANOS);
        }
    }

    private void enqueue(ConsumerRecord<byte[], byte[]> record) {
        String defect = null;
        synchronized (queues) {
            PartitionQueue queue = queues.get(record.partition());
            if (queue == null) {
                return;
            }
            try {
                queue.add(OrderRecords.decode(record), record.partition(), record.offset());
            } catch (MalformedRecordException e) {
                defect = String.valueOf(e.getMessage());
            }
        }
        if (defect == null) {
            onArrival.run();
            return;
        }
        log.warn("record {}/{} is no order ({}): set aside", record.partition(), record.offset(), defect);
        malformed.setAside(record, defect);
        synchronized (queues) {
            PartitionQueue queue = queues.get(record.partition());
            if (queue != null) {
                queue.skip(record.offset());
            }
        }
    }

    private void balanceFetching() {
        List<TopicPartition> full = new ArrayList<>();
        List<TopicPartition> roomy = new ArrayList<>();
        synchronized (queues) {
            queues.forEach((partition, queue) -> {
                if (!queue.isPaused() && queue.isFull()) {
                    queue.setPaused(true);
                    full.add(new TopicPartition(topic, partition));
                } else if (queue.isPaused() && queue.hasRoom()) {
                    queue.setPaused(false);
                    roomy.add(new TopicPartition(topic, partition));
                }
            });
            anyPaused = queues.values().stream().anyMatch(PartitionQueue::isPaused);
        }
        // Each of these is a round trip to the consumer's own thread.
        if (!full.isEmpty()) {
            consumer.pause(full);
        }
        if (!roomy.isEmpty()) {
            consumer.resume(roomy);
        }
    }

    private void commitIfDue() {
        if (nanoClock.getAsLong() - nextCommitNanos < 0) {
            return;
        }
        nextCommitNanos = nanoClock.getAsLong() + COMMIT_NANOS;
        Map<TopicPartition, OffsetAndMetadata> offsets = toCommit();
        if (!offsets.isEmpty()) {
            consumer.commitAsync(offsets, (done, failure) -> {
                if (failure == null) {
                    markCommitted(done);
                } else {
                    log.debug("commit failed, the next one covers it: {}", failure.toString());
                }
            });
        }
    }

    private Map<TopicPartition, OffsetAndMetadata> toCommit() {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        synchronized (queues) {
            queues.forEach((partition, queue) -> {
                long offset = queue.toCommit();
                if (offset >= 0) {
                    offsets.put(new TopicPartition(topic, partition), new OffsetAndMetadata(offset));
                }
            });
        }
        return offsets;
    }

    private void markCommitted(Map<TopicPartition, OffsetAndMetadata> offsets) {
        synchronized (queues) {
            offsets.forEach((partition, offset) -> {
                PartitionQueue queue = queues.get(partition.partition());
                if (queue != null) {
                    queue.committed(offset.offset());
                }
            });
        }
    }

    private void commitNow() {
        Map<TopicPartition, OffsetAndMetadata> offsets = toCommit();
        if (offsets.isEmpty()) {
            return;
        }
        try {
            consumer.commitSync(offsets, Duration.ofSeconds(2));
            markCommitted(offsets);
        } catch (KafkaException e) {
            log.warn("last commit failed, some orders will be called again: {}", e.toString());
        }
    }

    private void leave() {
        commitNow();
        // Static members otherwise stay, and hold their partitions, until the session times out.
        consumer.close(CloseOptions.timeout(Duration.ofSeconds(5))
                .withGroupMembershipOperation(GroupMembershipOperation.LEAVE_GROUP));
    }

    /** Ends {@link #run} after a last commit. What is not settled by then will be called again by somebody else. */
    public void stop() {
        stopping = true;
        consumer.wakeup();
    }

    @Override
    public @Nullable QueuedOrder take() {
        synchronized (queues) {
            PartitionQueue oldest = null;
            for (PartitionQueue queue : queues.values()) {
                if (queue.waiting() > 0 && (oldest == null || queue.oldestMillis() < oldest.oldestMillis())) {
                    oldest = queue;
                }
            }
            return oldest == null ? null : oldest.take();
        }
    }

    @Override
    public boolean hasOrders() {
        return buffered() > 0;
    }

    @Override
    public boolean holds(QueuedOrder order) {
        synchronized (queues) {
            PartitionQueue queue = queues.get(order.partition());
            return queue != null && queue.holds(order);
        }
    }

    @Override
    public void settled(QueuedOrder order) {
        synchronized (queues) {
            PartitionQueue queue = queues.get(order.partition());
            if (queue != null) {
                queue.settled(order);
            }
            queues.notifyAll();
        }
    }

    @Override
    public void onArrival(Runnable listener) {
        onArrival = listener;
    }

    /** Orders fetched and not yet taken. */
    public int buffered() {
        synchronized (queues) {
            int waiting = 0;
            for (PartitionQueue queue : queues.values()) {
                waiting += queue.waiting();
            }
            return waiting;
        }
    }

    /** Acceptance time of the oldest order that is fetched and not taken, milliseconds since 1970; 0 if there is none. */
    public long oldestMillis() {
        synchronized (queues) {
            long oldest = Long.MAX_VALUE;
            for (PartitionQueue queue : queues.values()) {
                oldest = Math.min(oldest, queue.oldestMillis());
            }
            return oldest == Long.MAX_VALUE ? 0 : oldest;
        }
    }

    /** Where fetching has come to, by partition that this worker holds. */
    public Map<Integer, Long> nextOffsets() {
        Map<Integer, Long> next = new HashMap<>();
        synchronized (queues) {
            queues.forEach((partition, queue) -> next.put(partition, queue.nextOffset()));
        }
        return next;
    }

    /** Called by the consumer inside {@code poll}. */
    private final class Assignment implements ConsumerRebalanceListener {
        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            for (TopicPartition partition : partitions) {
                long start = consumer.position(partition);
                synchronized (queues) {
                    queues.put(partition.partition(), new PartitionQueue(start));
                }
            }
            log.info("took over {}", partitions);
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            log.info("handing over {}", partitions);
            synchronized (queues) {
                partitions.forEach(partition -> with(partition, PartitionQueue::dropWaiting));
                awaitUnsettled(partitions);
            }
            commitNow();
            remove(partitions);
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> partitions) {
            log.warn("lost {}: another worker may have them already", partitions);
            remove(partitions);
        }

        private void awaitUnsettled(Collection<TopicPartition> partitions) {
            long endNanos = nanoClock.getAsLong() + REVOKED_GRACE_NANOS;
            long leftNanos = REVOKED_GRACE_NANOS;
            while (leftNanos > 0 && unsettled(partitions) > 0) {
                try {
                    queues.wait(Math.max(1, leftNanos / 1_000_000));
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return;
                }
                leftNanos = endNanos - nanoClock.getAsLong();
            }
        }

        private int unsettled(Collection<TopicPartition> partitions) {
            int unsettled = 0;
            for (TopicPartition partition : partitions) {
                PartitionQueue queue = queues.get(partition.partition());
                unsettled += queue == null ? 0 : queue.unsettled();
            }
            return unsettled;
        }

        private void with(TopicPartition partition, java.util.function.Consumer<PartitionQueue> action) {
            PartitionQueue queue = queues.get(partition.partition());
            if (queue != null) {
                action.accept(queue);
            }
        }

        private void remove(Collection<TopicPartition> partitions) {
            synchronized (queues) {
                partitions.forEach(partition -> queues.remove(partition.partition()));
            }
        }
    }
}
