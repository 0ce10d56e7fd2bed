package io.sluice.worker.kafka;

import io.sluice.contract.Order;
import io.sluice.worker.dispatch.OutcomeLog.Unfetched;
import io.sluice.worker.dispatch.QueuedOrder;
import io.sluice.worker.kafka.PartitionQueue.Claim;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * The partitions that this worker holds, as the four threads see them that meet here: the feed fills them, the dispatcher
 * takes from them, settlements end what was taken, and a reader says what had ended before. One lock for all of it, held
 * shortly; thread-safe.
 *
 * <p>It also knows <em>as which member</em> of the group the partitions are held. Both are read in one look when a
 * transaction is put together: the group's coordinator refuses the offsets of a member that is not up to date, so what was
 * held in that look cannot have been somebody else's when the transaction is committed.
 */
public final class PartitionQueues {
    /** Orders held by a worker that looks far ahead, over all its partitions: some 700 bytes each beside their bodies. */
    private static final int BUFFERED_FAR_MAX = 120_000;

    private final String topic;
    private final int seenOrdersMax;
    private final Map<Integer, PartitionQueue> queues = new HashMap<>();
    private @Nullable ConsumerGroupMetadata member;
    private boolean startOver;
    private boolean far;

    /**
     * No partitions yet.
     *
     * @param topic the orders
     * @param seenOrdersMax settled orders to remember, over all partitions
     */
    public PartitionQueues(String topic, int seenOrdersMax) {
        this.topic = topic;
        this.seenOrdersMax = seenOrdersMax;
    }

    String topic() {
        return topic;
    }

    /** Begins an assignment of a partition. */
    synchronized PartitionQueue open(int partition, long startOffset) {
        PartitionQueue queue = new PartitionQueue(startOffset);
        queues.put(partition, queue);
        shareSeen();
        return queue;
    }

    synchronized void remove(Collection<TopicPartition> partitions) {
        partitions.forEach(partition -> queues.remove(partition.partition()));
        shareSeen();
    }

    private void shareSeen() {
        queues.values().forEach(queue -> queue.limitSeen(seenOrdersShare()));
    }

    /** How many settled orders of each partition to remember. */
    synchronized int seenOrdersShare() {
        return seenOrdersMax / Math.max(1, queues.size());
    }

    /** What had ended in this assignment of the partition before it began is known now. */
    synchronized void ready(int partition, PartitionQueue queue, SeenOrders seen) {
        if (holds(partition, queue)) {
            seen.limit(seenOrdersShare());
            queue.ready(seen);
        }
    }

    /** The assignments of which is known what had ended before. */
    synchronized Map<Integer, PartitionQueue> ready() {
        Map<Integer, PartitionQueue> ready = new HashMap<>();
        queues.forEach((partition, queue) -> {
            if (queue.isReady()) {
                ready.put(partition, queue);
            }
        });
        return ready;
    }

    /** What was wished of its orders before this assignment is decided, so they may come; true if that is news. */
    synchronized boolean admit(PartitionQueue queue) {
        return queue.admit();
    }

    /** Whether this assignment of the partition has not ended. */
    synchronized boolean holds(int partition, PartitionQueue queue) {
        return queues.get(partition) == queue;
    }

    /** What became of a fetched order. */
    enum Arrival {
        /** It waits for its turn. */
        QUEUED,
        /** One with its id is settled or on its way. */
        DUPLICATE,
        /** Its partition is not this worker's any more. */
        ELSEWHERE
    }

    synchronized Arrival add(Order order, int partition, long offset) {
        PartitionQueue queue = queues.get(partition);
        if (queue == null) {
            return Arrival.ELSEWHERE;
        }
        return queue.add(order, partition, offset) ? Arrival.QUEUED : Arrival.DUPLICATE;
    }

    /** The claim of a fetched record that is no order, or null if its partition is not this worker's any more. */
    synchronized @Nullable Claim claimNameless(int partition, long offset) {
        PartitionQueue queue = queues.get(partition);
        return queue == null ? null : queue.claimNameless(offset);
    }

    /** Ends an order that was given out, once; null if it has ended or its partition is not this worker's any more. */
    synchronized @Nullable Claim end(QueuedOrder order) {
        PartitionQueue queue = queues.get(order.partition());
        return queue == null ? null : queue.end(order);
    }

    /** Whether an order can be claimed ahead of its being fetched. */
    synchronized Unfetched unfetched(int partition, long offset, String orderId) {
        PartitionQueue queue = queues.get(partition);
        if (queue == null) {
            return Unfetched.ELSEWHERE;
        }
        if (!queue.isReady()) {
            return Unfetched.NOT_YET;
        }
        Claim claim = queue.claim(orderId);
        if (claim != null) {
            return claim.isEnding() ? Unfetched.SETTLED : Unfetched.FETCHED;
        }
        boolean isBehind = offset < queue.nextOffset();
        if (isBehind || queue.hasSeen(orderId)) {
            return Unfetched.SETTLED;
        }
        return queue.hasRoomAhead() ? Unfetched.TAKEN : Unfetched.TOO_MANY;
    }

    /** Claims an order ahead of its being fetched; only after {@link #unfetched} has said so, under the same lock. */
    synchronized Claim claimUnfetched(int partition, String orderId) {
        PartitionQueue queue = queues.get(partition);
        if (queue == null) {
            throw new IllegalStateException("partition " + partition + " is not held");
        }
        return queue.claimUnfetched(orderId);
    }

    synchronized @Nullable QueuedOrder take(Predicate<QueuedOrder> wanted) {
        PartitionQueue oldest = OldestFirst.queue(queues.values(), wanted);
        return oldest == null ? null : oldest.take();
    }

    synchronized boolean has(Predicate<QueuedOrder> wanted) {
        return OldestFirst.queue(queues.values(), wanted) != null;
    }

    synchronized boolean skim(Predicate<QueuedOrder> unwanted, int looksMax) {
        return OldestFirst.skim(queues.values(), unwanted, looksMax);
    }

    synchronized void skimAnew() {
        queues.values().forEach(PartitionQueue::skimAnew);
    }

    synchronized @Nullable QueuedOrder withdraw(int partition, String orderId) {
        PartitionQueue queue = queues.get(partition);
        return queue == null ? null : queue.withdraw(orderId);
    }

    synchronized void lookFarAhead(boolean isWanted) {
        far = isWanted;
    }

    synchronized boolean holds(QueuedOrder order) {
        PartitionQueue queue = queues.get(order.partition());
        return queue != null && queue.holds(order);
    }

    /** Orders fetched and not yet taken. */
    synchronized int buffered() {
        int waiting = 0;
        for (PartitionQueue queue : queues.values()) {
            waiting += queue.waiting();
        }
        return waiting;
    }

    /** Acceptance time of the oldest order that is fetched and not taken, milliseconds since 1970; 0 if there is none. */
    synchronized long oldestMillis() {
        long oldest = Long.MAX_VALUE;
        for (PartitionQueue queue : queues.values()) {
            oldest = Math.min(oldest, queue.oldestMillis());
        }
        return oldest == Long.MAX_VALUE ? 0 : oldest;
    }

    /** Where fetching has come to, by partition. */
    synchronized Map<Integer, Long> nextOffsets() {
        Map<Integer, Long> next = new HashMap<>();
        queues.forEach((partition, queue) -> next.put(partition, queue.nextOffset()));
        return next;
    }

    /** Marks what is to be paused and resumed, and says so; returns whether anything is paused then. */
    synchronized boolean balance(List<TopicPartition> full, List<TopicPartition> roomy) {
        int buffered = buffered();
        boolean goOnFar = far && buffered < BUFFERED_FAR_MAX;
        boolean beginFar = far && buffered < BUFFERED_FAR_MAX - BUFFERED_FAR_MAX / 10;
        queues.forEach((partition, queue) -> {
            if (!queue.isPaused() && queue.isFull(goOnFar)) {
                queue.setPaused(true);
                full.add(new TopicPartition(topic, partition));
            } else if (queue.isPaused() && queue.hasRoom(beginFar)) {
                queue.setPaused(false);
                roomy.add(new TopicPartition(topic, partition));
            }
        });
        return queues.values().stream().anyMatch(PartitionQueue::isPaused);
    }

    /** As which member of the group the partitions are held from now on. */
    synchronized void heldAs(ConsumerGroupMetadata newMember) {
        member = newMember;
    }

    /** Whether there are offsets to commit, even if nothing waits to be settled: duplicates were skipped. */
    synchronized boolean hasProgress() {
        return member != null && queues.values().stream().anyMatch(PartitionQueue::hasProgress);
    }

    /**
     * What one transaction is about.
     *
     * @param endings those of this worker
     * @param dropped those whose partition is not this worker's any more
     * @param offsets what results, for every partition that an ending touches: so the coordinator checks the member even if
     *     an older order still holds the offset back
     * @param member as whom to commit them; null if there is nothing to commit
     */
    record Batch(
            List<Ending> endings,
            List<Ending> dropped,
            Map<TopicPartition, OffsetAndMetadata> offsets,
            @Nullable ConsumerGroupMetadata member) {}

    /** Marks as settled what of this is still held. */
    synchronized Batch settling(List<Ending> endings) {
        List<Ending> held = new ArrayList<>(endings.size());
        List<Ending> dropped = new ArrayList<>();
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        for (Ending ending : endings) {
            PartitionQueue queue = queues.get(ending.partition());
            if (queue != null && queue.holds(ending.claim())) {
                queue.settling(ending.claim());
                held.add(ending);
            } else {
                dropped.add(ending);
            }
        }
        held.forEach(ending -> offsets.put(place(ending.partition()), new OffsetAndMetadata(0)));
        queues.forEach((partition, queue) -> {
            if (queue.hasProgress() || offsets.containsKey(place(partition))) {
                offsets.put(place(partition), new OffsetAndMetadata(queue.committable()));
            }
        });
        return new Batch(held, dropped, offsets, offsets.isEmpty() ? null : member);
    }

    private TopicPartition place(int partition) {
        return new TopicPartition(topic, partition);
    }

    /** What the transaction was about is durable. */
    synchronized void settled(Batch batch) {
        for (Ending ending : batch.endings()) {
            PartitionQueue queue = queues.get(ending.partition());
            if (queue != null) {
                queue.settled(ending.claim());
            }
        }
        batch.offsets().forEach((partition, offset) -> {
            PartitionQueue queue = queues.get(partition.partition());
            if (queue != null) {
                queue.committed(offset.offset());
            }
        });
        notifyAll();
    }

    /** Gives back what nobody has taken, and waits until all that was taken is settled, or this long. */
    synchronized void awaitWrittenDown(
            Collection<TopicPartition> partitions, long timeoutNanos, LongSupplier nanoClock) {
        queuesOf(partitions).forEach(PartitionQueue::dropWaiting);
        long endNanos = nanoClock.getAsLong() + timeoutNanos;
        long leftNanos = timeoutNanos;
        while (leftNanos > 0 && !queuesOf(partitions).stream().allMatch(PartitionQueue::isWrittenDown)) {
            try {
                wait(Math.max(1, leftNanos / 1_000_000));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
            leftNanos = endNanos - nanoClock.getAsLong();
        }
    }

    private List<PartitionQueue> queuesOf(Collection<TopicPartition> partitions) {
        return partitions.stream()
                .map(partition -> queues.get(partition.partition()))
                .filter(Objects::nonNull)
                .toList();
    }

    /** Nobody knows what is settled: all has to be read anew. Nothing that was taken before is held any more. */
    synchronized void forgetAll() {
        queues.clear();
        notifyAll();
    }

    /** Has the feed take over its partitions anew. */
    synchronized void startOver() {
        startOver = true;
    }

    /** Whether the feed has to take over its partitions anew; says so once. */
    synchronized boolean pollStartOver() {
        boolean wanted = startOver;
        startOver = false;
        return wanted;
    }
}
