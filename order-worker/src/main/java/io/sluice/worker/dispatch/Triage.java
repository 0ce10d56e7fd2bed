package io.sluice.worker.dispatch;

import io.sluice.contract.SoldOutSkus;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells the orders that need a call from those that end without one. Asked often, and under the feed's lock: a comparison of
 * times, and a look at the SKUs only while any is sold out. Confined to the event loop.
 */
final class Triage {
    private final long deadlineMillis;
    private final SoldOutSkus soldOut;
    private final LongSupplier wallClockMillis;

    /** @param deadline age at which an order expires, or null for never */
    Triage(@Nullable Duration deadline, SoldOutSkus soldOut, LongSupplier wallClockMillis) {
        deadlineMillis = deadline == null ? Long.MAX_VALUE : deadline.toMillis();
        this.soldOut = soldOut;
        this.wallClockMillis = wallClockMillis;
    }

    /**
     * How the order ends now, or null if it needs a call.
     *
     * <p>An order that may have taken effect is not said to be sold out: the downstream knows what became of it, and answers
     * the next call with the same idempotency key by that.
     */
    @Nullable Ending ending(QueuedOrder order) {
        long ageMillis = wallClockMillis.getAsLong() - order.order().queuedAtMillis();
        if (ageMillis > deadlineMillis) {
            return Ending.EXPIRED;
        }
        boolean isGone =
                !order.mayHaveTakenEffect() && soldOut.hasAll(order.order().skus());
        return isGone ? Ending.SOLD_OUT : null;
    }

    /** Whether orders far behind may need no call. */
    boolean looksFarAhead() {
        return !soldOut.isEmpty();
    }

    boolean needsCall(QueuedOrder order) {
        return ending(order) == null;
    }
}
