package io.sluice.gateway.queue;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Remembers the ETAs that this gateway told, to compare them with what came true. A ring for each partition, addressed
 * by offset: eight bytes an order and no allocation. Where a backlog outgrows a ring the oldest predictions are
 * forgotten and merely not measured. Thread-safe.
 */
public final class EtaLedger {
    private static final int SLOTS_MAX = 1 << 20;
    private static final long OFFSET_MASK = 0xffff_ffffL;

    private final int slotsPerPartition;
    private final AtomicLongArray slots;

    public EtaLedger(int partitions) {
        slotsPerPartition = Math.max(1, Integer.highestOneBit(SLOTS_MAX / partitions));
        slots = new AtomicLongArray(slotsPerPartition * partitions);
    }

    /** The buyer of this order was told this. */
    public void told(int partition, long offset, long etaMillis) {
        if (etaMillis >= 0 && etaMillis < Integer.MAX_VALUE) {
            // Plus one, so that an empty slot is no prediction of zero for offset zero.
            slots.lazySet(slot(partition, offset), ((offset & OFFSET_MASK) << 32) | (etaMillis + 1));
        }
    }

    /** How far off, in milliseconds and without its sign, what was told for this order was; -1 if it is not known. */
    public long settled(int partition, long offset, long waitedMillis) {
        int slot = slot(partition, offset);
        long entry = slots.get(slot);
        if (entry == 0 || entry >>> 32 != (offset & OFFSET_MASK) || !slots.compareAndSet(slot, entry, 0)) {
            return -1;
        }
        return Math.abs(waitedMillis - ((entry & OFFSET_MASK) - 1));
    }

    private int slot(int partition, long offset) {
        return partition * slotsPerPartition + (int) (offset & (slotsPerPartition - 1));
    }
}
