package io.sluice.loadtest.drive;

import java.time.Duration;
import java.util.function.IntToLongFunction;

/**
 * When each order of a run is due, in nanoseconds from its start: an open model, as buyers do not wait for one another.
 * Later orders are never due earlier. Immutable and a pure function, so that two runs can be given the same arrivals.
 */
public final class ArrivalSchedule {
    private static final double NANOS_PER_SECOND = 1e9;

    private final int orders;
    private final IntToLongFunction dueNanos;

    private ArrivalSchedule(int orders, IntToLongFunction dueNanos) {
        this.orders = orders;
        this.dueNanos = dueNanos;
    }

    /** Evenly spaced arrivals. */
    public static ArrivalSchedule constant(double ordersPerSecond, Duration duration) {
        return ramp(ordersPerSecond, ordersPerSecond, duration);
    }

    /** Arrivals whose rate grows or falls evenly from one value to another. */
    public static ArrivalSchedule ramp(double fromPerSecond, double toPerSecond, Duration duration) {
        double seconds = duration.toNanos() / NANOS_PER_SECOND;
        int orders = (int) Math.round((fromPerSecond + toPerSecond) / 2 * seconds);
        double slope = (toPerSecond - fromPerSecond) / seconds;
        // After t seconds there have been from·t + slope·t²/2 arrivals; this is its inverse, in a form without
        // cancellation that also holds for slope 0.
        return new ArrivalSchedule(orders, order -> {
            double root = Math.sqrt(Math.max(0, fromPerSecond * fromPerSecond + 2 * slope * order));
            return order == 0 ? 0 : (long) (2 * order / (fromPerSecond + root) * NANOS_PER_SECOND);
        });
    }

    /** Arrivals from a trace or any other source that knows the time of each. */
    public static ArrivalSchedule of(int orders, IntToLongFunction dueNanos) {
        return new ArrivalSchedule(orders, dueNanos);
    }

    /** These arrivals and, from a moment after the start on, those of another schedule as well. */
    public ArrivalSchedule then(ArrivalSchedule next, Duration after) {
        long afterNanos = after.toNanos();
        if (orders > 0 && dueNanos(orders - 1) > afterNanos) {
            throw new IllegalArgumentException("the last order is due after " + after);
        }
        return new ArrivalSchedule(
                orders + next.orders,
                order -> order < orders ? dueNanos(order) : afterNanos + next.dueNanos(order - orders));
    }

    /** How many orders there are. */
    public int orders() {
        return orders;
    }

    /** When the order with this index, from 0, is due after the start. */
    public long dueNanos(int order) {
        return dueNanos.applyAsLong(order);
    }
}
