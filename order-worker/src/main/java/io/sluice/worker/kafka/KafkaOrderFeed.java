package io.sluice.worker.kafka;

import io.sluice.contract.MalformedRecordException;
import io.sluice.contract.Order;
import io.sluice.contract.OrderRecords;
import io.sluice.worker.dispatch.OrderFeed;
import io.sluice.worker.dispatch.QueuedOrder;
import io.sluice.worker.kafka.PartitionQueue.Claim;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.FencedMemberEpochException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.StaleMemberEpochException;
import org.apache.kafka.common.errors.UnknownMemberIdException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Orders from the worker group's share of the partitions. {@link #run} is the one thread that touches the consumer: it
 * fetches ahead a little and pauses what is full (a paused consumer keeps polling, so a throttled worker is never evicted
 * for slowness). It commits nothing: settlements do, in the transaction that holds the outcomes. Everything else may be
 * called from any thread.
 *
 * <p>A partition that is taken over gives out no order before it is known which of them have an outcome, and before the wishes
 * to take some back are decided. When it goes to
 * another worker, orders that are being called get a moment to settle, so that they are not called again; the rest is simply
 * forgotten.
 */
public final class KafkaOrderFeed implements OrderFeed, Runnable {
    private static final Logger log = LoggerFactory.getLogger(KafkaOrderFeed.class);
    private static final Duration POLL = Duration.ofMillis(20);
    private static final long PAUSED_PARK_NANOS = 10_000_000L;
    private static final long REVOKED_GRACE_NANOS = 2_000_000_000L;

    private final Consumer<byte[], byte[]> consumer;
    private final PartitionQueues queues;
    private final MalformedOrders malformed;
    private final Takeovers takeovers;
    private final Runnable whenDuplicate;
    private final LongSupplier nanoClock;
    private volatile Runnable onArrival = () -> {};
    private volatile boolean stopping;
    private boolean anyPaused;

    /** Where records go that are no orders. Returns at once; nothing is committed past them until they are safe. */
    interface MalformedOrders {
        void setAside(ConsumerRecord<byte[], byte[]> record, Claim claim, String reason);
    }

    /** Who finds out what has an outcome in a partition that was taken over, and makes its queue ready. Returns at once. */
    interface Takeovers {
        void takeOver(int partition, PartitionQueue queue);
    }

    /** @param whenDuplicate told of each order that is dropped because it is settled or on its way */
    public KafkaOrderFeed(
            Consumer<byte[], byte[]> consumer,
            PartitionQueues queues,
            MalformedOrders malformed,
            Takeovers takeovers,
            Runnable whenDuplicate,
            LongSupplier nanoClock) {
        this.consumer = consumer;
        this.queues = queues;
        this.malformed = malformed;
        this.takeovers = takeovers;
        this.whenDuplicate = whenDuplicate;
        this.nanoClock = nanoClock;
    }

    /**
     * Fetches until stopped.
     *
     * @throws KafkaException if Kafka refuses for good; what was not settled is read again by whoever comes next
     */
    @Override
    public void run() {
        consumer.subscribe(List.of(queues.topic()), new Assignment());
        while (!stopping) {
            try {
                startOverIfDue();
                fetch();
                balanceFetching();
            } catch (WakeupException e) {
                log.debug("woken up to stop");
            } catch (RetriableException e) {
                log.warn("fetching orders failed, trying on: {}", e.toString());
            } catch (UnknownMemberIdException | FencedMemberEpochException | StaleMemberEpochException e) {
                log.warn("evicted while partitions were taken over, joining again: {}", e.toString());
                queues.startOver();
            }
        }
        leave();
    }

    /** Leaves the group and joins it again: the way to be told the committed offsets anew. */
    private void startOverIfDue() {
        if (queues.pollStartOver()) {
            consumer.unsubscribe();
            // Also those whose takeover failed half-way, which the consumer never counted as its own.
            queues.forgetAll();
            consumer.subscribe(List.of(queues.topic()), new Assignment());
        }
    }

    /**
     * Waits for records in {@code poll} only while no partition is paused: with fetched records of a paused partition in
     * its buffer, the consumer does not sleep there but spins.
     */
    private void fetch() {
        ConsumerRecords<byte[], byte[]> records = consumer.poll(anyPaused ? Duration.ZERO : POLL);
        queues.heldAs(consumer.groupMetadata());
        records.forEach(this::enqueue);
        if (anyPaused && records.isEmpty()) {
            LockSupport.parkNanos(PAUSED_PARK_NANOS);
        }
    }

    private void enqueue(ConsumerRecord<byte[], byte[]> record) {
        Order order;
        try {
            order = OrderRecords.decode(record);
        } catch (MalformedRecordException e) {
            setAside(record, String.valueOf(e.getMessage()));
            return;
        }
        switch (queues.add(order, record.partition(), record.offset())) {
            case QUEUED -> onArrival.run();
            case DUPLICATE -> whenDuplicate.run();
            case ELSEWHERE -> log.debug("{}/{} came too late", record.partition(), record.offset());
        }
    }

    private void setAside(ConsumerRecord<byte[], byte[]> record, String defect) {
        log.warn("record {}/{} is no order ({}): set aside", record.partition(), record.offset(), defect);
        Claim claim = queues.claimNameless(record.partition(), record.offset());
        if (claim != null) {
            malformed.setAside(record, claim, defect);
        }
    }

    private void balanceFetching() {
        List<TopicPartition> full = new ArrayList<>();
        List<TopicPartition> roomy = new ArrayList<>();
        anyPaused = queues.balance(full, roomy);
        // Each of these is a round trip to the consumer's own thread.
        if (!full.isEmpty()) {
            consumer.pause(full);
        }
        if (!roomy.isEmpty()) {
            consumer.resume(roomy);
        }
    }

    private void leave() {
        // Static members otherwise stay, and hold their partitions, until the session times out.
        consumer.close(CloseOptions.timeout(Duration.ofSeconds(5))
                .withGroupMembershipOperation(GroupMembershipOperation.LEAVE_GROUP));
    }

    /** Ends {@link #run}. What is not settled by then will be called again by somebody else. */
    public void stop() {
        stopping = true;
        consumer.wakeup();
    }

    @Override
    public @Nullable QueuedOrder take(Predicate<QueuedOrder> wanted) {
        return queues.take(wanted);
    }

    @Override
    public boolean has(Predicate<QueuedOrder> wanted) {
        return queues.has(wanted);
    }

    @Override
    public boolean skim(Predicate<QueuedOrder> unwanted, int looksMax) {
        return queues.skim(unwanted, looksMax);
    }

    @Override
    public void skimAnew() {
        queues.skimAnew();
    }

    @Override
    public @Nullable QueuedOrder withdraw(int partition, String orderId) {
        return queues.withdraw(partition, orderId);
    }

    @Override
    public void lookFarAhead(boolean far) {
        queues.lookFarAhead(far);
    }

    @Override
    public boolean holds(QueuedOrder order) {
        return queues.holds(order);
    }

    @Override
    public void onArrival(Runnable listener) {
        onArrival = listener;
    }

    /** Orders fetched and not yet taken. */
    public int buffered() {
        return queues.buffered();
    }

    /** Acceptance time of the oldest order that is fetched and not taken, milliseconds since 1970; 0 if there is none. */
    public long oldestMillis() {
        return queues.oldestMillis();
    }

    /** Where fetching has come to, by partition that this worker holds. */
    public Map<Integer, Long> nextOffsets() {
        return queues.nextOffsets();
    }

    /** Called by the consumer inside {@code poll}, {@code unsubscribe} and {@code close}. */
    private final class Assignment implements ConsumerRebalanceListener {
        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            consumer.pause(partitions);
            for (TopicPartition partition : partitions) {
                // Waits for what the last owner's transactions come to.
                long start = consumer.position(partition);
                takeovers.takeOver(partition.partition(), queues.open(partition.partition(), start));
            }
            log.info("took over {}", partitions);
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            log.info("handing over {}", partitions);
            queues.heldAs(consumer.groupMetadata());
            queues.awaitWrittenDown(partitions, REVOKED_GRACE_NANOS, nanoClock);
            queues.remove(partitions);
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> partitions) {
            log.warn("lost {}: another worker may have them already", partitions);
            queues.remove(partitions);
        }
    }
}
