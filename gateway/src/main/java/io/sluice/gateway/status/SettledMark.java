package io.sluice.gateway.status;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Up to where the board must have had every outcome. A worker commits an offset together with the outcomes below it; so once
 * the outcome feed has passed the end that the outcomes had <em>after</em> that commit was seen, an order below it that is not on
 * the board has aged out.
 *
 * <p>Commit and outcomes are one transaction, but its mark may arrive in the group's offsets before it arrives among the
 * outcomes. So the end that counts is where the last record lies, decided or not: the end of what is decided may still
 * lie before the very outcomes that the commit speaks of. A feed of committed records gets past the former only when they
 * are decided. A transaction that hangs therefore makes nothing look aged out, it only keeps orders "processing". Thread-safe.
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
     * @param outcomeEnd behind the last outcome of that partition, committed or not, asked for after the commit was seen
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
