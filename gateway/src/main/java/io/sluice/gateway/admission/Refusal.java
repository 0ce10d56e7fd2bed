package io.sluice.gateway.admission;

import org.jspecify.annotations.Nullable;

/**
 * Why an order is not taken now.
 *
 * @param retryAfterSeconds when asking again may help, 0 if it is no use; spread, so that the refused do not all return at once
 * @param detail a sentence for a developer, where the reason alone does not say it
 * @param quota what its client has left, where it was asked for
 */
public record Refusal(
        Reason reason,
        int retryAfterSeconds,
        @Nullable String detail,
        @Nullable Quota quota) implements Admission {

    /** In the order in which the gate asks. */
    public enum Reason {
        SOLD_OUT,
        STOPPING,
        KAFKA_UNREACHABLE,
        OVERLOADED,
        WAIT_TOO_LONG,
        RETENTION_EXHAUSTED,
        RATE_LIMITED
    }
}
