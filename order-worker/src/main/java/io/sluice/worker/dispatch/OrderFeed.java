package io.sluice.worker.dispatch;

import org.jspecify.annotations.Nullable;

/** Where orders come from, oldest first, each once. Thread-safe, never blocks. */
public interface OrderFeed {
    /** The order that has waited longest in the partitions that this worker holds, or null if none is at hand. */
    @Nullable QueuedOrder take();

    /** Whether {@link #take} would find one. */
    boolean hasOrders();

    /** Whether the order's partition is still this worker's; if not, somebody else will settle the order. */
    boolean holds(QueuedOrder order);

    /** What to call when orders have arrived; called from any thread, has to return at once. */
    void onArrival(Runnable listener);
}
