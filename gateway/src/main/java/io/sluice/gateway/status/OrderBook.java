package io.sluice.gateway.status;

import io.sluice.contract.OrderOutcome;
import io.sluice.gateway.queue.Backlog;
import io.sluice.gateway.queue.Forecast;
import io.sluice.gateway.queue.Ticket;
import org.jspecify.annotations.Nullable;

/**
 * Answers where an order stands, from its outcome if there is one and else from its ticket. Any gateway of the fleet gives
 * the same answer, as both come from Kafka. Thread-safe.
 */
public final class OrderBook {
    private final StatusBoard board;
    private final Backlog backlog;
    private final Forecast forecast;
    private final SettledMark settledMark;

    public OrderBook(StatusBoard board, Backlog backlog, Forecast forecast, SettledMark settledMark) {
        this.board = board;
        this.backlog = backlog;
        this.forecast = forecast;
        this.settledMark = settledMark;
    }

    /** Where the order stands. */
    public Standing standing(String orderId, @Nullable Ticket ticket) {
        // Before the board is asked: an outcome that arrives in between must not look aged out.
        boolean outcomeWasThere = ticket != null
                && ticket.partition() < backlog.partitions()
                && settledMark.covers(ticket.partition(), ticket.offset());
        OrderOutcome outcome = board.outcome(orderId);
        if (outcome != null) {
            return Standing.settled(outcome);
        }
        if (ticket == null || ticket.partition() >= backlog.partitions()) {
            return Standing.of(Standing.Kind.UNKNOWN, 0);
        }
        if (outcomeWasThere) {
            return Standing.of(Standing.Kind.AGED_OUT, ticket.acceptedAtMillis());
        }
        if (!backlog.isQueued(ticket)) {
            return Standing.of(Standing.Kind.PROCESSING, ticket.acceptedAtMillis());
        }
        long position = backlog.position(ticket);
        return new Standing(
                Standing.Kind.QUEUED, null, ticket.acceptedAtMillis(), position, forecast.etaMillis(position));
    }
}
