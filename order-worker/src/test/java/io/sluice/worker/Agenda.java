package io.sluice.worker;

import java.util.PriorityQueue;

/** What happens when, in virtual time: the earliest first, and of two at once the one planned first. Not thread-safe. */
public final class Agenda {
    private final PriorityQueue<Plan> plans = new PriorityQueue<>();
    private long nowNanos;
    private long planned;

    private record Plan(long nanos, long order, Runnable action) implements Comparable<Plan> {
        @Override
        public int compareTo(Plan other) {
            return nanos != other.nanos ? Long.compare(nanos, other.nanos) : Long.compare(order, other.order);
        }
    }

    public Agenda(long startNanos) {
        nowNanos = startNanos;
    }

    public long nowNanos() {
        return nowNanos;
    }

    /** Plans it for so much later; what is returned takes it off the agenda again. */
    public Runnable in(long nanos, Runnable action) {
        Plan plan = new Plan(nowNanos + Math.max(0, nanos), planned++, action);
        plans.add(plan);
        return () -> plans.remove(plan);
    }

    /** Runs what is planned until then, and what that plans in turn. */
    public void runUntil(long endNanos) {
        while (!plans.isEmpty() && plans.peek().nanos() <= endNanos) {
            Plan next = plans.remove();
            nowNanos = next.nanos();
            next.action().run();
        }
        nowNanos = endNanos;
    }
}
