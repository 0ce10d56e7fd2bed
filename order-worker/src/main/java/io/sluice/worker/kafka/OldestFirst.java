package io.sluice.worker.kafka;

import io.sluice.worker.dispatch.QueuedOrder;
import java.util.Collection;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which order comes next where several partitions have some. A pass over all of them: a worker holds tens of partitions, and
 * a heap of their heads would have to be mended whenever one of them is fetched, taken or taken away. Guarded by the lock of
 * the feed.
 */
final class OldestFirst {
    private OldestFirst() {}

    /** The queue whose first order has waited longest of those of which the test holds, or null. */
    static @Nullable PartitionQueue queue(Collection<PartitionQueue> queues, Predicate<QueuedOrder> wanted) {
        PartitionQueue oldest = null;
        long oldestMillis = Long.MAX_VALUE;
        for (PartitionQueue queue : queues) {
            QueuedOrder head = queue.head();
            if (head == null) {
                continue;
            }
            long millis = head.order().queuedAtMillis();
            if ((oldest == null || millis < oldestMillis) && wanted.test(head)) {
                oldest = queue;
                oldestMillis = millis;
            }
        }
        return oldest;
    }

    /** Skims all of them, each by its part of the looks; true if there may be more. See {@link PartitionQueue#skim}. */
    static boolean skim(Collection<PartitionQueue> queues, Predicate<QueuedOrder> unwanted, int looksMax) {
        int looksEachMax = Math.max(1, looksMax / Math.max(1, queues.size()));
        boolean more = false;
        for (PartitionQueue queue : queues) {
            more |= queue.skim(unwanted, looksEachMax);
        }
        return more;
    }
}
