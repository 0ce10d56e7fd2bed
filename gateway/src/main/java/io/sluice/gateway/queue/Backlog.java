package io.sluice.gateway.queue;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How far each partition of the orders topic is written (its end E) and tried (its head H), and what that says about an
 * order's place. Numbers only ever grow, whoever reports them and in whatever order. Thread-safe; reads take no lock.
 *
 * <p>Position. An order at offset o of partition p was taken when the ends added up to S (its own counted as o + 1). Of
 * all orders up to then, S − 1 are others, and ΣH orders have been tried since the beginning: S − 1 − ΣH of them are
 * left. That is exact while all partitions are drained at equal age, which is what the workers aim at. Where they
 * are not, younger orders of other partitions were tried early and the difference is too small; the o − H(p) orders
 * before it in its own partition are a floor. So the position is the larger of the two. Both only shrink as heads grow, so it
 * never grows while the order waits; it costs a constant number of reads for an order and a pair of numbers for a
 * partition. An exact count would need to know when each order of each partition was taken.
 *
 * <p>How far off. Let no head ever be more than D older than another. Whatever is tried while an order waits was taken at
 * most D after it, or a head would be too old; and for the same reason what was taken more than D before it is tried
 * before it. So the position is too small by at most the orders taken within D after it, and too large by at most those
 * taken within D before it ({@code PositionTest}). To that come the orders that other gateways took since the last
 * probe of the ends, and those before it that will end without a call, which count until a head passes them.
 *
 * <p>Among gateways. Each reads the same heads, so one that is asked next shows at most as much more as was tried and it
 * has not read yet: what a tenth of a second drains. A gateway takes no orders before it has read what there was at its
 * start. A ticket carries the place that its buyer was told first, and an event stream is told what its browser saw last:
 * neither is ever exceeded, at any gateway.
 */
public final class Backlog {
    private final AtomicLongArray ends;
    private final AtomicLongArray heads;
    private final AtomicLong endSum = new AtomicLong();
    private final AtomicLong headSum = new AtomicLong();

    public Backlog(int partitions) {
        ends = new AtomicLongArray(partitions);
        heads = new AtomicLongArray(partitions);
    }

    public int partitions() {
        return ends.length();
    }

    /** Somebody saw that the partition is written up to before this offset. */
    public void endSeen(int partition, long end) {
        raise(ends, endSum, partition, end);
    }

    /** Somebody saw that the partition is tried up to before this offset. */
    public void headSeen(int partition, long head) {
        // What is tried was written: an outcome may be read before the probe has seen its order.
        endSeen(partition, head);
        raise(heads, headSum, partition, head);
    }

    private static void raise(AtomicLongArray numbers, AtomicLong sum, int partition, long number) {
        long before = numbers.get(partition);
        while (before < number) {
            if (numbers.compareAndSet(partition, before, number)) {
                sum.addAndGet(number - before);
                return;
            }
            before = numbers.get(partition);
        }
    }

    /** The first offset of the partition that is not known to be tried. */
    public long head(int partition) {
        return heads.get(partition);
    }

    /** Orders written and not tried. */
    public long depth() {
        return Math.max(0, endSum.get() - headSum.get());
    }

    /** Takes note of an order that Kafka has acknowledged and gives it its ticket. */
    public Ticket ticket(int partition, long offset, long acceptedAtMillis) {
        endSeen(partition, offset + 1);
        long others = endSum.get() - ends.get(partition);
        long endSumThen = others + offset + 1;
        return new Ticket(partition, offset, endSumThen, position(partition, offset, endSumThen), acceptedAtMillis);
    }

    /** Whether the order with this ticket is not tried yet. */
    public boolean isQueued(Ticket ticket) {
        return ticket.offset() >= heads.get(ticket.partition());
    }

    /** The number of orders that will be tried before the one with this ticket; never more than it was told at first. */
    public long position(Ticket ticket) {
        return Math.min(ticket.position(), position(ticket.partition(), ticket.offset(), ticket.endSum()));
    }

    private long position(int partition, long offset, long endSumThen) {
        long inPartition = offset - heads.get(partition);
        long inAll = endSumThen - 1 - headSum.get();
        return Math.max(0, Math.max(inPartition, inAll));
    }
}
