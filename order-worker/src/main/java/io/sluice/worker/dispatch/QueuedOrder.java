package io.sluice.worker.dispatch;

import io.sluice.contract.Order;

/**
 * An order on its way through the worker, from being fetched to being settled.
 *
 * <p>{@link #attempts} belongs to the dispatcher's event loop.
 */
public final class QueuedOrder {
    private final Order order;
    private final int partition;
    private final long offset;
    private int attempts;

    public QueuedOrder(Order order, int partition, long offset) {
        this.order = order;
        this.partition = partition;
        this.offset = offset;
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

    /** Calls started for it by this worker. */
    public int attempts() {
        return attempts;
    }

    int startAttempt() {
        return ++attempts;
    }
}
