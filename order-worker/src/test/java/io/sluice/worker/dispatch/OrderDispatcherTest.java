package io.sluice.worker.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.contract.FleetRecord;
import io.sluice.contract.Order;
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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The whole dispatcher, on an event loop whose time the test moves. */
class OrderDispatcherTest {
    private static final int ATTEMPTS_MAX = 2;
    private static final int CALLS_MAX = 30;
    private static final long BACKOFF_MILLIS = 10_000;
    private static final long DEADLINE_MILLIS = 60_000;
    private static final long WALL_CLOCK_MILLIS = 50_000;
    private static final Duration LEASE = Duration.ofMinutes(10);

    private final Journal journal = new Journal();
    private final FakeEventLoop eventLoop = new FakeEventLoop();
    private final FakeFeed feed = new FakeFeed();
    private final FakeDownstream downstream = new FakeDownstream(journal);
    private final FakeOutcomeLog outcomes = new FakeOutcomeLog(journal);
    private final FleetRate rate = new FleetRate("worker-1", "life-1", LEASE.toNanos());
    private long wallClockMillis = WALL_CLOCK_MILLIS;
    private OrderDispatcher dispatcher;

    @BeforeEach
    void startWithTheWholeRate() {
        rate.read(rate.declare(new Workload(1_000, 0, FleetRecord.Activity.NONE, Double.POSITIVE_INFINITY), 0), 0);
        // So quick that the gate never makes a test wait; its second lock looks at the real clock.
        rate.read(new FleetRecord.Control(2_000_000, false, FleetRecord.Mode.FIXED, "", true, "test", "start", 0), 0);
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
                        eventLoop,
                        rate,
                        new CallGate(0),
                        new ConcurrencyLimit(callsMax),
                        millis -> journal.note("tell fleet to hold " + millis),
                        eventLoop::nanos),
                new OrderDispatcher.Options(
                        retry, CALLS_MAX, Duration.ofMillis(DEADLINE_MILLIS), () -> wallClockMillis),
                new WorkerMetrics());
        dispatcher.start();
    }

    private void restartWith(int callsMax) {
        dispatcher.stop();
        start(callsMax);
    }

    private QueuedOrder arrive(String id) {
        return arrive(id, 0);
    }

    private QueuedOrder arrive(String id, long acceptedAtMillis) {
        QueuedOrder order = feed.add(id, acceptedAtMillis);
        eventLoop.advanceMillis(1);
        return order;
    }

    private void answer(String call, Kind kind) {
        answer(call, new CallResult(kind, 0, kind.word(), 0));
    }

    private void answer(String call, CallResult result) {
        downstream.answer(call, result);
        eventLoop.advanceMillis(1);
    }

    private void assertHappened(String... lines) {
        assertEquals(List.of(lines), journal.lines());
    }

    @Test
    void callsInTheOrderOfTheFeedAndSettlesEach() {
        arrive("a");
        arrive("b");
        arrive("c");
        answer("c#1", Kind.CONFIRMED);
        answer("a#1", Kind.REJECTED);
        answer("b#1", Kind.CONFIRMED);
        assertHappened(
                "call a#1",
                "call b#1",
                "call c#1",
                "outcome c confirmed",
                "settled c",
                "outcome a rejected",
                "settled a",
                "outcome b confirmed",
                "settled b");
        assertEquals(3, dispatcher.activity().callsStarted());
    }

    @Test
    void theOutcomeSaysAllThatIsKnownOfTheOrder() {
        arrive("zero");
        QueuedOrder order = arrive("a", 49_000);
        answer("a#1", new CallResult(Kind.REJECTED, 409, "sold out", 0));
        assertEquals(
                new OrderOutcome(
                        "a",
                        OrderOutcome.Kind.REJECTED,
                        "sold out",
                        1,
                        49_000,
                        WALL_CLOCK_MILLIS,
                        Order.fingerprint(order.order().body()),
                        order.partition(),
                        order.offset()),
                outcomes.last());
    }

    @Test
    void anOrderIsSettledOnlyWhenItsOutcomeIsDurable() {
        outcomes.holdBack();
        arrive("a");
        answer("a#1", Kind.CONFIRMED);
        assertHappened("call a#1", "outcome a confirmed");
        assertFalse(dispatcher.isQuiet());
        outcomes.letThrough();
        assertHappened("call a#1", "outcome a confirmed", "settled a");
        assertTrue(dispatcher.isQuiet());
    }

    @Test
    void anOrderIsTriedAgainAfterTheBackoff() {
        arrive("a");
        answer("a#1", Kind.ERROR);
        assertHappened("call a#1");
        eventLoop.advanceMillis(BACKOFF_MILLIS);
        answer("a#2", Kind.CONFIRMED);
        assertHappened("call a#1", "call a#2", "outcome a confirmed", "settled a");
        assertEquals(2, outcomes.last().attempts());
    }

    @Test
    void everyResultThatIsNotFinalLeadsToAnotherCall() {
        for (Kind kind : Kind.values()) {
            if (!kind.isFinal()) {
                String id = kind.word();
                arrive(id);
                answer(id + "#1", kind);
                eventLoop.advanceMillis(BACKOFF_MILLIS);
                answer(id + "#2", Kind.CONFIRMED);
                assertEquals(id, outcomes.last().orderId());
            }
        }
    }

    @Test
    void anOrderIsGivenUpAfterAllAttempts() {
        arrive("a");
        answer("a#1", Kind.ERROR);
        eventLoop.advanceMillis(BACKOFF_MILLIS);
        answer("a#2", Kind.TIMED_OUT);
        assertHappened("call a#1", "call a#2", "outcome a failed", "settled a");
        assertEquals("given up after 2 calls; last: timed_out", outcomes.last().reason());
    }

    @Test
    void anOrderPastItsDeadlineCostsNoCall() {
        arrive("old", WALL_CLOCK_MILLIS - DEADLINE_MILLIS - 1);
        arrive("just in time", WALL_CLOCK_MILLIS - DEADLINE_MILLIS);
        assertHappened("outcome old expired", "settled old", "call just in time#1");
        assertEquals(0, outcomes.last().attempts());
        assertEquals(1, dispatcher.activity().callsStarted());
    }

    @Test
    void anOrderMayExpireWhileItWaitsToBeTriedAgain() {
        arrive("a", WALL_CLOCK_MILLIS - DEADLINE_MILLIS);
        answer("a#1", Kind.ERROR);
        wallClockMillis = WALL_CLOCK_MILLIS + 1;
        eventLoop.advanceMillis(BACKOFF_MILLIS);
        assertHappened("call a#1", "outcome a expired", "settled a");
        assertEquals(1, outcomes.last().attempts());
    }

    @Test
    void retryAfterHoldsAllCallsAndIsToldToTheFleetOnce() {
        arrive("a");
        arrive("b");
        answer("a#1", new CallResult(Kind.OVERLOADED, 503, null, 30_000));
        answer("b#1", new CallResult(Kind.OVERLOADED, 429, null, 30_000));
        arrive("c");
        eventLoop.advanceMillis(29_000);
        assertHappened("call a#1", "call b#1", "tell fleet to hold 30000");
        eventLoop.advanceMillis(1_010);
        assertEquals(
                List.of("call a#2", "call b#2", "call c#1"), journal.lines().subList(3, 6));
    }

    @Test
    void anOrderOfALostPartitionIsNotCalledAgain() {
        QueuedOrder order = arrive("a");
        answer("a#1", Kind.UNREACHABLE);
        feed.lose(order);
        eventLoop.advanceMillis(BACKOFF_MILLIS);
        assertHappened("call a#1");
        arrive("b");
        assertHappened("call a#1", "call b#1");
    }

    @Test
    void unansweredCallsAreBounded() {
        restartWith(2);
        arrive("a");
        arrive("b");
        arrive("c");
        assertHappened("call a#1", "call b#1");
        answer("b#1", Kind.ERROR);
        assertHappened("call a#1", "call b#1", "call c#1");
    }

    @Test
    void noCallStartsWhileTheFleetIsPaused() {
        rate.read(new FleetRecord.Control(2_000_000, true, FleetRecord.Mode.FIXED, "", false, "test", "pause", 0), 0);
        arrive("a");
        assertHappened();
        rate.read(new FleetRecord.Control(2_000_000, false, FleetRecord.Mode.FIXED, "", false, "test", "on", 0), 0);
        eventLoop.advanceMillis(10);
        assertHappened("call a#1");
    }

    @Test
    void noCallStartsWithoutALease() {
        eventLoop.advanceMillis(LEASE.toMillis() + 1);
        arrive("a");
        assertHappened();
    }

    @Test
    void whileTheDownstreamIsDownFreshOrdersAreLeftAloneAndTriedOnesProbe() {
        List<String> ids = IntStream.range(0, 20).mapToObj(i -> "o" + i).toList();
        ids.forEach(this::arrive);
        for (String id : ids) {
            answer(id + "#1", Kind.UNREACHABLE);
        }
        eventLoop.advanceMillis(2_000);
        arrive("fresh");
        assertEquals(20, journal.lines().size());
        eventLoop.advanceMillis(BACKOFF_MILLIS);
        // All probes hang: that is no reason to spend fresh orders.
        assertEquals(40, journal.lines().size());
        answer("o0#2", Kind.CONFIRMED);
        assertTrue(journal.lines().contains("call fresh#1"));
    }

    @Test
    void noCallStartsAfterStopButAnswersStillSettle() {
        arrive("a");
        dispatcher.stop();
        arrive("b");
        answer("a#1", Kind.CONFIRMED);
        assertEquals(List.of("call a#1", "outcome a confirmed", "settled a"), journal.lines());
        assertTrue(dispatcher.isQuiet());
    }
}
