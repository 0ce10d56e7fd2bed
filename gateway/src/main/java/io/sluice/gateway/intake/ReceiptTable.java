package io.sluice.gateway.intake;

import io.sluice.contract.OrderId;
import io.sluice.gateway.queue.Ticket;
import java.util.Arrays;

/**
 * Receipts by order id, as numbers in pages that come into being when they are written to: open addressing with linear probing, and none
 * is ever removed alone. As objects the same would be seven for each order, which live just long enough that every young collection
 * copies them, while buyers wait (measured: pauses of 25 to 40 ms at 12,000 orders a second). A page is too small to be a huge
 * object for the collector. Not thread-safe.
 */
final class ReceiptTable {
    private static final int PAGE_LOG2 = 11;
    private static final int PAGE_SLOTS = 1 << PAGE_LOG2;

    /** What lies where in a slot. */
    private static final int HIGH = 0;

    private static final int LOW = 1;
    private static final int FINGERPRINT = 2;
    private static final int PARTITION = 3;
    private static final int OFFSET = 4;
    private static final int END_SUM = 5;
    private static final int POSITION = 6;
    private static final int ACCEPTED_AT_MILLIS = 7;
    private static final int ETA_MILLIS = 8;

    private static final int SLOT_NUMBERS = 9;

    /** Instead of a slot. */
    static final int NONE = -1;

    /** The golden ratio as a fraction of 2^64 (Knuth, The Art of Computer Programming 3, 6.4). */
    private static final long GOLDEN = 0x9E37_79B9_7F4A_7C15L;

    private final int receiptsMax;
    /** Nobody outside knows it, or keys could be chosen whose ids all begin to probe at the same place. */
    private final long seed;

    private final long[][] pages;
    /** Slot plus one; 0 is free. Never more than half full. */
    private final int[] entries;

    private int size;

    /** @param seed any number that is hard to guess */
    ReceiptTable(int receiptsMax, long seed) {
        this.receiptsMax = receiptsMax;
        this.seed = seed;
        pages = new long[(receiptsMax + PAGE_SLOTS - 1) / PAGE_SLOTS][];
        entries = new int[Integer.highestOneBit(receiptsMax) * 4];
    }

    boolean isFull() {
        return size == receiptsMax;
    }

    /** Forgets all of them and keeps the memory. */
    void clear() {
        Arrays.fill(entries, 0);
        size = 0;
    }

    /** Adds the receipt of an order that is not there; must not be full. */
    void add(long fingerprint, Receipt receipt) {
        long[] page = pages[size >>> PAGE_LOG2];
        if (page == null) {
            page = new long[PAGE_SLOTS * SLOT_NUMBERS];
            pages[size >>> PAGE_LOG2] = page;
        }
        long high = OrderId.high(receipt.orderId());
        long low = OrderId.low(receipt.orderId());
        int at = at(size);
        Ticket ticket = receipt.ticket();
        page[at + HIGH] = high;
        page[at + LOW] = low;
        page[at + FINGERPRINT] = fingerprint;
        page[at + PARTITION] = ticket.partition();
        page[at + OFFSET] = ticket.offset();
        page[at + END_SUM] = ticket.endSum();
        page[at + POSITION] = ticket.position();
        page[at + ACCEPTED_AT_MILLIS] = ticket.acceptedAtMillis();
        page[at + ETA_MILLIS] = receipt.etaMillis();
        entries[position(high, low)] = ++size;
    }

    /** The slot of the order with this id, by its two halves, or {@link #NONE}. */
    int find(long high, long low) {
        return entries[position(high, low)] - 1;
    }

    long fingerprint(int slot) {
        return pages[slot >>> PAGE_LOG2][at(slot) + FINGERPRINT];
    }

    Receipt receipt(int slot, String orderId) {
        long[] page = pages[slot >>> PAGE_LOG2];
        int at = at(slot);
        Ticket ticket = new Ticket(
                (int) page[at + PARTITION],
                page[at + OFFSET],
                page[at + END_SUM],
                page[at + POSITION],
                page[at + ACCEPTED_AT_MILLIS]);
        return new Receipt(orderId, ticket, page[at + ETA_MILLIS]);
    }

    /** Where this id is, or where it would be put. */
    private int position(long high, long low) {
        int mask = entries.length - 1;
        int position = (int) (((((high ^ seed) * GOLDEN) ^ low) * GOLDEN) >>> 32) & mask;
        while (entries[position] != 0 && !isAt(entries[position] - 1, high, low)) {
            position = (position + 1) & mask;
        }
        return position;
    }

    private boolean isAt(int slot, long high, long low) {
        long[] page = pages[slot >>> PAGE_LOG2];
        int at = at(slot);
        return page[at + LOW] == low && page[at + HIGH] == high;
    }

    private static int at(int slot) {
        return (slot & (PAGE_SLOTS - 1)) * SLOT_NUMBERS;
    }
}
