package io.sluice.gateway.status;

import io.sluice.contract.OrderOutcome;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The memory of the status board: outcomes by slot, as numbers in pages that come into being when they are written to. A page
 * is too small to be a huge object for the collector, which would never move it. Which slot may be read when is the
 * board's business; this type locks nothing.
 */
final class OutcomeRing {
    private static final int PAGE_LOG2 = 12;
    private static final int PAGE_SLOTS = 1 << PAGE_LOG2;

    /** What lies where in a slot. */
    private static final int HIGH = 0;

    private static final int LOW = 1;
    private static final int ACCEPTED_AT_MILLIS = 2;
    private static final int SETTLED_AT_MILLIS = 3;
    private static final int FINGERPRINT = 4;
    private static final int OFFSET = 5;
    /** From the lowest bit: three of the kind, 31 of the partition, 30 of the attempts. */
    private static final int REST = 6;

    private static final int SLOT_NUMBERS = 7;
    private static final int KIND_BITS = 3;
    private static final int PARTITION_BITS = 31;
    private static final int ATTEMPTS_MAX = (1 << 30) - 1;

    private static final List<OrderOutcome.Kind> KINDS = List.of(OrderOutcome.Kind.values());

    private final @Nullable Page[] pages;

    private static final class Page {
        private final long[] numbers = new long[PAGE_SLOTS * SLOT_NUMBERS];
        private final @Nullable String[] reasons = new @Nullable String[PAGE_SLOTS];
    }

    /** @param slots how many outcomes there may be */
    OutcomeRing(int slots) {
        pages = new @Nullable Page[(slots + PAGE_SLOTS - 1) / PAGE_SLOTS];
    }

    /** Writes over what was in the slot. */
    void put(int slot, long high, long low, OrderOutcome outcome, @Nullable String reason) {
        Page page = pages[slot >>> PAGE_LOG2];
        if (page == null) {
            page = new Page();
            pages[slot >>> PAGE_LOG2] = page;
        }
        long[] numbers = page.numbers;
        int at = at(slot);
        numbers[at + HIGH] = high;
        numbers[at + LOW] = low;
        numbers[at + ACCEPTED_AT_MILLIS] = outcome.acceptedAtMillis();
        numbers[at + SETTLED_AT_MILLIS] = outcome.settledAtMillis();
        numbers[at + FINGERPRINT] = outcome.fingerprint();
        numbers[at + OFFSET] = outcome.orderOffset();
        long attempts = Math.max(0, Math.min(ATTEMPTS_MAX, outcome.attempts()));
        numbers[at + REST] = attempts << (KIND_BITS + PARTITION_BITS)
                | (long) outcome.orderPartition() << KIND_BITS
                | KINDS.indexOf(outcome.kind());
        page.reasons[slot & (PAGE_SLOTS - 1)] = reason;
    }

    /** The outcome in a slot that has one. */
    OrderOutcome outcome(int slot, String orderId) {
        long[] numbers = page(slot).numbers;
        int at = at(slot);
        long rest = numbers[at + REST];
        return new OrderOutcome(
                orderId,
                KINDS.get((int) rest & ((1 << KIND_BITS) - 1)),
                reason(slot),
                (int) (rest >>> (KIND_BITS + PARTITION_BITS)),
                numbers[at + ACCEPTED_AT_MILLIS],
                numbers[at + SETTLED_AT_MILLIS],
                numbers[at + FINGERPRINT],
                (int) (rest >>> KIND_BITS) & Integer.MAX_VALUE,
                numbers[at + OFFSET]);
    }

    long high(int slot) {
        return page(slot).numbers[at(slot) + HIGH];
    }

    long low(int slot) {
        return page(slot).numbers[at(slot) + LOW];
    }

    @Nullable String reason(int slot) {
        return page(slot).reasons[slot & (PAGE_SLOTS - 1)];
    }

    void dropReason(int slot) {
        page(slot).reasons[slot & (PAGE_SLOTS - 1)] = null;
    }

    private Page page(int slot) {
        Page page = pages[slot >>> PAGE_LOG2];
        if (page == null) {
            throw new IllegalStateException("slot " + slot + " was never written");
        }
        return page;
    }

    private static int at(int slot) {
        return (slot & (PAGE_SLOTS - 1)) * SLOT_NUMBERS;
    }
}
