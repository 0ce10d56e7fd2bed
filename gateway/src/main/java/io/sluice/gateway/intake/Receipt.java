package io.sluice.gateway.intake;

/**
 * What a buyer is told about an order that was taken.
 *
 * @param ticket the encoded {@link io.sluice.gateway.queue.Ticket}
 * @param position orders that will be tried before it
 * @param etaMillis time until it is tried; negative if nobody can tell
 */
public record Receipt(String orderId, String ticket, long position, long etaMillis, long acceptedAtMillis) {}
