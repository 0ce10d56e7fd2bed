package io.sluice.worker.kafka;

import io.sluice.contract.OrderId;
import java.util.Arrays;

/**
 * The newest orders of a partition that have an outcome, by their exact 128 bits: a set that forgets the oldest when it is
 * full. Adding, looking up and forgetting take constant time and make no garbage; an id takes 22 to 28 bytes.
 *
 * <p>The ids lie in a ring in the order in which they came; a table with linear probing holds their places in the ring, and
 * closes the gap when an id leaves (Knuth, The Art of Computer Programming 3, 6.4, algorithm R). A buyer can choose ids by
 * choosing idempotency keys, so the hash is seeded. A Bloom filter would take a tenth of the memory and lose one order in a
 * thousand. Not thread-safe.
 *
 * <p>A replay of an order is told from the order by mixing its number into the bits. Two of a million remembered names then
 * meet by chance as rarely as two ids do, once in 10^27 sets, and nobody can make them meet: that takes two ids, which are
 * hashes, with a given difference.
 */
final class SeenOrders {
    private static final int IDS_AT_FIRST = 256;
    private static final int FREE = -1;

    private final long seed;
    private long[] highs = {};
    private long[] lows = {};
    private int[] table = {};
    private int tableShift;
    private int oldest;
    private int size;
    private int idsMax;

    /**
     * An empty set.
     *
     * @param idsMax ids to remember
     * @param seed random, so that nobody can choose ids that collide
     */
    SeenOrders(int idsMax, long seed) {
        this.idsMax = Math.max(1, idsMax);
        this.seed = seed;
        layOut(Math.min(IDS_AT_FIRST, this.idsMax));
    }

    /** Whether this replay of an order is in it; 0 is the order itself. */
    boolean contains(String id, int replay) {
        return contains(OrderId.high(id) ^ highMix(replay), OrderId.low(id) ^ lowMix(replay));
    }

    /**
     * Remembers that this replay of an order has ended, and with it all before: compaction keeps nothing but the last
     * outcome of an order, and who reads that must come to the same.
     */
    void addUpTo(String id, int replay) {
        long high = OrderId.high(id);
        long low = OrderId.low(id);
        for (int number = 0; number <= replay; number++) {
            add(high ^ highMix(number), low ^ lowMix(number));
        }
    }

    private static long highMix(int replay) {
        return mix(2L * replay);
    }

    private static long lowMix(int replay) {
        return replay == 0 ? 0 : mix(2L * replay + 1);
    }

    /** As splittable random numbers are made (Steele, Lea and Flood, 2014); 0 stays 0, so an order keeps its bits. */
    private static long mix(long number) {
        long mixed = number * 0x9E3779B97F4A7C15L;
        mixed = (mixed ^ mixed >>> 30) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94D049BB133111EBL;
        return mixed ^ mixed >>> 31;
    }

    boolean contains(long high, long low) {
        int slot = home(high, low);
        while (table[slot] != FREE) {
            if (highs[table[slot]] == high && lows[table[slot]] == low) {
                return true;
            }
            slot = next(slot);
        }
        return false;
    }

    /** Remembers an id; if there are too many, forgets the one that came first. */
    void add(long high, long low) {
        if (contains(high, low)) {
            return;
        }
        if (size == idsMax) {
            forgetOldest();
        } else if (size == highs.length) {
            layOut((int) Math.min(2L * size, idsMax));
        }
        int place = (oldest + size) % highs.length;
        highs[place] = high;
        lows[place] = low;
        size++;
        enter(place);
    }

    /** Changes how many ids to remember, and forgets the oldest if they are too many. */
    void limit(int newIdsMax) {
        idsMax = Math.max(1, newIdsMax);
        while (size > idsMax) {
            forgetOldest();
        }
        if (highs.length > idsMax) {
            layOut(Math.max(size, Math.min(IDS_AT_FIRST, idsMax)));
        }
    }

    int size() {
        return size;
    }

    private void forgetOldest() {
        int slot = home(highs[oldest], lows[oldest]);
        while (table[slot] != oldest) {
            slot = next(slot);
        }
        closeGap(slot);
        oldest = (oldest + 1) % highs.length;
        size--;
    }

    /** Moves up what was put aside because this slot was taken, so that probing never stops too early. */
    private void closeGap(int gap) {
        int slot = next(gap);
        while (table[slot] != FREE) {
            int home = home(highs[table[slot]], lows[table[slot]]);
            boolean mayMove = gap <= slot ? home <= gap || home > slot : home <= gap && home > slot;
            if (mayMove) {
                table[gap] = table[slot];
                gap = slot;
            }
            slot = next(slot);
        }
        table[gap] = FREE;
    }

    /** Makes room for so many ids and puts those that are there into it. */
    private void layOut(int ids) {
        long[] newHighs = new long[ids];
        long[] newLows = new long[ids];
        for (int i = 0; i < size; i++) {
            int place = (oldest + i) % highs.length;
            newHighs[i] = highs[place];
            newLows[i] = lows[place];
        }
        highs = newHighs;
        lows = newLows;
        oldest = 0;
        // At most two thirds full, at least a third.
        int slotBits = 64 - Long.numberOfLeadingZeros(ids + ids / 2L);
        table = new int[1 << slotBits];
        tableShift = 64 - slotBits;
        Arrays.fill(table, FREE);
        for (int place = 0; place < size; place++) {
            enter(place);
        }
    }

    private void enter(int place) {
        int slot = home(highs[place], lows[place]);
        while (table[slot] != FREE) {
            slot = next(slot);
        }
        table[slot] = place;
    }

    /** Mixes as the end of MurmurHash3 does, in which every bit of the id changes every bit of the result. */
    private int home(long high, long low) {
        long mixed = (high ^ seed) * 0xFF51AFD7ED558CCDL;
        mixed = (mixed ^ mixed >>> 33 ^ low) * 0xC4CEB9FE1A85EC53L;
        mixed = (mixed ^ mixed >>> 33) * 0xFF51AFD7ED558CCDL;
        return (int) (mixed >>> tableShift);
    }

    private int next(int slot) {
        return slot + 1 & table.length - 1;
    }
}
