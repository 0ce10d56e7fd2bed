package io.sluice.gateway.status;

import io.sluice.contract.OrderId;
import io.sluice.contract.OrderOutcome;
import org.jspecify.annotations.Nullable;

/**
 * The latest outcomes, oldest forgotten first, in about 67 bytes each: a map of objects takes 300, and ten million of them
 * would be 3 GB that the collector walks through again and again. A cache that keeps what is asked for often would not do either,
 * as it would drop the order that settled this moment before one that nobody asks for any more.
 *
 * <p>The outcomes lie in a ring of pages ({@link OutcomeRing}), found through an index by their exact 128 bits. The index is
 * cut into 256 parts by the id's hash, each with a lock of its own that is held for a few probes, or for the milliseconds in which one part grows: no
 * reader waits while millions of entries are moved. What the ring forgets leaves its part of the index first, so under
 * the lock of an id's part the id's entry stands still.
 *
 * <p>Rejected: an embedded store. RocksDB would bring native code for each platform and compactions that compete with the accept
 * path, to keep what Kafka keeps already; MapDB and H2's MVStore write through the page cache at a fraction of the rate at which a restart has to read.
 *
 * <p>Thread-safe; writers take turns.
 */
public final class StatusBoard {
    private static final int PARTS_LOG2 = 8;
    /** A reason is up to 2 KiB, but most orders have none, or one that many share. */
    private static final long REASON_BYTES_PER_ORDER = 24;

    private static final long REASON_BYTES_MIN = 256 * 1024;

    private final int ordersMax;
    private final long reasonBytesMax;
    private final OutcomeRing ring;
    private final SlotIndex[] parts = new SlotIndex[1 << PARTS_LOG2];
    private final Reasons reasons = new Reasons();
    /** Outcomes ever noted, each order once; the ring has the last of them. */
    private long written;
    /** Reasons of outcomes before this one are dropped. */
    private long reasonsFrom;

    private volatile int size;

    /**
     * Reasons are kept as long as they take no more than 24 bytes for each order on average, the shared ones counted once; above that the
     * oldest outcomes lose theirs.
     *
     * @param ordersMax outcomes to remember; takes next to nothing until there are any
     */
    public StatusBoard(int ordersMax) {
        this(ordersMax, Math.max(REASON_BYTES_MIN, ordersMax * REASON_BYTES_PER_ORDER));
    }

    StatusBoard(int ordersMax, long reasonBytesMax) {
        this.ordersMax = ordersMax;
        this.reasonBytesMax = reasonBytesMax;
        ring = new OutcomeRing(ordersMax);
        for (int part = 0; part < parts.length; part++) {
            parts[part] = new SlotIndex(ring);
        }
    }

    /** Notes an outcome. The last one of an order holds, as it is the one that Kafka's compaction keeps. */
    public synchronized void settled(OrderOutcome outcome) {
        long high = OrderId.high(outcome.orderId());
        long low = OrderId.low(outcome.orderId());
        SlotIndex part = part(high, low);
        // Only writers change the index, and they take turns: no lock is needed to look.
        int known = part.find(high, low);
        if (known != SlotIndex.NONE) {
            replace(part, known, outcome);
        } else {
            add(part, high, low, outcome);
        }
        dropOldestReasons();
    }

    private void add(SlotIndex part, long high, long low, OrderOutcome outcome) {
        int slot = (int) (written % ordersMax);
        if (written >= ordersMax) {
            forget(slot);
        }
        String reason = reasons.take(outcome.reason());
        synchronized (part) {
            ring.put(slot, high, low, outcome, reason);
            part.add(high, low, slot);
        }
        written++;
        size = (int) Math.min(written, ordersMax);
    }

    private void forget(int slot) {
        long high = ring.high(slot);
        long low = ring.low(slot);
        SlotIndex part = part(high, low);
        synchronized (part) {
            part.remove(high, low);
        }
        reasons.release(ring.reason(slot));
    }

    private void replace(SlotIndex part, int slot, OrderOutcome outcome) {
        reasons.release(ring.reason(slot));
        // Where reasons are dropped already none is begun again: nobody would come by to drop it.
        String reason = sequence(slot) < reasonsFrom ? null : reasons.take(outcome.reason());
        synchronized (part) {
            ring.put(slot, ring.high(slot), ring.low(slot), outcome, reason);
        }
    }

    /** Which of all outcomes ever noted lies in this slot. */
    private long sequence(int slot) {
        long oldest = Math.max(0, written - ordersMax);
        return oldest + Math.floorMod(slot - oldest, (long) ordersMax);
    }

    private void dropOldestReasons() {
        reasonsFrom = Math.max(reasonsFrom, written - ordersMax);
        while (reasons.bytes() > reasonBytesMax && reasonsFrom < written) {
            int slot = (int) (reasonsFrom++ % ordersMax);
            reasons.release(ring.reason(slot));
            synchronized (part(ring.high(slot), ring.low(slot))) {
                ring.dropReason(slot);
            }
        }
    }

    /** How the order ended, or null if it has not or it is too long ago. */
    public @Nullable OrderOutcome outcome(String orderId) {
        long high = OrderId.high(orderId);
        long low = OrderId.low(orderId);
        SlotIndex part = part(high, low);
        synchronized (part) {
            int slot = part.find(high, low);
            return slot == SlotIndex.NONE ? null : ring.outcome(slot, orderId);
        }
    }

    private SlotIndex part(long high, long low) {
        return parts[(int) (SlotIndex.hash(high, low) >>> (Long.SIZE - PARTS_LOG2))];
    }

    public int size() {
        return size;
    }

    /** What the reasons take, shared ones counted once. */
    synchronized long reasonBytes() {
        return reasons.bytes();
    }
}
