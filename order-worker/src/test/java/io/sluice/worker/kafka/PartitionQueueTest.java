package io.sluice.worker.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.contract.Order;
import io.sluice.contract.OrderId;
import io.sluice.worker.dispatch.QueuedOrder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PartitionQueueTest {
    private static final String CANCELLED = "7ZZZZZZZZZZZZZZZZZZZZZZZZZ";

    private final PartitionQueue queue = new PartitionQueue(100);

    @BeforeEach
    void nothingHasAnOutcome() {
        queue.ready(new SeenOrders(100_000, 1));
        queue.admit();
    }

    private void add(long offset) {
        add(offset, 10);
    }

    private void add(long offset, int bodyBytes) {
        assertTrue(add(id(offset), offset, bodyBytes));
    }

    private boolean add(String id, long offset, int bodyBytes) {
        return queue.add(new Order(id, "key", null, List.of(), new byte[bodyBytes], 1_000 + offset, null), 3, offset);
    }

    private static String id(long offset) {
        return OrderId.derived("PartitionQueueTest", Long.toString(offset));
    }

    private void settle(QueuedOrder order) {
        queue.settled(queue.end(order));
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
    void theHeadIsTheFirstOfThoseThatAreLeftHoweverTheOthersWent() {
        assertNull(queue.head());
        for (long offset = 100; offset < 106; offset++) {
            add(offset);
            assertEquals(100, queue.head().offset(), "what comes later changes nothing");
        }
        queue.take();
        assertEquals(101, queue.head().offset());
        queue.withdraw(id(101));
        assertEquals(102, queue.head().offset());
        queue.withdraw(id(104));
        assertEquals(102, queue.head().offset());
        queue.skim(order -> order.offset() < 104, 100);
        assertEquals(105, queue.head().offset());
        queue.dropWaiting();
        assertNull(queue.head());
    }

    @Test
    void hasNothingToCommitUntilTheOldestIsSettled() {
        add(100);
        add(101);
        QueuedOrder first = queue.take();
        QueuedOrder second = queue.take();
        settle(second);
        assertFalse(queue.hasProgress());
        assertEquals(100, queue.committable());
        settle(first);
        assertTrue(queue.hasProgress());
        assertEquals(102, queue.committable());
    }

    @Test
    void doesNotCommitTheSameTwiceNorEverGoBack() {
        add(100);
        settle(queue.take());
        queue.committed(101);
        assertFalse(queue.hasProgress());
        queue.committed(90);
        assertFalse(queue.hasProgress());
    }

    @Test
    void aRecordThatIsNoOrderHoldsTheOffsetBackUntilItIsSafe() {
        PartitionQueue.Claim malformed = queue.claimNameless(100);
        add(101);
        settle(queue.take());
        assertEquals(100, queue.committable());
        assertFalse(queue.isWrittenDown());
        queue.settled(malformed);
        assertEquals(102, queue.committable());
    }

    @Test
    void anOrderEndsOnce() {
        add(100);
        QueuedOrder order = queue.take();
        PartitionQueue.Claim claim = queue.end(order);
        assertTrue(claim.isEnding());
        assertNull(queue.end(order));
        queue.settled(claim);
        queue.settled(claim);
        assertNull(queue.end(order));
        assertNull(queue.end(new QueuedOrder(order.order(), 3, 100)), "of another assignment");
        assertEquals(101, queue.committable());
        assertFalse(queue.holds(order));
    }

    @Test
    void whatGoesIntoATransactionCountsForItsOffsetsAndStaysClaimed() {
        add(100);
        QueuedOrder order = queue.take();
        PartitionQueue.Claim claim = queue.end(order);
        queue.settling(claim);
        assertEquals(101, queue.committable());
        assertTrue(queue.holds(claim));
        assertTrue(queue.holds(order));
        assertFalse(queue.isWrittenDown());
    }

    @Test
    void isWrittenDownWhenAllThatWasTakenIsSettledAndCommitted() {
        assertTrue(queue.isWrittenDown());
        add(100);
        add(101);
        assertTrue(queue.isWrittenDown(), "nothing was taken");
        settle(queue.take());
        assertFalse(queue.isWrittenDown());
        queue.committed(101);
        assertTrue(queue.isWrittenDown());
        assertEquals(102, queue.nextOffset());
    }

    @Test
    void anOrderThatHasAnOutcomeIsDropped() {
        SeenOrders seen = new SeenOrders(1_000, 1);
        seen.add(OrderId.high(id(100)), OrderId.low(id(100)));
        queue.ready(seen);
        assertFalse(add(id(100), 100, 10));
        assertEquals(0, queue.waiting());
        assertEquals(101, queue.committable());
    }

    @Test
    void aRepetitionOfAnOrderThatWaitsIsDroppedAndTheFirstKeepsItSafe() {
        add(100);
        assertFalse(add(id(100), 101, 10));
        assertEquals(1, queue.waiting());
        assertEquals(100, queue.committable());
        settle(queue.take());
        assertEquals(102, queue.committable());
    }

    @Test
    void aRepetitionOfAnOrderThatThisWorkerSettledIsDropped() {
        add(100);
        settle(queue.take());
        assertFalse(add(id(100), 101, 10));
        assertEquals(102, queue.committable());
    }

    @Test
    void anOrderSettledAheadIsDroppedWhenItIsFetchedAndNotCommittedPastUntilThatIsDurable() {
        PartitionQueue.Claim ahead = queue.claimUnfetched(CANCELLED);
        assertFalse(add(CANCELLED, 100, 10));
        assertEquals(100, queue.committable(), "whoever comes next has to find it");
        queue.settled(ahead);
        assertEquals(101, queue.committable());
    }

    @Test
    void anOrderSettledAheadIsDroppedAlsoWhenItIsFetchedWhileTheTransactionRuns() {
        PartitionQueue.Claim ahead = queue.claimUnfetched(CANCELLED);
        queue.settling(ahead);
        assertFalse(add(CANCELLED, 100, 10));
        assertEquals(100, queue.committable());
        queue.settled(ahead);
        assertEquals(101, queue.committable());
        assertFalse(add(CANCELLED, 101, 10), "and again later");
    }

    @Test
    void fetchesNothingBeforeItIsKnownWhatHasAnOutcomeAndWhatIsTakenBack() {
        PartitionQueue fresh = new PartitionQueue(0);
        assertTrue(fresh.isPaused());
        assertFalse(fresh.hasRoom(false));
        fresh.ready(new SeenOrders(10, 1));
        assertFalse(fresh.hasRoom(false));
        assertTrue(fresh.admit());
        assertTrue(fresh.hasRoom(false));
        assertFalse(fresh.admit(), "that is no news");
    }

    @Test
    void onlyAnOrderThatWaitsCanBeWithdrawn() {
        add(100);
        add(101);
        add(102);
        QueuedOrder called = queue.take();
        assertNull(queue.withdraw(id(100)));
        QueuedOrder withdrawn = queue.withdraw(id(102));
        assertEquals(102, withdrawn.offset());
        assertNull(queue.withdraw(id(102)));
        assertNull(queue.withdraw(id(103)));
        settle(called);
        settle(withdrawn);
        assertEquals(101, queue.committable());
        assertEquals(101, queue.take().offset());
    }

    @Test
    void whatNobodyTookIsGivenBackAndNotCommitted() {
        add(100);
        add(101);
        QueuedOrder taken = queue.take();
        queue.dropWaiting();
        assertEquals(0, queue.waiting());
        assertFalse(queue.isWrittenDown());
        settle(taken);
        assertEquals(101, queue.committable());
        assertTrue(add(id(101), 102, 10), "it is nobody's");
    }

    @Test
    void isFullByNumberAndHasRoomAgainAtHalf() {
        for (int i = 0; i < 499; i++) {
            add(100 + i);
        }
        assertFalse(queue.isFull(false));
        add(599);
        assertTrue(queue.isFull(false));
        takeAndSettle(250);
        assertFalse(queue.hasRoom(false));
        takeAndSettle(1);
        assertTrue(queue.hasRoom(false));
    }

    @Test
    void isFullByBytesAndHasRoomAgainAtHalf() {
        for (int i = 0; i < 4; i++) {
            assertFalse(queue.isFull(false));
            add(100 + i, 1 << 20);
        }
        assertTrue(queue.isFull(false));
        takeAndSettle(2);
        assertFalse(queue.hasRoom(false));
        takeAndSettle(1);
        assertTrue(queue.hasRoom(false));
    }

    @Test
    void isFullWhenOneSlowOrderIsTwentyThousandBehind() {
        add(100);
        QueuedOrder slow = queue.take();
        for (int i = 1; i < 20_000; i++) {
            assertFalse(queue.isFull(false));
            add(100 + i);
            takeAndSettle(1);
        }
        assertTrue(queue.isFull(false));
        assertFalse(queue.hasRoom(false));
        settle(slow);
        assertTrue(queue.hasRoom(false));
    }

    @Test
    void looksAsFarAheadAsOrdersMayBeOpenIfThereIsReasonTo() {
        for (int i = 0; i < 19_999; i++) {
            add(100 + i);
        }
        assertTrue(queue.isFull(false));
        assertFalse(queue.skim(order -> false, 20_000));
        assertFalse(queue.isFull(true));
        add(20_099);
        assertTrue(queue.isFull(true));
        takeAndSettle(2_000);
        assertFalse(queue.hasRoom(true));
        takeAndSettle(1);
        assertTrue(queue.hasRoom(true));
        assertFalse(queue.hasRoom(false));
    }

    @Test
    void fetchesNoFurtherAheadThanIsLookedAtSoon() {
        for (int i = 0; i < 400; i++) {
            assertFalse(queue.isFull(true));
            add(100 + i);
        }
        assertTrue(queue.isFull(true));
        // The first two are taken unseen, the next goes and 197 stay: 200 have not been looked at.
        takeAndSettle(2);
        assertTrue(queue.skim(order -> order.offset() == 102, 198));
        assertFalse(queue.hasRoom(true));
        assertTrue(queue.skim(order -> false, 1));
        assertTrue(queue.hasRoom(true));

        queue.skimAnew();
        assertFalse(queue.hasRoom(true));
        queue.dropWaiting();
        assertTrue(queue.hasRoom(true));
    }

    private final List<Long> looked = new ArrayList<>();

    /** Skims orders at even offsets, and notes which it was asked of. */
    private boolean skimEven(int looksMax) {
        looked.clear();
        return queue.skim(
                order -> {
                    looked.add(order.offset());
                    return order.offset() % 2 == 0;
                },
                looksMax);
    }

    @Test
    void skimsEachOrderOnceAndTheFirstOneAlways() {
        for (int i = 0; i < 6; i++) {
            add(100 + i);
        }
        assertTrue(skimEven(4));
        assertEquals(List.of(100L, 101L, 101L, 102L, 103L), looked, "the first that stays is asked twice");
        assertFalse(skimEven(4));
        assertEquals(List.of(101L, 104L, 105L), looked);
        assertFalse(skimEven(4));
        assertEquals(List.of(101L), looked);
        assertEquals(3, queue.waiting());
        assertFalse(queue.isWrittenDown(), "what was skimmed is to be settled");
        queue.skimAnew();
        assertFalse(skimEven(4));
        assertEquals(List.of(101L, 101L, 103L, 105L), looked);
    }

    @Test
    void whatWasSkimmedNoLongerCountsAndTheRestComesInItsOrder() {
        add(100, 1 << 20);
        add(101, 1 << 20);
        add(102, 2 << 20);
        assertTrue(queue.isFull(true));
        skimEven(10);
        assertTrue(queue.hasRoom(true));
        assertEquals(101, queue.take().offset());
        assertNull(queue.take());
    }

    @Test
    void whatWasTakenBackIsRememberedUntilItIsFetchedHoweverMuchIsSettledBefore() {
        PartitionQueue forgetful = new PartitionQueue(0);
        forgetful.ready(new SeenOrders(1, 1));
        forgetful.settled(forgetful.claimUnfetched(CANCELLED));
        assertTrue(forgetful.isWrittenDown());
        for (long offset = 0; offset < 3; offset++) {
            forgetful.add(new Order(id(offset), "key", null, List.of(), new byte[1], 0, null), 3, offset);
            QueuedOrder order = forgetful.take();
            forgetful.settled(forgetful.end(order));
        }
        assertFalse(forgetful.add(new Order(CANCELLED, "key", null, List.of(), new byte[1], 0, null), 3, 3));
        assertEquals(4, forgetful.committable());
        forgetful.committed(4);
        assertTrue(forgetful.isWrittenDown());
        assertTrue(forgetful.hasSeen(CANCELLED));
    }

    @Test
    void whatLiesAheadIsBounded() {
        for (int i = 0; i < 10_000; i++) {
            assertTrue(queue.hasRoomAhead());
            queue.claimUnfetched(id(100 + i));
        }
        assertFalse(queue.hasRoomAhead());
        assertFalse(add(id(100), 100, 10));
        assertTrue(queue.hasRoomAhead());
    }

    private void takeAndSettle(int count) {
        for (int i = 0; i < count; i++) {
            settle(queue.take());
        }
    }
}
