package io.sluice.gateway.status;

import io.sluice.contract.OrderOutcome;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The latest outcomes, oldest forgotten first. A ring of ids beside a map instead of a cache: a cache that keeps what is
 * asked for often would drop the order that settled this moment before one that nobody asks for any more. Written by
 * one thread, read by all.
 */
public final class StatusBoard {
    private final ConcurrentHashMap<String, OrderOutcome> outcomes = new ConcurrentHashMap<>();
    private final @Nullable String[] ring;
    private int next;

    /** @param ordersMax outcomes to remember; takes four bytes each at once and about 300 when filled */
    public StatusBoard(int ordersMax) {
        ring = new @Nullable String[ordersMax];
    }

    /** Notes an outcome. The last one of an order holds, as it is the one that Kafka's compaction keeps. */
    public void settled(OrderOutcome outcome) {
        if (outcomes.put(outcome.orderId(), outcome) != null) {
            return;
        }
        String oldest = ring[next];
        if (oldest != null) {
            outcomes.remove(oldest);
        }
        ring[next] = outcome.orderId();
        next = (next + 1) % ring.length;
    }

    /** How the order ended, or null if it has not or it is too long ago. */
    public @Nullable OrderOutcome outcome(String orderId) {
        return outcomes.get(orderId);
    }

    public int size() {
        return outcomes.size();
    }
}
