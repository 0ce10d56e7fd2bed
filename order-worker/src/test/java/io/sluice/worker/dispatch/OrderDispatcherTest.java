package io.sluice.worker.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.contract.FleetRecord;
import io.sluice.contract.OrderOutcome;
import io.sluice.worker.downstream.CallResult;
import io.sluice.worker.downstream.CallResult.Kind;
import io.sluice.worker.fleet.FleetRate;
import io.sluice.worker.fleet.Workload;
import io.sluice.worker.metrics.WorkerMetrics;
import io.sluice.worker.pacing.CallGate;
import io.sluice.worker.pacing.ConcurrencyLimit;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The real dispatcher on its real thread, on a clock that the test moves. */
class OrderDispatcherTest {
    private static final int ATTEMPTS_MAX = 2;
    private static final int CALLS_MAX = 30;
    private static final long BACKOFF_MILLIS = 10_000;
    private static final long DEADLINE_MILLIS = 60_000;
    private static final long WALL_CLOCK_MILLIS = 50_000;

    /** Enough looks at the clock, of which a round takes at most three, for some rounds of the dispatcher. */
    private static final int READS_OF_SOME_ROUNDS = 12;

    private final Journal journal = new Journal();
    private final TickingClock clock = new TickingClock();
    private final FakeFeed feed = new FakeFeed(journal);
    private final FakeDownstream downstream = new FakeDownstream(journal);
    private final FakeOutcomeLog outcomes = new FakeOutcomeLog(journal);
    private final FleetRate rate =
            new FleetRate("worker-1", "life-1", Duration.ofDays(1).toNanos());
    private volatile long wallClockMillis = WALL_CLOCK_MILLIS;
    private OrderDispatcher dispatcher;
    private Thread thread;

    @BeforeEach
    void startWithTheWholeRate() {
        rate.read(rate.declare(new Workload(1_000, 0, 0, 0, Double.POSITIVE_INFINITY), 0), 0);
        // So quick that the gate never makes a test wait; its second lock looks at the real clock.
        rate.read(new FleetRecord.Control(2_000_000, false, true, "test", "start", 0), 0);
        start(CALLS_MAX);
    }

    private void start(int callsMax) {
        RetryPolicy retry = new RetryPolicy(
                new RetryPolicy.Options(
                        ATTEMPTS_MAX, Duration.ofMillis(BACKOFF_MILLIS), Duration.ofMillis(BACKOFF_MILLIS)),
                () -> 0.5);
        dispatcher = new OrderDispatcher(
                feed,
                downstream,
                outcomes,
                new OrderDispatcher.Pacing(
                        rate,
                        new CallGate(0),
                        new ConcurrencyLimit(callsMax),
                        millis -> journal.note("tell fleet to hold " + millis),
                        clock),
                new OrderDispatcher.Options(
                        retry, CALLS_MAX, Duration.ofMillis(DEADLINE_MILLIS), () -> wallClockMillis),
                new WorkerMetrics());
        thread = new Thread(dispatcher, "dispatcher");
        thread.start();
    }

    @AfterEach
    void stop() throws InterruptedException {
        dispatcher.stop();
        thread.join(20_000);
        assertFalse(thread.isAlive());
    }

    private void restartWith(int callsMax) throws InterruptedException {
        stop();
        start(callsMax);
    }

    private void assertNothingMoreThan(String... lines) throws InterruptedException {
        clock.awaitReads(READS_OF_SOME_ROUNDS);
        assertEquals(List.of(lines), journal.lines());
    }

    @Test
    void callsInTheOrderOfTheFeedAndSettlesEach() throws InterruptedException {
        feed.add("a");
        feed.add("b");
        feed.add("c");
        downstream.answer("c#1", Kind.CONFIRMED);
        downstream.answer("a#1", Kind.REJECTED);
        downstream.answer("b#1", Kind.CONFIRMED);
        assertNothingMoreThan(
                "call a#1",
                "call b#1",
                "call c#1",
                "outcome c confirmed",
                "settled c",
                "outcome a rejected",
                "settled a",
                "outcome b confirmed",
                "settled b");
        assertEquals(3, dispatcher.callsStarted());
    }

    @Test
    void theOutcomeSaysAllThatIsKnownOfTheOrder() throws InterruptedException {
        feed.add("zero");
        QueuedOrder order = feed.add("a", 49_000);
        downstream.answer("a#1", new CallResult(Kind.REJECTED, 409, "sold out", 0));
        assertEquals(
                new OrderOutcome(
                        "a",
                        OrderOutcome.Kind.REJECTED,
                        "sold out",
                        1,
                        49_000,
                        WALL_CLOCK_MILLIS,
                        order.partition(),
                        order.offset()),
                outcomes.last());
    }

    @Test
    void anOrderIsSettledOnlyWhenItsOutcomeIsDurable() throws InterruptedException {
        outcomes.holdBack();
        feed.add("a");
        downstream.answer("a#1", Kind.CONFIRMED);
        assertNothingMoreThan("call a#1", "outcome a confirmed");
        assertFalse(dispatcher.isQuiet());
        outcomes.letThrough();
        assertNothingMoreThan("call a#1", "outcome a confirmed", "settled a");
        assertTrue(dispatcher.isQuiet());
    }

    @Test
    void anOutcomeThatMayBeLostIsPublishedAgainBeforeTheOrderIsSettled() throws InterruptedException {
        outcomes.failNext(2);
        feed.add("a");
        downstream.answer("a#1", Kind.CONFIRMED);
        assertNothingMoreThan("call a#1", "failed outcome a confirmed");
        clock.advanceMillis(500);
        journal.await(3);
        // The second failure happens on the dispatcher's thread, which then looks when to try again.
        clock.awaitReads(READS_OF_SOME_ROUNDS);
        clock.advanceMillis(500);
        journal.await("settled a");
        assertNothingMoreThan(
                "call a#1",
                "failed outcome a confirmed",
                "failed outcome a confirmed",
                "outcome a confirmed",
                "settled a");
    }

    @Test
    void anOrderIsTriedAgainAfterTheBackoff() throws InterruptedException {
        feed.add("a");
        downstream.answer("a#1", Kind.ERROR);
        assertNothingMoreThan("call a#1");
        clock.advanceMillis(BACKOFF_MILLIS);
        downstream.answer("a#2", Kind.CONFIRMED);
        assertNothingMoreThan("call a#1", "call a#2", "outcome a confirmed", "settled a");
        assertEquals(2, outcomes.last().attempts());
    }

    @Test
    void everyResultThatIsNotFinalLeadsToAnotherCall() throws InterruptedException {
        for (Kind kind : Kind.values()) {
            if (!kind.isFinal()) {
                String id = kind.word();
                feed.add(id);
                downstream.answer(id + "#1", kind);
                clock.advanceMillis(BACKOFF_MILLIS);
                downstream.answer(id + "#2", Kind.CONFIRMED);
                assertEquals(id, outcomes.last().orderId());
            }
        }
    }

    @Test
    void anOrderGivenUpIsADeadLetterFirstAndThenFailed() throws InterruptedException {
        feed.add("a");
        downstream.answer("a#1", Kind.ERROR);
        clock.advanceMillis(BACKOFF_MILLIS);
        downstream.answer("a#2", Kind.TIMED_OUT);
        assertNothingMoreThan(
                "call a#1",
                "call a#2",
                "dead letter a: given up after 2 calls; last: timed_out",
                "outcome a failed",
                "settled a");
    }

    @Test
    void aDeadLetterThatMayBeLostHoldsTheOutcomeBack() throws InterruptedException {
        feed.add("a");
        downstream.answer("a#1", Kind.ERROR);
        clock.advanceMillis(BACKOFF_MILLIS);
        outcomes.failNext(1);
        downstream.answer("a#2", Kind.ERROR);
        String letter = "dead letter a: given up after 2 calls; last: error";
        assertNothingMoreThan("call a#1", "call a#2", "failed " + letter);
        clock.advanceMillis(500);
        journal.await("settled a");
        assertNothingMoreThan("call a#1", "call a#2", "failed " + letter, letter, "outcome a failed", "settled a");
    }

    @Test
    void anOrderPastItsDeadlineCostsNoCall() throws InterruptedException {
        feed.add("old", WALL_CLOCK_MILLIS - DEADLINE_MILLIS - 1);
        feed.add("just in time", WALL_CLOCK_MILLIS - DEADLINE_MILLIS);
        journal.await("call just in time#1");
        assertNothingMoreThan("outcome old expired", "settled old", "call just in time#1");
        assertEquals(0, outcomes.last().attempts());
        assertEquals(1, dispatcher.callsStarted());
    }

    @Test
    void anOrderMayExpireWhileItWaitsToBeTriedAgain() throws InterruptedException {
        feed.add("a", WALL_CLOCK_MILLIS - DEADLINE_MILLIS);
        downstream.answer("a#1", Kind.ERROR);
        wallClockMillis = WALL_CLOCK_MILLIS + 1;
        clock.advanceMillis(BACKOFF_MILLIS);
        journal.await("settled a");
        assertNothingMoreThan("call a#1", "outcome a expired", "settled a");
        assertEquals(1, outcomes.last().attempts());
    }

    @Test
    void retryAfterHoldsAllCallsAndIsToldToTheFleetOnce() throws InterruptedException {
        feed.add("a");
        feed.add("b");
        journal.await("call b#1");
        downstream.answer("a#1", new CallResult(Kind.OVERLOADED, 503, null, 30_000));
        downstream.answer("b#1", new CallResult(Kind.OVERLOADED, 429, null, 30_000));
        feed.add("c");
        clock.advanceMillis(29_000);
        assertNothingMoreThan("call a#1", "call b#1", "tell fleet to hold 30000");
        clock.advanceMillis(1_001);
        journal.await(6);
        assertEquals(
                List.of("call a#2", "call b#2", "call c#1"), journal.lines().subList(3, 6));
    }

    @Test
    void anOrderOfALostPartitionIsNotCalledAgain() throws InterruptedException {
        QueuedOrder order = feed.add("a");
        downstream.answer("a#1", Kind.UNREACHABLE);
        feed.lose(order);
        clock.advanceMillis(BACKOFF_MILLIS);
        assertNothingMoreThan("call a#1");
        feed.add("b");
        journal.await("call b#1");
        assertNothingMoreThan("call a#1", "call b#1");
    }

    @Test
    void unansweredCallsAreBounded() throws InterruptedException {
        restartWith(2);
        feed.add("a");
        feed.add("b");
        feed.add("c");
        journal.await("call b#1");
        assertNothingMoreThan("call a#1", "call b#1");
        downstream.answer("b#1", Kind.ERROR);
        journal.await("call c#1");
        assertNothingMoreThan("call a#1", "call b#1", "call c#1");
    }

    @Test
    void noCallStartsWhileTheFleetIsPaused() throws InterruptedException {
        rate.read(new FleetRecord.Control(2_000_000, true, false, "test", "pause", 0), 0);
        // The dispatcher may be in the middle of a round that saw the rate before.
        clock.awaitReads(READS_OF_SOME_ROUNDS);
        feed.add("a");
        assertNothingMoreThan();
        rate.read(new FleetRecord.Control(2_000_000, false, false, "test", "on", 0), 0);
        journal.await("call a#1");
    }

    @Test
    void noCallStartsWithoutALease() throws InterruptedException {
        clock.advanceMillis(Duration.ofDays(2).toMillis());
        clock.awaitReads(READS_OF_SOME_ROUNDS);
        feed.add("a");
        assertNothingMoreThan();
    }

    @Test
    void whileTheDownstreamIsDownFreshOrdersAreLeftAloneAndTriedOnesProbe() throws InterruptedException {
        List<String> ids = IntStream.range(0, 20).mapToObj(i -> "o" + i).toList();
        ids.forEach(feed::add);
        for (String id : ids) {
            downstream.answer(id + "#1", Kind.UNREACHABLE);
        }
        clock.advanceMillis(2_000);
        clock.awaitReads(READS_OF_SOME_ROUNDS);
        feed.add("fresh");
        clock.awaitReads(READS_OF_SOME_ROUNDS);
        assertEquals(20, journal.lines().size());
        clock.advanceMillis(BACKOFF_MILLIS);
        journal.await(40);
        // All probes hang: that is no reason to spend fresh orders.
        clock.awaitReads(READS_OF_SOME_ROUNDS);
        assertEquals(40, journal.lines().size());
        downstream.answer("o0#2", Kind.CONFIRMED);
        journal.await("call fresh#1");
    }

    @Test
    void noCallStartsAfterStopButAnswersStillSettle() throws InterruptedException {
        feed.add("a");
        journal.await("call a#1");
        stop();
        feed.add("b");
        downstream.answer("a#1", Kind.CONFIRMED);
        assertEquals(List.of("call a#1", "outcome a confirmed", "settled a"), journal.lines());
        assertTrue(dispatcher.isQuiet());
    }
}
