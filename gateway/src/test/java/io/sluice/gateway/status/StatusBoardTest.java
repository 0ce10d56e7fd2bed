package io.sluice.gateway.status;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.sluice.contract.OrderOutcome;
import org.junit.jupiter.api.Test;

class StatusBoardTest {
    private final StatusBoard board = new StatusBoard(3);

    @Test
    void forgetsTheOldestFirstHoweverOftenItIsAskedFor() {
        for (int order = 0; order < 5; order++) {
            board.settled(Outcomes.confirmed("order-" + order, 0, order));
            board.outcome("order-0");
        }

        assertEquals(3, board.size());
        assertNull(board.outcome("order-1"));
        assertNotNull(board.outcome("order-2"));
        assertNotNull(board.outcome("order-4"));
    }

    @Test
    void keepsTheLastOutcomeOfAnOrderAndCountsItOnce() {
        OrderOutcome replayed = Outcomes.of("order-0", OrderOutcome.Kind.CONFIRMED, 0, 0);
        board.settled(Outcomes.of("order-0", OrderOutcome.Kind.FAILED, 0, 0));
        board.settled(replayed);
        board.settled(Outcomes.confirmed("order-1", 0, 1));
        board.settled(Outcomes.confirmed("order-2", 0, 2));

        assertEquals(replayed, board.outcome("order-0"));
        assertEquals(3, board.size());
    }
}
