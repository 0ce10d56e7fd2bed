package io.sluice.contract;

import org.jspecify.annotations.Nullable;

/**
 * An order as it lies in Kafka.
 *
 * @param id what the buyer, the downstream and the outcome call it
 * @param key the order key ({@code SLUICE_ORDER_KEY}); decides the partition
 * @param client the authenticated client that posted it, or null where the gateway is open
 * @param body as posted, byte for byte; must not be changed
 * @param acceptedAtMillis wall clock of the gateway when it took the order, milliseconds since 1970
 * @param traceparent the W3C trace context it came with, or null
 */
@SuppressWarnings("ArrayRecordComponent") // a body is compared by nobody and copied by nobody: it is the hot path
public record Order(
        String id,
        String key,
        @Nullable String client,
        byte[] body,
        long acceptedAtMillis,
        @Nullable String traceparent) {}
