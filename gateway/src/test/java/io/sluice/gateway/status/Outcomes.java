package io.sluice.gateway.status;

import io.sluice.contract.OrderId;
import io.sluice.contract.OrderOutcome;

/** Outcomes for tests. */
public final class Outcomes {
    private Outcomes() {}

    /** The id of some order. */
    public static String id(int number) {
        return OrderId.derived("buyer", Integer.toString(number));
    }

    public static OrderOutcome confirmed(String orderId, int partition, long offset) {
        return of(orderId, OrderOutcome.Kind.CONFIRMED, partition, offset);
    }

    public static OrderOutcome of(String orderId, OrderOutcome.Kind kind, int partition, long offset) {
        return new OrderOutcome(orderId, kind, null, 1, 1_000, 2_000, 0, partition, offset);
    }
}
