package io.sluice.worker.dispatch;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Things to do again at a certain moment, earliest first. Bounded by its callers: an order waits here at most once, and
 * the dispatcher takes no fresh orders while too many wait. Thread-safe; time comes in.
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

    synchronized void add(long dueNanos, Runnable action) {
        entries.add(new Entry(dueNanos, added++, action));
    }

    synchronized boolean hasDue(long nowNanos) {
        Entry first = entries.peek();
        return first != null && first.dueNanos - nowNanos <= 0;
    }

    synchronized @Nullable Runnable pollDue(long nowNanos) {
        return hasDue(nowNanos) ? entries.remove().action : null;
    }

    synchronized List<Runnable> takeDue(long nowNanos) {
        if (!hasDue(nowNanos)) {
            return List.of();
        }
        List<Runnable> due = new ArrayList<>();
        for (Runnable next = pollDue(nowNanos); next != null; next = pollDue(nowNanos)) {
            due.add(next);
        }
        return due;
    }

    synchronized int size() {
        return entries.size();
    }
}
