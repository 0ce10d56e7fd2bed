package io.sluice.gateway.admission;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Bounds the orders, and the bytes of their bodies, that Kafka has not answered for. It is what keeps memory bounded
 * while the broker is away: everything behind it is sized from these two numbers. Thread-safe, never blocks.
 */
public final class InFlightLimit {
    private final Bounds bounds;
    private final AtomicInteger orders = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();

    /** The most orders, and the most bytes of bodies, at one time. */
    public record Bounds(int ordersMax, long bytesMax) {}

    public InFlightLimit(Bounds bounds) {
        this.bounds = bounds;
    }

    /** Room for an order of this size, or null if there is none. */
    @Nullable Permit tryAcquire(int orderBytes) {
        // A counter may pass its bound for a moment, but nobody is admitted on the strength of that.
        if (orders.incrementAndGet() > bounds.ordersMax) {
            orders.decrementAndGet();
            return null;
        }
        if (bytes.addAndGet(orderBytes) > bounds.bytesMax) {
            release(orderBytes);
            return null;
        }
        return new Permit(this, orderBytes);
    }

    void release(int orderBytes) {
        bytes.addAndGet(-orderBytes);
        orders.decrementAndGet();
    }

    public int orders() {
        return orders.get();
    }

    public long bytes() {
        return bytes.get();
    }
}
