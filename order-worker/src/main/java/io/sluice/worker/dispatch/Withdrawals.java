package io.sluice.worker.dispatch;

import io.sluice.contract.Cancellation;
import io.sluice.contract.OrderOutcome;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;

/**
 * Decides about buyers' wishes to take an order back. It does so where calls start, so no order is both called and cancelled.
 *
 * <p>Only an order that this worker has never called can be taken back. One whose call is under way is left to its answer; one
 * that waits to be tried again may have taken effect, so it goes on being tried until the downstream says what became of it.
 * What a worker called that died before it could settle is the window that stays: it waits like any other in the next worker's
 * hands. Confined to the event loop.
 */
final class Withdrawals {
    private final OrderFeed feed;
    private final Settlement settlement;
    private final BiConsumer<QueuedOrder, Ending> settle;
    private final LongSupplier wallClockMillis;

    /** @param settle what to do with an order that waits and is taken back */
    Withdrawals(
            OrderFeed feed,
            Settlement settlement,
            BiConsumer<QueuedOrder, Ending> settle,
            LongSupplier wallClockMillis) {
        this.feed = feed;
        this.settlement = settlement;
        this.settle = settle;
        this.wallClockMillis = wallClockMillis;
    }

    /** Whether it is decided, either way; if not, it has to be asked again. */
    boolean decide(Cancellation wish) {
        if (settlement.isBusy()) {
            return false;
        }
        return switch (settlement.settleUnfetched(cancelled(wish))) {
            case FETCHED -> {
                QueuedOrder waiting = feed.withdraw(wish.orderPartition(), wish.orderId());
                if (waiting != null) {
                    settle.accept(waiting, Ending.CANCELLED);
                }
                yield true;
            }
            case TAKEN, SETTLED, TOO_MANY, ELSEWHERE -> true;
            case NOT_YET -> false;
        };
    }

    private OrderOutcome cancelled(Cancellation wish) {
        return new OrderOutcome(
                wish.orderId(),
                Ending.CANCELLED.kind(),
                Ending.CANCELLED.reason(),
                0,
                wish.acceptedAtMillis(),
                wallClockMillis.getAsLong(),
                wish.fingerprint(),
                wish.orderPartition(),
                wish.orderOffset());
    }
}
