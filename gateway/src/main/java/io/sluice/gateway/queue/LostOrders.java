package io.sluice.gateway.queue;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Orders that Kafka deleted before they were settled: those between what the workers have committed and what is still there.
 * Each is counted once by each gateway, and again after its restart while the workers have not gone past it. Where nothing is
 * committed it does not count: offsets of a fleet that has been gone for a week are forgotten, and what it settled would look
 * lost. Fed by one thread; reading is thread-safe.
 */
public final class LostOrders {
    private final long[] countedTo;
    private final AtomicLong lost = new AtomicLong();

    public LostOrders(int partitions) {
        countedTo = new long[partitions];
    }

    /**
     * What the brokers said.
     *
     * @param committed the first offset that is not settled
     * @param begin the first offset that is still there
     * @return orders found to be lost now
     */
    public long seen(int partition, long committed, long begin) {
        long newly = Math.max(0, begin - Math.max(committed, countedTo[partition]));
        countedTo[partition] = Math.max(begin, countedTo[partition]);
        lost.addAndGet(newly);
        return newly;
    }

    public long total() {
        return lost.get();
    }
}
