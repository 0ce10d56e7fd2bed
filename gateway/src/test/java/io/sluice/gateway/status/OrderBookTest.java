package io.sluice.gateway.status;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sluice.gateway.queue.Backlog;
import io.sluice.gateway.queue.DrainState;
import io.sluice.gateway.queue.Forecast;
import io.sluice.gateway.queue.Ticket;
import org.junit.jupiter.api.Test;

class OrderBookTest {
    private final StatusBoard board = new StatusBoard(10);
    private final Backlog backlog = new Backlog(2);
    private final SettledMark settledMark = new SettledMark(2);
    private final OrderBook book = new OrderBook(
            board,
            backlog,
            new Forecast(backlog, () -> new DrainState(10, false, 1, 0), () -> 0, () -> 0),
            settledMark);

    @Test
    void followsAnOrderFromTheQueueToItsEnd() {
        backlog.endSeen(1, 5);
        Ticket ticket = backlog.ticket(1, 5, 1_000);

        assertEquals(new Standing(Standing.Kind.QUEUED, null, 1_000, 5, 500), book.standing("order", ticket));
        backlog.headSeen(1, 6);
        assertEquals(Standing.Kind.PROCESSING, book.standing("order", ticket).kind());
        board.settled(Outcomes.confirmed("order", 1, 5));
        assertEquals(Standing.Kind.SETTLED, book.standing("order", ticket).kind());
    }

    @Test
    void knowsSettledOrdersWithoutATicketAndNoOthers() {
        board.settled(Outcomes.confirmed("order", 1, 5));

        assertEquals(Standing.Kind.SETTLED, book.standing("order", null).kind());
        assertEquals(Standing.Kind.UNKNOWN, book.standing("other", null).kind());
    }

    @Test
    void saysAgedOutOnlyWhenTheOutcomeMustHaveBeenRead() {
        Ticket ticket = backlog.ticket(1, 5, 1_000);
        backlog.headSeen(1, 6);
        settledMark.committed(1, 6, 100);
        settledMark.outcomesRead(1, 99);

        assertEquals(Standing.Kind.PROCESSING, book.standing("order", ticket).kind());
        settledMark.outcomesRead(1, 100);
        assertEquals(Standing.Kind.AGED_OUT, book.standing("order", ticket).kind());
    }

    @Test
    void knowsNothingOfPartitionsThatAreNotThere() {
        assertEquals(
                Standing.Kind.UNKNOWN,
                book.standing("order", new Ticket(2, 0, 1, 0)).kind());
    }
}
