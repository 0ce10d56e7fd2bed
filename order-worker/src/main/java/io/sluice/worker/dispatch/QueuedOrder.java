package io.sluice.worker.dispatch;

import io.sluice.contract.Order;
import io.sluice.contract.OrderOutcome;
import org.jspecify.annotations.Nullable;

/**
 * An order on its way through the worker, from being fetched to being settled.
 *
 * <p>Its fingerprint is taken where it is made, on the thread that fetches: to hash 256 KiB takes longer than a call may be
 * late. What becomes of it belongs to the dispatcher's event loop.
 */
public final class QueuedOrder {
    private final Order order;
    private final int partition;
    private final long offset;
    private final long fingerprint;
    private int attempts;
    private boolean mayHaveTakenEffect;

    public QueuedOrder(Order order, int partition, long offset) {
        this.order = order;
        this.partition = partition;
        this.offset = offset;
        fingerprint = Order.fingerprint(order.body());
    }

    public Order order() {
        return order;
    }

    public int partition() {
        return partition;
    }

    public long offset() {
        return offset;
    }

    /** Its end, as it will be told. */
    OrderOutcome outcome(OrderOutcome.Kind kind, @Nullable String reason, long settledAtMillis) {
        return new OrderOutcome(
                order.id(),
                kind,
                reason,
                attempts,
                order.acceptedAtMillis(),
                settledAtMillis,
                fingerprint,
                partition,
                offset,
                order.replay());
    }

    /** Calls started for it by this worker. */
    public int attempts() {
        return attempts;
    }

    int startAttempt() {
        return ++attempts;
    }

    /** A call for it ended in a way that leaves open whether the downstream took it. */
    void noteDoubt() {
        mayHaveTakenEffect = true;
    }

    /** Whether the downstream may have taken it already without this worker being told. */
    boolean mayHaveTakenEffect() {
        return mayHaveTakenEffect;
    }
}
