package io.sluice.gateway.console;

import java.util.Map;

/**
 * One second of the sale, as the console draws it. Immutable.
 *
 * @param atMillis its end, milliseconds since 1970; of two points the later one has the greater
 * @param targetPerSecond calls a second that the fleet may start
 * @param effectivePerSecond calls a second that it can start: none while held or without a live worker
 * @param backlogOrders orders not tried yet
 * @param answered answers a second of this gateway, by their label; what did not happen is left out
 * @param settled orders a second that the whole fleet settled, by outcome; as far as this gateway has read
 */
public record Point(
        long atMillis,
        double targetPerSecond,
        double effectivePerSecond,
        long backlogOrders,
        Map<String, Double> answered,
        Map<String, Double> settled) {}
