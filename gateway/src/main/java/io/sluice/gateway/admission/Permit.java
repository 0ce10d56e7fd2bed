package io.sluice.gateway.admission;

import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Room for one order until Kafka has answered for it, and what its client spent. A second release is harmless. Thread-safe
 * once it was handed out, except {@link #refund}, which is for its owner.
 */
public final class Permit implements Admission {
    private final InFlightLimit limit;
    private final int bytes;
    private final AtomicBoolean released = new AtomicBoolean();
    private @Nullable Quota quota;
    private Runnable refund = () -> {};

    Permit(InFlightLimit limit, int bytes) {
        this.limit = limit;
        this.bytes = bytes;
    }

    /** Takes note of what its client has left, and how it gets back what it spent. */
    void charged(Quota left, Runnable howToRefund) {
        quota = left;
        refund = howToRefund;
    }

    @Override
    public @Nullable Quota quota() {
        return quota;
    }

    /** Gives the room back. */
    public void release() {
        if (released.compareAndSet(false, true)) {
            limit.release(bytes);
        }
    }

    /** Gives the client back what it spent on an order that is not stored, for certain. Once. */
    public void refund() {
        refund.run();
    }
}
