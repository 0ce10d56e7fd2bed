package io.sluice.loadtest.verdict;

/**
 * One call as the downstream saw it: one line of {@code calls.csv}, written by the downstream alone.
 *
 * @param receivedAtMicros when the request head was there, microseconds since 1970 on the downstream's clock
 * @param orderId the call's {@code Idempotency-Key}, empty where the caller sent none
 * @param attempt the caller's count of its calls for this order
 * @param httpStatus what the downstream answered, 0 where it did not
 * @param effect whether this call, and no other, took stock and stored the order
 */
public record CallLine(long receivedAtMicros, String orderId, int attempt, int httpStatus, boolean effect) {

    static final String HEADER = "received_at_micros,order_id,attempt,status,effect,trace";

    /** Whether the downstream turned it away because there was too much. */
    public boolean overloaded() {
        return httpStatus == 429 || httpStatus == 503;
    }

    /** Whether the downstream settled it. */
    public boolean good() {
        return (httpStatus >= 200 && httpStatus < 300) || httpStatus == 409;
    }

    static CallLine parse(Fields fields) throws UnreadableHistoryException {
        String orderId = fields.optionalText(1);
        return new CallLine(
                fields.number(0),
                orderId == null ? "" : orderId,
                (int) fields.number(2),
                (int) fields.number(3),
                fields.number(4) == 1);
    }
}
