package io.sluice.gateway.status;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Up to where the board must have had every outcome. A worker commits an offset only after the outcomes below it are
 * durable; so once the outcome feed has passed the end that the outcomes had <em>after</em> that commit was seen, an order
 * below it that is not on the board has aged out. Thread-safe.
 */
public final class SettledMark {
    private final AtomicLongArray committed;
    private final AtomicLongArray outcomeEnds;
    private final AtomicLongArray outcomesRead;

    public SettledMark(int partitions) {
        committed = new AtomicLongArray(partitions);
        outcomeEnds = new AtomicLongArray(partitions);
        outcomesRead = new AtomicLongArray(partitions);
    }

    /**
     * The workers have committed this offset.
     *
     * @param outcomeEnd the end of the outcomes of that partition, asked for after the commit was seen
     */
    public void committed(int partition, long offset, long outcomeEnd) {
        // In this order: a reader between the two sees the old commit with the new end, which claims less.
        outcomeEnds.set(partition, outcomeEnd);
        committed.set(partition, offset);
    }

    /** The outcome feed has read the partition up to before this offset. */
    public void outcomesRead(int partition, long position) {
        outcomesRead.set(partition, position);
    }

    /** Whether the outcome of this order has surely been on the board. */
    public boolean covers(int partition, long orderOffset) {
        return orderOffset < committed.get(partition) && outcomesRead.get(partition) >= outcomeEnds.get(partition);
    }
}
