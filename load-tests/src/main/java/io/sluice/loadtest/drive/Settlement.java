package io.sluice.loadtest.drive;

import java.util.HashSet;
import java.util.Set;

/**
 * Which accepted orders have not been settled yet, from two sources that race each other: the answers to clients and the
 * outcomes topic. Bounded by the orders of the run. Thread-safe.
 */
public final class Settlement {
    private final Set<String> acceptedOnly = new HashSet<>();
    private final Set<String> settledOnly = new HashSet<>();
    private int both;

    /** A client was told that it is stored. */
    public synchronized void accepted(String orderId) {
        if (settledOnly.remove(orderId)) {
            both++;
        } else {
            acceptedOnly.add(orderId);
        }
    }

    /** It has an outcome. */
    public synchronized void settled(String orderId) {
        if (acceptedOnly.remove(orderId)) {
            both++;
        } else {
            settledOnly.add(orderId);
        }
    }

    /** Accepted orders without an outcome. */
    public synchronized int open() {
        return acceptedOnly.size();
    }

    /** Accepted orders with an outcome. */
    public synchronized int settled() {
        return both;
    }
}
