package io.sluice.loadtest.downstream;

/**
 * One call as it came in.
 *
 * @param receivedNanos when its head was decoded, monotone clock
 * @param receivedMicros the same moment, microseconds since 1970
 * @param orderId its idempotency key; empty if it has none
 * @param attempt which try of the caller it is; 0 if it does not say
 * @param trace its {@code traceparent}; empty if it has none
 */
record Call(long receivedNanos, long receivedMicros, String orderId, int attempt, String trace) {}
