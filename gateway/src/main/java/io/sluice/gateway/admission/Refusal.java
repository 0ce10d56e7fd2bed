package io.sluice.gateway.admission;

/**
 * Why an order is not taken now.
 *
 * @param retryAfterSeconds when asking again may help; spread, so that the refused do not all return at once
 */
public record Refusal(Reason reason, int retryAfterSeconds) implements Admission {

    /** In the order in which the gate asks. */
    public enum Reason {
        STOPPING,
        KAFKA_UNREACHABLE,
        OVERLOADED,
        WAIT_TOO_LONG
    }
}
