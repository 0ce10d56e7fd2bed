package io.sluice.gateway.queue;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * What is not settled, by partition, as the brokers tell it: right with no worker alive and right after our own start.
 * Thread-safe.
 */
public final class Lag {
    private static final long UNKNOWN = -1;
    private static final long NO_ORDER = -2;

    private final AtomicLongArray orders;
    private final AtomicLongArray headAcceptedAtMillis;

    public Lag(int partitions) {
        orders = new AtomicLongArray(partitions);
        headAcceptedAtMillis = new AtomicLongArray(partitions);
        for (int partition = 0; partition < partitions; partition++) {
            orders.set(partition, UNKNOWN);
            headAcceptedAtMillis.set(partition, UNKNOWN);
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

    /** Orders of the partition that are not settled; NaN before the brokers have told. */
    public double orders(int partition) {
        long count = orders.get(partition);
        return count == UNKNOWN ? Double.NaN : count;
    }

    /** Age of the oldest unsettled order of the partition; 0 if there is none, NaN before that order was looked at. */
    public double ageSeconds(int partition, long nowMillis) {
        long count = orders.get(partition);
        long acceptedAtMillis = headAcceptedAtMillis.get(partition);
        // The head is read a little later than the count, and must not outlive it. Where there was none a moment
        // ago, the first is as good as new.
        if (count == 0 || acceptedAtMillis == NO_ORDER) {
            return 0;
        }
        boolean known = count != UNKNOWN && acceptedAtMillis != UNKNOWN;
        return known ? Math.max(0, nowMillis - acceptedAtMillis) / 1000.0 : Double.NaN;
    }

    /** Age of the oldest unsettled order of all whose age is known; NaN while there is none. */
    public double ageSecondsMax(long nowMillis) {
        double max = Double.NaN;
        for (int partition = 0; partition < headAcceptedAtMillis.length(); partition++) {
            double age = ageSeconds(partition, nowMillis);
            // One partition that cannot be read must not hide the age of the others.
            max = Double.isNaN(max) || age > max ? age : max;
        }
        return max;
    }
}
