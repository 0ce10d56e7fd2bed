package io.sluice.worker.dispatch;

import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Things to do again at a certain moment, earliest first. Bounded by its callers: an order waits here at most once, and
 * the dispatcher takes no fresh orders while too many wait. Confined to the event loop; time comes in.
 */
final class RetryQueue {
    private final PriorityQueue<Entry> entries = new PriorityQueue<>();
    private long added;

    private record Entry(long dueNanos, long number, Runnable action) implements Comparable<Entry> {
        @Override
        public int compareTo(Entry other) {
            // By difference, as nanosecond clocks may wrap.
            int byTime = Long.signum(dueNanos - other.dueNanos);
            return byTime != 0 ? byTime : Long.compare(number, other.number);
        }
    }

    void add(long dueNanos, Runnable action) {
        entries.add(new Entry(dueNanos, added++, action));
    }

    boolean hasDue(long nowNanos) {
        Entry first = entries.peek();
        return first != null && first.dueNanos - nowNanos <= 0;
    }

    @Nullable Runnable pollDue(long nowNanos) {
        return hasDue(nowNanos) ? entries.remove().action : null;
    }

    int size() {
        return entries.size();
    }
}
