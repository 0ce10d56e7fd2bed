package io.sluice.worker.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.contract.Order;
import io.sluice.contract.OrderOutcome;
import io.sluice.worker.downstream.CallResult;
import io.sluice.worker.downstream.CallResult.Kind;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How orders that need a call fare; see {@link UncalledOrdersTest} for the others. */
class OrderDispatcherTest {
    private final DispatcherRig rig = new DispatcherRig();

    @Test
    void callsInTheOrderOfTheFeedAndSettlesEach() {
        rig.arrive("a");
        rig.arrive("b");
        rig.arrive("c");
        rig.answer("c#1", Kind.CONFIRMED);
        rig.answer("a#1", Kind.REJECTED);
        rig.answer("b#1", Kind.CONFIRMED);
        rig.assertHappened(
                "call a#1",
                "call b#1",
                "call c#1",
                "outcome c confirmed",
                "settled c",
                "outcome a rejected",
                "settled a",
                "outcome b confirmed",
                "settled b");
        assertEquals(3, rig.dispatcher.activity().callsStarted());
    }

    @Test
    void theOutcomeSaysAllThatIsKnownOfTheOrder() {
        rig.arrive("zero");
        QueuedOrder order = rig.arrive("a", 49_000);
        rig.answer("a#1", new CallResult(Kind.REJECTED, 409, "sold out", 0, List.of()));
        assertEquals(
                new OrderOutcome(
                        "a",
                        OrderOutcome.Kind.REJECTED,
                        "sold out",
                        1,
                        49_000,
                        DispatcherRig.WALL_CLOCK_MILLIS,
                        Order.fingerprint(order.order().body()),
                        order.partition(),
                        order.offset()),
                rig.outcomes.last());
    }

    @Test
    void theNextCallWaitsUntilTheOneBeforeHasLeft() {
        rig.downstream.holdBack();
        rig.arrive("a");
        rig.arrive("b");
        rig.arrive("c");
        rig.assertHappened("call a#1");
        rig.downstream.letLeave();
        rig.eventLoop.advanceMillis(1);
        rig.assertHappened("call a#1", "call b#1");
        // It never leaves: the connection is refused.
        rig.answer("b#1", Kind.UNREACHABLE);
        rig.assertHappened("call a#1", "call b#1", "call c#1");
    }

    @Test
    void aConnectionThatNobodyAnswersKeepsTheOthersWaitingForAMomentOnly() {
        rig.downstream.holdBack();
        rig.arrive("a");
        rig.arrive("b");
        rig.eventLoop.advanceMillis(15);
        rig.assertHappened("call a#1");
        rig.eventLoop.advanceMillis(10);
        rig.assertHappened("call a#1", "call b#1");
    }

    @Test
    void anOrderIsSettledOnlyWhenItsOutcomeIsDurable() {
        rig.outcomes.holdBack();
        rig.arrive("a");
        rig.answer("a#1", Kind.CONFIRMED);
        rig.assertHappened("call a#1", "outcome a confirmed");
        assertFalse(rig.dispatcher.isQuiet());
        rig.outcomes.letThrough();
        rig.assertHappened("call a#1", "outcome a confirmed", "settled a");
        assertTrue(rig.dispatcher.isQuiet());
    }

    @Test
    void anOrderIsTriedAgainAfterTheBackoff() {
        rig.arrive("a");
        rig.answer("a#1", Kind.ERROR);
        rig.assertHappened("call a#1");
        rig.eventLoop.advanceMillis(DispatcherRig.BACKOFF_MILLIS);
        rig.answer("a#2", Kind.CONFIRMED);
        rig.assertHappened("call a#1", "call a#2", "outcome a confirmed", "settled a");
        assertEquals(2, rig.outcomes.last().attempts());
    }

    @Test
    void everyResultThatIsNotFinalLeadsToAnotherCall() {
        for (Kind kind : Kind.values()) {
            if (!kind.isFinal()) {
                String id = kind.word();
                rig.arrive(id);
                rig.answer(id + "#1", kind);
                rig.eventLoop.advanceMillis(DispatcherRig.BACKOFF_MILLIS);
                rig.answer(id + "#2", Kind.CONFIRMED);
                assertEquals(id, rig.outcomes.last().orderId());
            }
        }
    }

    @Test
    void anOrderIsGivenUpAfterAllAttempts() {
        rig.arrive("a");
        rig.answer("a#1", Kind.ERROR);
        rig.eventLoop.advanceMillis(DispatcherRig.BACKOFF_MILLIS);
        rig.answer("a#2", Kind.TIMED_OUT);
        rig.assertHappened("call a#1", "call a#2", "outcome a failed", "settled a");
        assertEquals(
                "given up after 2 calls; last: timed_out", rig.outcomes.last().reason());
    }

    @Test
    void anOrderPastItsDeadlineCostsNoCall() {
        rig.arrive("old", DispatcherRig.WALL_CLOCK_MILLIS - DispatcherRig.DEADLINE_MILLIS - 1);
        rig.arrive("just in time", DispatcherRig.WALL_CLOCK_MILLIS - DispatcherRig.DEADLINE_MILLIS);
        rig.assertHappened("outcome old expired", "settled old", "call just in time#1");
        assertEquals(0, rig.outcomes.last().attempts());
        assertEquals(1, rig.dispatcher.activity().callsStarted());
    }

    @Test
    void anOrderMayExpireWhileItWaitsToBeTriedAgain() {
        rig.arrive("a", DispatcherRig.WALL_CLOCK_MILLIS - DispatcherRig.DEADLINE_MILLIS);
        rig.answer("a#1", Kind.ERROR);
        rig.wallClockMillis = DispatcherRig.WALL_CLOCK_MILLIS + 1;
        rig.eventLoop.advanceMillis(DispatcherRig.BACKOFF_MILLIS);
        rig.assertHappened("call a#1", "outcome a expired", "settled a");
        assertEquals(1, rig.outcomes.last().attempts());
    }

    @Test
    void retryAfterHoldsAllCallsAndIsToldToTheFleetOnce() {
        rig.arrive("a");
        rig.arrive("b");
        rig.answer("a#1", new CallResult(Kind.OVERLOADED, 503, null, 30_000, List.of()));
        rig.answer("b#1", new CallResult(Kind.OVERLOADED, 429, null, 30_000, List.of()));
        rig.arrive("c");
        rig.eventLoop.advanceMillis(29_000);
        rig.assertHappened("call a#1", "call b#1", "tell fleet to hold 30000");
        rig.eventLoop.advanceMillis(1_010);
        assertEquals(
                List.of("call a#2", "call b#2", "call c#1"), rig.journal.lines().subList(3, 6));
    }

    @Test
    void anOrderOfALostPartitionIsNotCalledAgain() {
        QueuedOrder order = rig.arrive("a");
        rig.answer("a#1", Kind.UNREACHABLE);
        rig.feed.lose(order);
        rig.eventLoop.advanceMillis(DispatcherRig.BACKOFF_MILLIS);
        rig.assertHappened("call a#1");
        rig.arrive("b");
        rig.assertHappened("call a#1", "call b#1");
    }

    @Test
    void unansweredCallsAreBounded() {
        rig.restartWith(2);
        rig.arrive("a");
        rig.arrive("b");
        rig.arrive("c");
        rig.assertHappened("call a#1", "call b#1");
        rig.answer("b#1", Kind.ERROR);
        rig.assertHappened("call a#1", "call b#1", "call c#1");
    }

    @Test
    void noCallStartsWhileTheFleetIsPaused() {
        rig.pause();
        rig.arrive("a");
        rig.assertHappened();
        rig.resume();
        rig.eventLoop.advanceMillis(10);
        rig.assertHappened("call a#1");
    }

    @Test
    void noCallStartsWithoutALease() {
        rig.eventLoop.advanceMillis(DispatcherRig.LEASE.toMillis() + 1);
        rig.arrive("a");
        rig.assertHappened();
    }

    @Test
    void whileTheDownstreamIsDownFreshOrdersAreLeftAloneAndTriedOnesProbe() {
        List<String> ids = IntStream.range(0, 20).mapToObj(i -> "o" + i).toList();
        ids.forEach(rig::arrive);
        for (String id : ids) {
            rig.answer(id + "#1", Kind.UNREACHABLE);
        }
        rig.eventLoop.advanceMillis(2_000);
        rig.arrive("fresh");
        assertEquals(20, rig.journal.lines().size());
        rig.eventLoop.advanceMillis(DispatcherRig.BACKOFF_MILLIS);
        // All probes hang: that is no reason to spend fresh orders.
        assertEquals(40, rig.journal.lines().size());
        rig.answer("o0#2", Kind.CONFIRMED);
        assertTrue(rig.journal.lines().contains("call fresh#1"));
    }

    @Test
    void noCallStartsAfterStopButAnswersStillSettle() {
        rig.arrive("a");
        rig.dispatcher.stop();
        rig.arrive("b");
        rig.answer("a#1", Kind.CONFIRMED);
        assertEquals(List.of("call a#1", "outcome a confirmed", "settled a"), rig.journal.lines());
        assertTrue(rig.dispatcher.isQuiet());
    }
}
