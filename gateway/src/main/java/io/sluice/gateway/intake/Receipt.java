package io.sluice.gateway.intake;

import io.sluice.contract.OrderOutcome;
import io.sluice.gateway.queue.Ticket;

/**
 * What a buyer is told about an order that was taken.
 *
 * @param ticket its place, with the number of orders that will be tried before it
 * @param etaMillis time until it is tried; negative if nobody can tell
 */
public record Receipt(String orderId, Ticket ticket, long etaMillis) {

    /**
     * Of an order that has ended, for who did not get the first: nobody is before it any more. Its ticket says less than the first one
     * did, as the ends of other partitions are forgotten; but an order that has ended has no use for them.
     */
    static Receipt of(OrderOutcome outcome) {
        long offset = outcome.orderOffset();
        return new Receipt(
                outcome.orderId(),
                new Ticket(outcome.orderPartition(), offset, offset + 1, 0, outcome.acceptedAtMillis()),
                0);
    }
}
