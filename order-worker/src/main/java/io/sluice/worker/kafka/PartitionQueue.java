package io.sluice.worker.kafka;

import io.sluice.contract.Order;
import io.sluice.worker.dispatch.QueuedOrder;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One assignment of one partition: the orders fetched and not yet taken, and the progress of those taken. A partition
 * that is taken away and comes back gets a new queue, so that late settlements of the old one change nothing. Guarded by
 * the lock of the feed.
 */
final class PartitionQueue {
    /** Orders fetched ahead. A second of drain at most rates; more would only be garbage to copy. */
    private static final int WAITING_MAX = 500;

    private static final long WAITING_BYTES_MAX = 4L << 20;

    /** Records between the oldest unsettled one and the newest: how far one slow order lets the others run ahead. */
    private static final int WINDOW_MAX = 20_000;

    private final PartitionProgress progress;
    private final Deque<QueuedOrder> waiting = new ArrayDeque<>();
    private final Map<QueuedOrder, PartitionProgress.Place> places = new HashMap<>();
    private long waitingBytes;
    private long committed;
    private boolean paused;

    PartitionQueue(long startOffset) {
        progress = new PartitionProgress(startOffset);
        committed = startOffset;
    }

    void add(Order order, int partition, long offset) {
        QueuedOrder queued = new QueuedOrder(order, partition, offset);
        places.put(queued, progress.fetched(offset));
        waiting.addLast(queued);
        waitingBytes += order.body().length;
    }

    /** Notes a record that needs no treatment. */
    void skip(long offset) {
        progress.settled(progress.fetched(offset));
    }

    @Nullable QueuedOrder take() {
        QueuedOrder order = waiting.pollFirst();
        if (order != null) {
            waitingBytes -= order.order().body().length;
        }
        return order;
    }

    /** Acceptance time of the oldest waiting order, or {@link Long#MAX_VALUE} if none waits. */
    long oldestMillis() {
        QueuedOrder oldest = waiting.peekFirst();
        return oldest == null ? Long.MAX_VALUE : oldest.order().acceptedAtMillis();
    }

    boolean holds(QueuedOrder order) {
        return places.containsKey(order);
    }

    void settled(QueuedOrder order) {
        PartitionProgress.Place place = places.remove(order);
        if (place != null) {
            progress.settled(place);
        }
    }

    int waiting() {
        return waiting.size();
    }

    /** Orders taken whose outcome is not durable yet. */
    int unsettled() {
        return places.size() - waiting.size();
    }

    /** Gives back what nobody has taken, when the partition goes to somebody else. */
    void dropWaiting() {
        waiting.forEach(places::remove);
        waiting.clear();
        waitingBytes = 0;
    }

    long nextOffset() {
        return progress.nextOffset();
    }

    /** The offset to commit if it is news, else -1. */
    long toCommit() {
        long committable = progress.committable();
        return committable > committed ? committable : -1;
    }

    void committed(long offset) {
        committed = Math.max(committed, offset);
    }

    boolean isPaused() {
        return paused;
    }

    void setPaused(boolean paused) {
        this.paused = paused;
    }

    /** Whether to fetch no further for now. */
    boolean isFull() {
        return waiting.size() >= WAITING_MAX || waitingBytes >= WAITING_BYTES_MAX || progress.window() >= WINDOW_MAX;
    }

    /** Whether to fetch on after a pause: at half, so that pausing does not flutter. */
    boolean hasRoom() {
        return waiting.size() < WAITING_MAX / 2
                && waitingBytes < WAITING_BYTES_MAX / 2
                && progress.window() < WINDOW_MAX / 2;
    }
}
