package io.sluice.worker.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sluice.contract.FleetRecord;
import io.sluice.worker.downstream.CallResult;
import io.sluice.worker.downstream.CallResult.Kind;
import io.sluice.worker.fleet.FleetRate;
import io.sluice.worker.fleet.Workload;
import io.sluice.worker.metrics.WorkerMetrics;
import io.sluice.worker.pacing.CallGate;
import io.sluice.worker.pacing.ConcurrencyLimit;
import java.time.Duration;
import java.util.List;

/** A whole dispatcher with the whole rate, on an event loop whose time the test moves, and fakes around it. */
final class DispatcherRig {
    static final int ATTEMPTS_MAX = 2;
    static final int CALLS_MAX = 30;
    static final long BACKOFF_MILLIS = 10_000;
    static final long DEADLINE_MILLIS = 60_000;
    static final long WALL_CLOCK_MILLIS = 50_000;
    static final Duration LEASE = Duration.ofMinutes(10);

    /** So quick that the gate never makes a test wait; its second lock looks at the real clock. */
    private static final double CALLS_PER_SECOND = 2_000_000;

    final Journal journal = new Journal();
    final FakeEventLoop eventLoop = new FakeEventLoop();
    final FakeFeed feed = new FakeFeed();
    final FakeDownstream downstream = new FakeDownstream(journal);
    final FakeOutcomeLog outcomes = new FakeOutcomeLog(journal);
    final FakeFleetNews news = new FakeFleetNews(journal);
    final FleetRate rate = new FleetRate("worker-1", "life-1", LEASE.toNanos());
    long wallClockMillis = WALL_CLOCK_MILLIS;
    CallGate gate = new CallGate(0);
    OrderDispatcher dispatcher;

    DispatcherRig() {
        rate.read(rate.declare(new Workload(1_000, 0, FleetRecord.Activity.NONE, Double.POSITIVE_INFINITY), 0), 0);
        setRate(CALLS_PER_SECOND, false);
        start(CALLS_MAX);
    }

    void setRate(double callsPerSecond, boolean paused) {
        rate.read(
                new FleetRecord.Control(callsPerSecond, paused, FleetRecord.Mode.FIXED, "", false, "test", "", 0),
                eventLoop.nanos());
    }

    void pause() {
        setRate(CALLS_PER_SECOND, true);
    }

    void resume() {
        setRate(CALLS_PER_SECOND, false);
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
                        eventLoop, rate, gate, new ConcurrencyLimit(callsMax), news, eventLoop::nanos),
                new OrderDispatcher.Options(
                        retry, CALLS_MAX, Duration.ofMillis(DEADLINE_MILLIS), () -> wallClockMillis),
                new WorkerMetrics());
        dispatcher.start();
    }

    void restartWith(int callsMax) {
        dispatcher.stop();
        start(callsMax);
    }

    QueuedOrder arrive(String id) {
        return arrive(id, 0);
    }

    QueuedOrder arrive(String id, long acceptedAtMillis, String... skus) {
        QueuedOrder order = feed.add(id, acceptedAtMillis, skus);
        eventLoop.advanceMillis(1);
        return order;
    }

    void answer(String call, Kind kind) {
        answer(call, new CallResult(kind, 0, kind.word(), 0, List.of()));
    }

    void answer(String call, CallResult result) {
        downstream.answer(call, result);
        eventLoop.advanceMillis(1);
    }

    void assertHappened(String... lines) {
        assertEquals(List.of(lines), journal.lines());
    }
}
