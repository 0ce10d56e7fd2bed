package io.sluice.worker.dispatch;

import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Where orders come from, oldest first, each once. Thread-safe, never blocks. */
public interface OrderFeed {
    /**
     * Of the first orders of the partitions that this worker holds, those of which the test holds, takes the one that has
     * waited longest; null if there is none at hand.
     */
    @Nullable QueuedOrder take(Predicate<QueuedOrder> wanted);

    /** Whether {@link #take} would find one. */
    boolean has(Predicate<QueuedOrder> wanted);

    /**
     * Takes out waiting orders of which the test holds, wherever they wait: asks it of the first order of each partition, and
     * of all others once.
     *
     * @param looksMax how many orders to look at, about; the rest is for the next time
     * @return whether there may be more to look at
     */
    boolean skim(Predicate<QueuedOrder> unwanted, int looksMax);

    /** Lets {@link #skim} look once more at what it has looked at. */
    void skimAnew();

    /** Takes out this order if it waits; null if it does not. */
    @Nullable QueuedOrder withdraw(int partition, String orderId);

    /** Whether to fetch further ahead than calls need, as much of what lies there may need none. */
    void lookFarAhead(boolean far);

    /** Whether the order's partition is still this worker's; if not, somebody else will settle the order. */
    boolean holds(QueuedOrder order);

    /** What to call when orders have arrived; called from any thread, has to return at once. */
    void onArrival(Runnable listener);
}
