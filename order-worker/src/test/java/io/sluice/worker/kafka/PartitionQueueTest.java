package io.sluice.worker.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.contract.Order;
import io.sluice.worker.dispatch.QueuedOrder;
import java.util.List;
import org.junit.jupiter.api.Test;

class PartitionQueueTest {
    private final PartitionQueue queue = new PartitionQueue(100);

    private void add(long offset) {
        add(offset, 10);
    }

    private void add(long offset, int bodyBytes) {
        queue.add(new Order("id", "key", null, List.of(), new byte[bodyBytes], 1_000 + offset, null), 3, offset);
    }

    @Test
    void givesOutOrdersAsTheyLie() {
        add(100);
        add(101);
        assertEquals(1_100, queue.oldestMillis());
        assertEquals(100, queue.take().offset());
        assertEquals(1_101, queue.oldestMillis());
        assertEquals(101, queue.take().offset());
        assertNull(queue.take());
        assertEquals(Long.MAX_VALUE, queue.oldestMillis());
    }

    @Test
    void hasNothingToCommitUntilTheOldestIsSettled() {
        add(100);
        add(101);
        QueuedOrder first = queue.take();
        QueuedOrder second = queue.take();
        queue.settled(second);
        assertEquals(-1, queue.toCommit());
        queue.settled(first);
        assertEquals(102, queue.toCommit());
    }

    @Test
    void doesNotCommitTheSameTwiceNorEverGoBack() {
        add(100);
        queue.settled(queue.take());
        queue.committed(101);
        assertEquals(-1, queue.toCommit());
        queue.committed(90);
        assertEquals(-1, queue.toCommit());
    }

    @Test
    void commitsPastARecordThatNeedsNoTreatment() {
        queue.skip(100);
        assertEquals(101, queue.toCommit());
        add(101);
        queue.skip(102);
        assertEquals(101, queue.toCommit());
        queue.settled(queue.take());
        assertEquals(103, queue.toCommit());
    }

    @Test
    void settlingTwiceOrWhatIsNotHeldChangesNothing() {
        add(100);
        QueuedOrder order = queue.take();
        queue.settled(order);
        queue.settled(order);
        queue.settled(new QueuedOrder(order.order(), 3, 100));
        assertEquals(101, queue.toCommit());
        assertFalse(queue.holds(order));
    }

    @Test
    void knowsHowManyWaitAndHowManyAreUnderWay() {
        add(100);
        add(101);
        add(102);
        QueuedOrder order = queue.take();
        assertEquals(2, queue.waiting());
        assertEquals(1, queue.unsettled());
        assertTrue(queue.holds(order));
        assertEquals(103, queue.nextOffset());
    }

    @Test
    void whatNobodyTookIsGivenBackAndNotCommitted() {
        add(100);
        add(101);
        QueuedOrder taken = queue.take();
        queue.dropWaiting();
        assertEquals(0, queue.waiting());
        assertEquals(1, queue.unsettled());
        queue.settled(taken);
        assertEquals(101, queue.toCommit());
    }

    @Test
    void isFullByNumberAndHasRoomAgainAtHalf() {
        for (int i = 0; i < 499; i++) {
            add(100 + i);
        }
        assertFalse(queue.isFull());
        add(599);
        assertTrue(queue.isFull());
        takeAndSettle(250);
        assertFalse(queue.hasRoom());
        takeAndSettle(1);
        assertTrue(queue.hasRoom());
    }

    @Test
    void isFullByBytesAndHasRoomAgainAtHalf() {
        for (int i = 0; i < 4; i++) {
            assertFalse(queue.isFull());
            add(100 + i, 1 << 20);
        }
        assertTrue(queue.isFull());
        takeAndSettle(2);
        assertFalse(queue.hasRoom());
        takeAndSettle(1);
        assertTrue(queue.hasRoom());
    }

    @Test
    void isFullWhenOneSlowOrderIsTwentyThousandBehind() {
        add(100);
        QueuedOrder slow = queue.take();
        for (int i = 1; i < 20_000; i++) {
            assertFalse(queue.isFull());
            add(100 + i);
            takeAndSettle(1);
        }
        assertTrue(queue.isFull());
        assertFalse(queue.hasRoom());
        queue.settled(slow);
        assertTrue(queue.hasRoom());
    }

    private void takeAndSettle(int count) {
        for (int i = 0; i < count; i++) {
            queue.settled(queue.take());
        }
    }
}
