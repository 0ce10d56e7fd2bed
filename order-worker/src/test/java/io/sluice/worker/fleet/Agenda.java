package io.sluice.worker.fleet;

import java.util.PriorityQueue;

/** What happens when, in virtual time: the earliest first, and of two at once the one planned first. Not thread-safe. */
final class Agenda {
    private final PriorityQueue<Plan> plans = new PriorityQueue<>();
    private long nowNanos;
    private long planned;

    private record Plan(long nanos, long order, Runnable action) implements Comparable<Plan> {
        @Override
        public int compareTo(Plan other) {
            return nanos != other.nanos ? Long.compare(nanos, other.nanos) : Long.compare(order, other.order);
        }
    }

    Agenda(long startNanos) {
        nowNanos = startNanos;
    }

    long nowNanos() {
        return nowNanos;
    }

    void in(long nanos, Runnable action) {
        plans.add(new Plan(nowNanos + Math.max(0, nanos), planned++, action));
    }

    /** Runs what is planned until then, and what that plans in turn. */
    void runUntil(long endNanos) {
        while (!plans.isEmpty() && plans.peek().nanos() <= endNanos) {
            Plan next = plans.remove();
            nowNanos = next.nanos();
            next.action().run();
        }
        nowNanos = endNanos;
    }
}
