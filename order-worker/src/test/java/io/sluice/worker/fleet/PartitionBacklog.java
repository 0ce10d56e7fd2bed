package io.sluice.worker.fleet;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The orders waiting in one partition, oldest first. Orders that came evenly over a while are one stretch, so that millions
 * cost nothing; an order's acceptance time is interpolated. Not thread-safe.
 */
final class PartitionBacklog {
    private final Deque<Stretch> stretches = new ArrayDeque<>();
    private double waiting;
    /** Orders taken from the first stretch. */
    private double taken;

    private record Stretch(double fromMillis, double toMillis, double orders) {}

    void arrived(double fromMillis, double toMillis, double orders) {
        if (orders > 0) {
            stretches.addLast(new Stretch(fromMillis, toMillis, orders));
            waiting += orders;
        }
    }

    boolean hasOrder() {
        return waiting >= 1;
    }

    double waiting() {
        return waiting;
    }

    /** Acceptance time of the oldest order, or infinity. */
    double headMillis() {
        if (waiting < 1) {
            return Double.POSITIVE_INFINITY;
        }
        Stretch first = stretches.getFirst();
        return first.fromMillis() + (first.toMillis() - first.fromMillis()) * taken / first.orders();
    }

    /** Takes this many, or all there are; returns how many. */
    double take(double orders) {
        double left = Math.min(orders, waiting);
        double got = left;
        while (left > 0 && !stretches.isEmpty()) {
            double here = Math.min(left, stretches.getFirst().orders() - taken);
            taken += here;
            left -= here;
            if (taken >= stretches.getFirst().orders() - 1e-9) {
                stretches.removeFirst();
                taken = 0;
            }
        }
        waiting = stretches.isEmpty() ? 0 : waiting - got;
        return got;
    }
}
