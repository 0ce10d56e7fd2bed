package io.sluice.worker.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.contract.Order;
import io.sluice.contract.OrderOutcome;
import io.sluice.worker.dispatch.OutcomeLog.Unfetched;
import io.sluice.worker.metrics.WorkerMetrics;
import java.util.List;
import org.junit.jupiter.api.Test;

class SettlementTest {
    private final FakeOutcomeLog outcomes = new FakeOutcomeLog(new Journal());
    private final WorkerMetrics metrics = new WorkerMetrics();
    private final Settlement settlement = new Settlement(outcomes, metrics);
    private long offset;

    private void settle(int bodyBytes) {
        Order order = new Order("id-" + offset, "key", null, List.of(), new byte[bodyBytes], 1, null);
        settlement.settle(new QueuedOrder(order, 3, offset++), outcome());
    }

    private OrderOutcome outcome() {
        return new OrderOutcome("id-" + offset, OrderOutcome.Kind.CANCELLED, null, 0, 1, 2, 0, 3, offset);
    }

    private void assertSettled(int count) {
        String line = "sluice_orders_settled_total{outcome=\"cancelled\"} " + count + ".0\n";
        assertTrue(metrics.scrape().contains(line), line);
    }

    @Test
    void anOrderCountsWhenItsOutcomeIsDurable() {
        outcomes.holdBack();
        settle(10);
        assertFalse(settlement.isQuiet());
        assertSettled(0);
        outcomes.letThrough();
        assertTrue(settlement.isQuiet());
        assertSettled(1);
    }

    @Test
    void anOutcomeOfAPartitionThatIsGoneIsAnotherWorkersToCount() {
        outcomes.drop();
        settle(10);
        assertTrue(settlement.isQuiet());
        assertSettled(0);
    }

    @Test
    void tenThousandOutcomesOnTheirWayAreEnough() {
        outcomes.holdBack();
        for (int i = 0; i < 10_000; i++) {
            assertFalse(settlement.isCongested());
            settle(10);
        }
        assertTrue(settlement.isCongested());
        outcomes.letThrough();
        assertFalse(settlement.isCongested());
    }

    @Test
    void sixtyFourMebibytesOfBodiesAreEnoughToo() {
        outcomes.holdBack();
        for (int i = 0; i < 256; i++) {
            assertFalse(settlement.isCongested());
            settle(256 << 10);
        }
        assertTrue(settlement.isCongested());
    }

    @Test
    void anOrderAheadOfTheFeedIsOnItsWayOnlyIfItWasTaken() {
        outcomes.holdBack();
        outcomes.answerUnfetched(Unfetched.SETTLED);
        assertEquals(Unfetched.SETTLED, settlement.settleUnfetched(outcome()));
        assertTrue(settlement.isQuiet());
        outcomes.answerUnfetched(Unfetched.TAKEN);
        assertEquals(Unfetched.TAKEN, settlement.settleUnfetched(outcome()));
        assertFalse(settlement.isQuiet());
        outcomes.letThrough();
        assertSettled(1);
    }
}
