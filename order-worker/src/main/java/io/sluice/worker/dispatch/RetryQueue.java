package io.sluice.worker.dispatch;

import java.util.PriorityQueue;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Orders to be called again at a certain moment, earliest first. Bounded by its callers: an order waits here at most once, and
 * the dispatcher takes no fresh orders while too many wait. Confined to the event loop; time comes in.
 */
final class RetryQueue {
    private final PriorityQueue<Entry> entries = new PriorityQueue<>();
    private long added;

    private record Entry(long dueNanos, long number, QueuedOrder order) implements Comparable<Entry> {
        @Override
        public int compareTo(Entry other) {
            // By difference, as nanosecond clocks may wrap.
            int byTime = Long.signum(dueNanos - other.dueNanos);
            return byTime != 0 ? byTime : Long.compare(number, other.number);
        }
    }

    void add(long dueNanos, QueuedOrder order) {
        entries.add(new Entry(dueNanos, added++, order));
    }

    /** The order whose time came first, or null if no time has come. */
    @Nullable QueuedOrder peekDue(long nowNanos) {
        Entry first = entries.peek();
        return first != null && first.dueNanos - nowNanos <= 0 ? first.order : null;
    }

    /** Takes {@link #peekDue}. */
    @Nullable QueuedOrder pollDue(long nowNanos) {
        return peekDue(nowNanos) == null ? null : entries.remove().order;
    }

    /** Takes out all of which this holds, due or not. */
    void removeIf(Predicate<QueuedOrder> unwanted) {
        entries.removeIf(entry -> unwanted.test(entry.order));
    }

    int size() {
        return entries.size();
    }
}
