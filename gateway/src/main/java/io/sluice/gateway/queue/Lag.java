package io.sluice.gateway.queue;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * What is not settled, by partition, as the brokers tell it: right with no worker alive and right after our own start.
 * Thread-safe.
 */
public final class Lag {
    private static final long NO_ORDER = -1;

    private final AtomicLongArray orders;
    private final AtomicLongArray headAcceptedAtMillis;

    public Lag(int partitions) {
        orders = new AtomicLongArray(partitions);
        headAcceptedAtMillis = new AtomicLongArray(partitions);
        for (int partition = 0; partition < partitions; partition++) {
            headAcceptedAtMillis.set(partition, NO_ORDER);
        }
    }

    /** So many orders of the partition are not settled. */
    public void ordersSeen(int partition, long count) {
        orders.set(partition, count);
        if (count == 0) {
            headAcceptedAtMillis.set(partition, NO_ORDER);
        }
    }

    /** The oldest of them was accepted then, milliseconds since 1970. */
    public void headSeen(int partition, long acceptedAtMillis) {
        headAcceptedAtMillis.set(partition, acceptedAtMillis);
    }

    public int partitions() {
        return orders.length();
    }

    public long orders(int partition) {
        return orders.get(partition);
    }

    /** Age of the oldest unsettled order of the partition; 0 if there is none. */
    public double ageSeconds(int partition, long nowMillis) {
        long acceptedAtMillis = headAcceptedAtMillis.get(partition);
        // The head is read a little later than the count, and must not outlive it.
        boolean none = orders.get(partition) == 0 || acceptedAtMillis == NO_ORDER;
        return none ? 0 : Math.max(0, nowMillis - acceptedAtMillis) / 1000.0;
    }

    /** Age of the oldest unsettled order of all. */
    public double ageSecondsMax(long nowMillis) {
        double max = 0;
        for (int partition = 0; partition < headAcceptedAtMillis.length(); partition++) {
            max = Math.max(max, ageSeconds(partition, nowMillis));
        }
        return max;
    }
}
