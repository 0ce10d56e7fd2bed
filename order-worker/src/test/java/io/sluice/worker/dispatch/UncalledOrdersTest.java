package io.sluice.worker.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.contract.OrderOutcome;
import io.sluice.worker.downstream.CallResult;
import io.sluice.worker.downstream.CallResult.Kind;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Orders that end without a call, and that they cost nobody else anything. */
class UncalledOrdersTest {
    private static final long EXPIRED_MILLIS = DispatcherRig.WALL_CLOCK_MILLIS - DispatcherRig.DEADLINE_MILLIS - 1;
    private static final int HUNDRED_THOUSAND = 100_000;
    private static final int MANY = 20_000;

    private final DispatcherRig rig = new DispatcherRig();

    /** One call may start now, and then one a minute: whoever spends a permit makes the next one wait. */
    private void slowDown() {
        rig.eventLoop.advanceMillis(10);
        rig.setRate(1.0 / 60, false);
    }

    private boolean mayStartNow() {
        rig.gate.setRate(1.0 / 60, 1.0 / 60, rig.eventLoop.nanos());
        return rig.gate.waitNanos(rig.eventLoop.nanos()) == 0;
    }

    private long noted(String line) {
        return rig.journal.lines().stream().filter(line::equals).count();
    }

    private int indexOf(String line) {
        return rig.journal.lines().indexOf(line);
    }

    @Test
    void expiredOrdersSpendNoPermitHoweverManyTheyAre() {
        slowDown();
        for (int i = 0; i < HUNDRED_THOUSAND; i++) {
            rig.feed.add("old", EXPIRED_MILLIS);
        }
        rig.eventLoop.advanceMillis(5_000);
        assertEquals(HUNDRED_THOUSAND, noted("settled old"));
        assertTrue(mayStartNow());
        rig.arrive("young");
        assertEquals(1, noted("call young#1"));
        assertFalse(mayStartNow());
    }

    @Test
    void manyExpiredOrdersLetOthersHaveTheirTurnOnTheEventLoop() {
        for (int i = 0; i < MANY; i++) {
            rig.feed.add("old", EXPIRED_MILLIS);
        }
        for (int turn = 0; turn < 10; turn++) {
            int turnOf = turn;
            rig.eventLoop.schedule(() -> rig.journal.note("turn " + turnOf), 0);
        }
        rig.eventLoop.advanceMillis(2_000);
        assertTrue(indexOf("turn 9") < 1_000, "two lines for each of at most 64 orders in one go");
        assertEquals(MANY, noted("settled old"));
    }

    @Test
    void expiredOrdersEndWhileTheFleetIsPaused() {
        rig.pause();
        rig.arrive("old", EXPIRED_MILLIS);
        rig.assertHappened("outcome old expired", "settled old");
    }

    @Test
    void anOrderThatExpiredWhileItWaitedForAPermitDoesNotSpendIt() {
        slowDown();
        rig.arrive("first");
        rig.arrive("a", EXPIRED_MILLIS + 1);
        rig.wallClockMillis++;
        rig.eventLoop.advanceMillis(10);
        assertEquals(1, noted("outcome a expired"));
        rig.arrive("b");
        rig.eventLoop.advanceMillis(61_000);
        assertEquals(1, noted("call b#1"), "its permit came a minute after that of the first");
    }

    @Test
    void anOrderThatExpiredBetweenTwoCallsSpendsNoPermit() {
        rig.arrive("a", EXPIRED_MILLIS + 1);
        rig.answer("a#1", Kind.ERROR);
        slowDown();
        rig.eventLoop.advanceMillis(1);
        rig.wallClockMillis++;
        rig.eventLoop.advanceMillis(DispatcherRig.BACKOFF_MILLIS + 60_000);
        rig.assertHappened("call a#1", "outcome a expired", "settled a");
        assertTrue(mayStartNow());
    }

    @Test
    void anOrderOfALostPartitionSpendsNoPermitWhenItsTimeComes() {
        QueuedOrder order = rig.arrive("a");
        rig.answer("a#1", Kind.ERROR);
        rig.feed.lose(order);
        slowDown();
        rig.eventLoop.advanceMillis(DispatcherRig.BACKOFF_MILLIS + 60_000);
        rig.assertHappened("call a#1");
        assertTrue(mayStartNow());
    }

    @Test
    void theFleetIsToldWhatTheDownstreamHasNoneOfAndWhatWasKnownWhenTheCallStarted() {
        rig.news.say("OTHER", true);
        rig.arrive("a", 0, "A", "B");
        rig.news.say("OTHER", false);
        rig.answer("a#1", new CallResult(Kind.REJECTED, 409, "none left", 0, List.of("A", "B")));
        rig.assertHappened("call a#1", "tell fleet that [A, B] are gone, knowing 0", "outcome a rejected", "settled a");
        assertEquals("none left", rig.outcomes.last().reason());
    }

    @Test
    void waitingOrdersOfWhatIsGoneEndWithoutACallAndOthersGoOn() {
        rig.pause();
        for (int i = 0; i < 10; i++) {
            rig.arrive(i % 2 == 0 ? "gone" : "other", 0, i % 2 == 0 ? "A" : "B");
        }
        rig.news.say("A", true);
        rig.eventLoop.advanceMillis(1);
        assertEquals(5, noted("outcome gone rejected"));
        assertEquals("sold out", rig.outcomes.last().reason());
        assertEquals(0, rig.outcomes.last().attempts());
        rig.resume();
        rig.eventLoop.advanceMillis(10);
        assertEquals(5, noted("call other#1"));
        assertEquals(0, noted("call gone#1"));
    }

    @Test
    void aTailOfWhatIsGoneIsSkimmedThroughOthersWithoutAPermit() {
        slowDown();
        rig.news.say("A", true);
        for (int i = 0; i < MANY; i++) {
            rig.feed.add(i % 2 == 0 ? "gone" : "other", 0, i % 2 == 0 ? "A" : "B");
        }
        rig.eventLoop.advanceMillis(2_000);
        assertEquals(MANY / 2, noted("outcome gone rejected"));
        assertEquals(1, rig.dispatcher.activity().callsStarted());
        assertEquals(MANY / 2 - 1, rig.feed.waiting());
    }

    @Test
    void anOrderThatWantsSomethingElseTooIsCalled() {
        rig.news.say("A", true);
        rig.arrive("a", 0, "A", "B");
        rig.arrive("unknown", 0);
        rig.assertHappened("call a#1", "call unknown#1");
        rig.news.say("B", true);
        rig.eventLoop.advanceMillis(1);
        assertEquals(2, rig.journal.lines().size(), "a call under way is left to its answer");
    }

    @Test
    void whatComesBackIsCalledAgainAndWhatWasSettledStaysSettled() {
        rig.news.say("A", true);
        rig.arrive("early", 0, "A");
        rig.news.say("A", false);
        rig.arrive("late", 0, "A");
        rig.assertHappened("outcome early rejected", "settled early", "call late#1");
    }

    @Test
    void looksFarAheadOnlyWhileSomethingIsGone() {
        rig.eventLoop.advanceMillis(1);
        assertFalse(rig.feed.looksFarAhead());
        rig.news.say("A", true);
        rig.eventLoop.advanceMillis(1);
        assertTrue(rig.feed.looksFarAhead());
        rig.news.say("A", false);
        rig.eventLoop.advanceMillis(1);
        assertFalse(rig.feed.looksFarAhead());
    }

    @Test
    void anOrderTurnedAwayBeforeEndsAsSoonAsItIsGoneWithTheCallsItHad() {
        rig.arrive("a", 0, "A");
        rig.answer("a#1", Kind.OVERLOADED);
        rig.news.say("A", true);
        rig.eventLoop.advanceMillis(1);
        rig.assertHappened("call a#1", "outcome a rejected", "settled a");
        assertEquals(1, rig.outcomes.last().attempts());
        assertEquals(OrderOutcome.Kind.REJECTED, rig.outcomes.last().kind());
    }

    @Test
    void anOrderThatMayHaveTakenEffectIsLeftToTheDownstream() {
        for (Kind kind : List.of(Kind.ERROR, Kind.TIMED_OUT, Kind.UNREACHABLE)) {
            rig.arrive(kind.word(), 0, "A");
            rig.answer(kind.word() + "#1", kind);
        }
        rig.news.say("A", true);
        rig.eventLoop.advanceMillis(DispatcherRig.BACKOFF_MILLIS + 10);
        for (Kind kind : List.of(Kind.ERROR, Kind.TIMED_OUT, Kind.UNREACHABLE)) {
            assertEquals(1, noted("call " + kind.word() + "#2"));
        }
    }

    @Test
    void whatIsGoneWaitsWhileTooMuchWaitsForKafkaAndLeavesRoomForAnswers() {
        rig.outcomes.holdBack();
        rig.news.say("A", true);
        for (int i = 0; i < MANY; i++) {
            rig.feed.add("gone", 0, "A");
        }
        rig.eventLoop.advanceMillis(1_000);
        long published = noted("outcome gone rejected");
        assertTrue(published >= 5_000 && published < 5_064, published + " outcomes under way");
        rig.feed.add("other", -1, "B");
        rig.outcomes.letThrough();
        rig.eventLoop.advanceMillis(1_000);
        assertEquals(MANY, noted("settled gone"));
        assertEquals(1, noted("call other#1"));
    }

    @Test
    void aStoppedDispatcherSettlesNothingMore() {
        rig.dispatcher.stop();
        rig.news.say("A", true);
        IntStream.range(0, 3).forEach(i -> rig.arrive("gone", 0, "A"));
        rig.assertHappened();
    }
}
