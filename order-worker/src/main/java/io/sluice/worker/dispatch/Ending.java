package io.sluice.worker.dispatch;

import io.sluice.contract.OrderOutcome;
import org.jspecify.annotations.Nullable;

/** How an order may end without another call. */
enum Ending {
    EXPIRED(OrderOutcome.Kind.EXPIRED, "older than its deadline"),
    SOLD_OUT(OrderOutcome.Kind.REJECTED, "sold out"),
    CANCELLED(OrderOutcome.Kind.CANCELLED, null);

    private final OrderOutcome.Kind kind;
    private final @Nullable String reason;

    Ending(OrderOutcome.Kind kind, @Nullable String reason) {
        this.kind = kind;
        this.reason = reason;
    }

    OrderOutcome.Kind kind() {
        return kind;
    }

    /** What the outcome says about it, or null where the kind says it all. */
    @Nullable String reason() {
        return reason;
    }
}
