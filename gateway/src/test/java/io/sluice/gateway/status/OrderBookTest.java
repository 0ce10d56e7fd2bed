package io.sluice.gateway.status;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sluice.gateway.queue.Backlog;
import io.sluice.gateway.queue.DrainState;
import io.sluice.gateway.queue.Forecast;
import io.sluice.gateway.queue.Ticket;
import org.junit.jupiter.api.Test;

class OrderBookTest {
    private static final String ORDER = Outcomes.id(1);

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

        assertEquals(new Standing(Standing.Kind.QUEUED, null, 1_000, 5, 500), book.standing(ORDER, ticket));
        backlog.headSeen(1, 6);
        assertEquals(Standing.Kind.PROCESSING, book.standing(ORDER, ticket).kind());
        board.settled(Outcomes.confirmed(ORDER, 1, 5));
        assertEquals(Standing.Kind.SETTLED, book.standing(ORDER, ticket).kind());
    }

    @Test
    void knowsSettledOrdersWithoutATicketAndNoOthers() {
        board.settled(Outcomes.confirmed(ORDER, 1, 5));

        assertEquals(Standing.Kind.SETTLED, book.standing(ORDER, null).kind());
        assertEquals(Standing.Kind.UNKNOWN, book.standing(Outcomes.id(2), null).kind());
    }

    @Test
    void saysAgedOutOnlyWhenTheOutcomeMustHaveBeenRead() {
        Ticket ticket = backlog.ticket(1, 5, 1_000);
        backlog.headSeen(1, 6);
        settledMark.committed(1, 6, 100);
        settledMark.outcomesRead(1, 99);

        assertEquals(Standing.Kind.PROCESSING, book.standing(ORDER, ticket).kind());
        settledMark.outcomesRead(1, 100);
        assertEquals(Standing.Kind.AGED_OUT, book.standing(ORDER, ticket).kind());
    }

    @Test
    void knowsNothingOfPartitionsThatAreNotThere() {
        assertEquals(
                Standing.Kind.UNKNOWN,
                book.standing(ORDER, new Ticket(2, 0, 1, 0, 0)).kind());
    }
}
