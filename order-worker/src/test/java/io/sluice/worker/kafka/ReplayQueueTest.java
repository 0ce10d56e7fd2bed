package io.sluice.worker.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.contract.Order;
import io.sluice.contract.OrderId;
import io.sluice.worker.dispatch.QueuedOrder;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Replays in a {@link PartitionQueue}, beside the orders that they are of. */
class ReplayQueueTest {
    private static final Order ORDER =
            new Order(OrderId.derived("ReplayQueueTest", "1"), "key", null, List.of(), new byte[1], 1_000, null);

    private final PartitionQueue queue = new PartitionQueue(100);

    @BeforeEach
    void nothingHasAnOutcome() {
        queue.ready(new SeenOrders(100_000, 1));
        queue.admit();
    }

    private boolean add(Order order, long offset) {
        return queue.add(order, 3, offset);
    }

    private void settle(QueuedOrder order) {
        queue.settled(queue.end(order));
    }

    @Test
    void oneIsGivenOutOnceHoweverOftenItWasAppended() {
        assertTrue(add(ORDER, 100));
        settle(queue.take());
        Order replay = ORDER.replayed(1, 5_000);
        assertTrue(add(replay, 101));
        assertEquals(5_000, queue.oldestMillis(), "it waits since it was put back");
        assertFalse(add(replay, 102), "one waits");
        QueuedOrder taken = queue.take();
        assertFalse(add(replay, 103), "one is out");
        assertTrue(queue.holds(taken));
        settle(taken);
        assertFalse(add(replay, 104), "one has ended");
        assertFalse(add(ORDER, 105), "and so has the order");
        assertEquals(106, queue.committable());
    }

    @Test
    void oneThatFailsMayBePutBackAgain() {
        for (int replay = 0; replay < 4; replay++) {
            assertTrue(add(ORDER.replayed(replay, 5_000), 100 + replay));
            settle(queue.take());
        }
        assertEquals(104, queue.committable());
    }

    @Test
    void oneThatNobodyHasTakenIsGivenBack() {
        assertTrue(add(ORDER.replayed(1, 5_000), 100));
        queue.dropWaiting();
        assertTrue(queue.isWrittenDown());
        assertEquals(100, queue.committable());
    }

    @Test
    void aBuyerCannotTakeOneBack() {
        assertTrue(add(ORDER, 100));
        settle(queue.take());
        assertTrue(add(ORDER.replayed(1, 5_000), 101));
        assertNull(queue.withdraw(ORDER.id()));
        assertTrue(queue.hasSeen(ORDER.id()), "its order has ended");
    }
}
