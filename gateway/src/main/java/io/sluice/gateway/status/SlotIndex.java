package io.sluice.gateway.status;

/**
 * Order id → slot of the ring: open addressing with linear probing and no tombstones, as outcomes come and go for ever
 * (removal shifts back what follows; Knuth, The Art of Computer Programming 3, 6.4, algorithm R). Four bytes an entry, for
 * the ids themselves are in the ring. Not thread-safe.
 */
final class SlotIndex {
    /** Instead of a slot. */
    static final int NONE = -1;

    private static final int CAPACITY_MIN = 16;
    /** The golden ratio as a fraction of 2^64 (Knuth, 6.4). Ids are random or a hash already; it spreads what others may write. */
    private static final long GOLDEN = 0x9E37_79B9_7F4A_7C15L;

    private final OutcomeRing ring;
    /** Slot plus one; 0 is free. */
    private int[] entries = new int[CAPACITY_MIN];

    private int count;

    SlotIndex(OutcomeRing ring) {
        this.ring = ring;
    }

    /** Good in its upper bits. */
    static long hash(long high, long low) {
        return (high ^ Long.rotateLeft(low, 32)) * GOLDEN;
    }

    /** The slot of this id, or {@link #NONE}. */
    int find(long high, long low) {
        int entry = entries[position(high, low)];
        return entry - 1;
    }

    /** Adds an id that is not there and whose slot is written already. */
    void add(long high, long low, int slot) {
        // At two thirds an unknown id costs five probes.
        if ((count + 1) * 3L > entries.length * 2L) {
            grow();
        }
        entries[position(high, low)] = slot + 1;
        count++;
    }

    private void grow() {
        int[] old = entries;
        entries = new int[old.length * 2];
        for (int entry : old) {
            if (entry != 0) {
                entries[position(ring.high(entry - 1), ring.low(entry - 1))] = entry;
            }
        }
    }

    /** Removes an id that is there and whose slot is not written over yet. */
    void remove(long high, long low) {
        int mask = entries.length - 1;
        int hole = position(high, low);
        for (int next = (hole + 1) & mask; entries[next] != 0; next = (next + 1) & mask) {
            int home = home(ring.high(entries[next] - 1), ring.low(entries[next] - 1));
            // It may move back to the hole unless that lies before its home.
            if (((next - home) & mask) >= ((next - hole) & mask)) {
                entries[hole] = entries[next];
                hole = next;
            }
        }
        entries[hole] = 0;
        count--;
    }

    /** Where this id is, or where it would be put. */
    private int position(long high, long low) {
        int mask = entries.length - 1;
        int position = home(high, low);
        while (entries[position] != 0 && !isAt(entries[position] - 1, high, low)) {
            position = (position + 1) & mask;
        }
        return position;
    }

    private boolean isAt(int slot, long high, long low) {
        return ring.low(slot) == low && ring.high(slot) == high;
    }

    private int home(long high, long low) {
        // The highest bits chose this part of the index already.
        return (int) (hash(high, low) >>> 20) & (entries.length - 1);
    }
}
