package io.sluice.gateway.status;

import io.sluice.contract.OrderOutcome;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Who waits for the end of which order. Bounded, as each of them holds a connection. Thread-safe. */
public final class Watchers {
    /** One buyer has a few tabs and devices; more on one order is no buyer. */
    private static final int WATCHES_PER_ORDER_MAX = 32;

    private final ConcurrentHashMap<String, List<Watch>> byOrder = new ConcurrentHashMap<>();
    private final AtomicInteger count = new AtomicInteger();
    private final int watchersMax;

    /** One who waits. Being told and leaving are both final. */
    public final class Watch {
        private final String orderId;
        private final Consumer<OrderOutcome> settled;

        private Watch(String orderId, Consumer<OrderOutcome> settled) {
            this.orderId = orderId;
            this.settled = settled;
        }

        /** Waits no longer. May be called more than once. */
        public void leave() {
            byOrder.computeIfPresent(orderId, (id, watches) -> {
                if (!watches.contains(this)) {
                    return watches;
                }
                count.decrementAndGet();
                List<Watch> others =
                        watches.stream().filter(watch -> watch != this).toList();
                return others.isEmpty() ? null : others;
            });
        }
    }

    public Watchers(int watchersMax) {
        this.watchersMax = watchersMax;
    }

    /**
     * Waits for the order to end. Look at the board <em>after</em> this, or an end in between is missed.
     *
     * @param settled called at most once, on the thread of the outcome feed
     * @return null if too many wait already
     */
    public @Nullable Watch join(String orderId, Consumer<OrderOutcome> settled) {
        if (count.incrementAndGet() > watchersMax) {
            count.decrementAndGet();
            return null;
        }
        Watch watch = new Watch(orderId, settled);
        List<Watch> watches = byOrder.merge(
                orderId,
                List.of(watch),
                (some, one) -> some.size() < WATCHES_PER_ORDER_MAX
                        ? Stream.concat(some.stream(), one.stream()).toList()
                        : some);
        if (watches.contains(watch)) {
            return watch;
        }
        count.decrementAndGet();
        return null;
    }

    /** Tells everyone who waits for this order. */
    public void settled(OrderOutcome outcome) {
        List<Watch> watches = byOrder.remove(outcome.orderId());
        if (watches != null) {
            count.addAndGet(-watches.size());
            watches.forEach(watch -> watch.settled.accept(outcome));
        }
    }

    public int count() {
        return count.get();
    }
}
