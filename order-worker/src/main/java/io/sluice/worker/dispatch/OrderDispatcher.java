package io.sluice.worker.dispatch;

import io.sluice.contract.FleetRecord.Activity;
import io.sluice.contract.Order;
import io.sluice.contract.OrderOutcome;
import io.sluice.worker.downstream.CallResult;
import io.sluice.worker.downstream.Downstream;
import io.sluice.worker.fleet.FleetRate;
import io.sluice.worker.metrics.WorkerMetrics;
import io.sluice.worker.pacing.CallGate;
import io.sluice.worker.pacing.ConcurrencyLimit;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The story of the worker: take the oldest order → wait for a free place and for its turn → call → settle (see {@link
 * Settlement}), or try again.
 *
 * <p>Deciding that a call may start, starting it and taking in its answer happen on one event loop, the one that owns the
 * downstream's connections. So nothing can come between the decision and the call: an event loop that is late is late for
 * the pacing too, and makes no burst of what piled up. The few methods that other threads may call say so.
 */
public final class OrderDispatcher {
    /** Longest time without a look: a change of rate or lease is seen within it without being told. */
    private static final long LOOK_NANOS_MAX = 5_000_000;

    /** Then answers get their turn, or a burst of calls could keep them waiting. */
    private static final int STARTS_PER_LOOK_MAX = 64;

    /** Only if the gate's two locks disagree: when to ask again. */
    private static final long REFUSED_NANOS = 1_000_000;

    /** Orders, waiting or under way, that go on probing a downstream that is down; with fewer, fresh ones are tried. */
    private static final int PROBES_MIN = 4;

    private final OrderFeed feed;
    private final Downstream downstream;
    private final Settlement settlement;
    private final Pacing pacing;
    private final Options options;
    private final WorkerMetrics metrics;
    private final DownstreamHealth health;
    private final RetryQueue retries;
    private final CallTally tally = new CallTally();
    private final AtomicBoolean woken = new AtomicBoolean();
    private EventLoop.@Nullable Timer nextLook;
    private volatile Brake lastBrake = Brake.IDLE;
    private long lastLookNanos;
    private volatile boolean stopping;

    /**
     * Everything that decides when the next call may start.
     *
     * @param rate what the fleet leaves to this worker
     * @param eventLoop where calls start and answers arrive
     * @param gate spaces the calls; touched on the event loop only
     * @param limit bounds the unanswered calls
     * @param tellFleetToHold passes a {@code Retry-After}, in milliseconds, on to the other workers
     * @param nanoClock monotonic
     */
    public record Pacing(
            EventLoop eventLoop,
            FleetRate rate,
            CallGate gate,
            ConcurrencyLimit limit,
            LongConsumer tellFleetToHold,
            LongSupplier nanoClock) {}

    /**
     * What decides about one order.
     *
     * @param retry when to try again
     * @param retriesMax orders waiting to be tried again; at that many no fresh ones are taken
     * @param deadline age at which an order expires instead of being called, or null for never
     * @param wallClockMillis the clock that orders and outcomes carry
     */
    public record Options(
            RetryPolicy retry, int retriesMax, @Nullable Duration deadline, LongSupplier wallClockMillis) {}

    public OrderDispatcher(
            OrderFeed feed,
            Downstream downstream,
            OutcomeLog outcomes,
            Pacing pacing,
            Options options,
            WorkerMetrics metrics) {
        this.feed = feed;
        this.downstream = downstream;
        settlement = new Settlement(outcomes, metrics);
        this.pacing = pacing;
        this.options = options;
        this.metrics = metrics;
        lastLookNanos = now();
        health = new DownstreamHealth(lastLookNanos);
        retries = new RetryQueue();
    }

    /** Begins to take orders. Thread-safe. */
    public void start() {
        feed.onArrival(this::wake);
        wake();
    }

    /** Makes the event loop look again soon; many wishes before it does so are one. Thread-safe. */
    private void wake() {
        if (woken.compareAndSet(false, true)) {
            pacing.eventLoop().execute(() -> {
                woken.set(false);
                look();
            });
        }
    }

    /** Starts the calls that are due, and has the event loop come back when the next one is. */
    private void look() {
        if (nextLook != null) {
            nextLook.cancel();
        }
        if (stopping) {
            return;
        }
        long waitNanos = 0;
        for (int i = 0; i < STARTS_PER_LOOK_MAX && waitNanos == 0; i++) {
            waitNanos = startNextOrWait(now());
        }
        nextLook = pacing.eventLoop().schedule(this::look, Math.min(waitNanos, LOOK_NANOS_MAX));
    }

    /** Starts the next call if it may; otherwise says how long to wait, which is never 0. */
    private long startNextOrWait(long nowNanos) {
        pacing.gate().setRate(pacing.rate().callsPerSecond(nowNanos), nowNanos);
        Brake brake = brake(nowNanos);
        if (lastBrake != Brake.RATE) {
            pacing.gate().idle(nowNanos);
        }
        if (lastBrake != Brake.IDLE) {
            metrics.throttled(lastBrake.word, nowNanos - lastLookNanos);
        }
        lastBrake = brake;
        lastLookNanos = nowNanos;
        if (brake != Brake.RATE) {
            return LOOK_NANOS_MAX;
        }
        long waitNanos = pacing.gate().waitNanos(nowNanos);
        if (waitNanos > 0) {
            return waitNanos;
        }
        if (!pacing.gate().tryStart(nowNanos)) {
            return REFUSED_NANOS;
        }
        startCall(nowNanos);
        return 0;
    }

    /** What keeps the next call from starting, named for the operator. */
    private enum Brake {
        /** Nothing to do. */
        IDLE("idle"),
        /** The normal case in a sale: the rate. */
        RATE("rate"),
        CONCURRENCY("concurrency"),
        /** Paused, or no rate known. */
        PAUSED("paused"),
        RETRY_AFTER("retry_after"),
        /** The lease ran out or is not there yet. */
        NO_LEASE("no_lease"),
        OUTCOMES("outcomes");

        private final String word;

        Brake(String word) {
            this.word = word;
        }
    }

    private Brake brake(long nowNanos) {
        if (!retries.hasDue(nowNanos) && !(feed.hasOrders() && mayTakeFresh(nowNanos))) {
            return Brake.IDLE;
        }
        if (pacing.limit().isFull()) {
            return Brake.CONCURRENCY;
        }
        if (settlement.isCongested()) {
            return Brake.OUTCOMES;
        }
        if (pacing.rate().targetPerSecond() == 0) {
            return Brake.PAUSED;
        }
        if (pacing.rate().isHeld(nowNanos)) {
            return Brake.RETRY_AFTER;
        }
        return pacing.rate().hasLease(nowNanos) ? Brake.RATE : Brake.NO_LEASE;
    }

    private boolean mayTakeFresh(long nowNanos) {
        return retries.size()
                < (health.isDown(nowNanos) ? PROBES_MIN - pacing.limit().inFlight() : options.retriesMax());
    }

    private void startCall(long nowNanos) {
        Runnable due = retries.pollDue(nowNanos);
        if (due != null) {
            due.run();
            return;
        }
        QueuedOrder order = takeFresh();
        if (order != null) {
            call(order);
        }
    }

    /** The oldest order that needs a call; those past their deadline are settled on the way and cost no call. */
    private @Nullable QueuedOrder takeFresh() {
        while (true) {
            QueuedOrder order = feed.take();
            if (order == null || !isExpired(order)) {
                return order;
            }
            settle(order, OrderOutcome.Kind.EXPIRED, "older than its deadline");
        }
    }

    private void callAgain(QueuedOrder order) {
        if (!feed.holds(order)) {
            return;
        }
        if (isExpired(order)) {
            settle(order, OrderOutcome.Kind.EXPIRED, "older than its deadline");
        } else {
            call(order);
        }
    }

    private boolean isExpired(QueuedOrder order) {
        Duration deadline = options.deadline();
        long ageMillis = options.wallClockMillis().getAsLong() - order.order().acceptedAtMillis();
        return deadline != null && ageMillis > deadline.toMillis();
    }

    private void call(QueuedOrder order) {
        // Places are taken on this event loop only, so the check in brake() still holds.
        boolean unused = pacing.limit().tryAcquire();
        tally.started();
        int attempt = order.startAttempt();
        long startNanos = now();
        downstream.call(order.order(), attempt, result -> answered(order, result, startNanos));
    }

    private void answered(QueuedOrder order, CallResult result, long startNanos) {
        long now = now();
        pacing.limit().release();
        metrics.called(result.kind().word(), now - startNanos);
        tally.answered(result.kind(), now - startNanos);
        if (result.kind() == CallResult.Kind.OVERLOADED && result.retryAfterMillis() > 0) {
            if (pacing.rate().hold(result.retryAfterMillis(), now)) {
                pacing.tellFleetToHold().accept(result.retryAfterMillis());
            }
        }
        switch (result.kind()) {
            case CONFIRMED -> {
                health.answered(now);
                settle(order, OrderOutcome.Kind.CONFIRMED, null);
            }
            case REJECTED -> {
                health.answered(now);
                settle(order, OrderOutcome.Kind.REJECTED, result.reason());
            }
            case OVERLOADED, ERROR, TIMED_OUT, UNREACHABLE -> {
                health.failed();
                tryAgainOrGiveUp(order, result, now);
            }
        }
        wake();
    }

    private void tryAgainOrGiveUp(QueuedOrder order, CallResult result, long nowNanos) {
        OptionalLong wait = options.retry().waitNanos(order.attempts(), result.retryAfterMillis());
        if (wait.isPresent()) {
            retries.add(nowNanos + wait.getAsLong(), () -> callAgain(order));
            return;
        }
        String reason = "given up after " + order.attempts() + " calls; last: " + result.reason();
        settle(order, OrderOutcome.Kind.FAILED, reason);
    }

    private void settle(QueuedOrder order, OrderOutcome.Kind kind, @Nullable String reason) {
        OrderOutcome outcome = new OrderOutcome(
                order.order().id(),
                kind,
                reason,
                order.attempts(),
                order.order().acceptedAtMillis(),
                options.wallClockMillis().getAsLong(),
                Order.fingerprint(order.order().body()),
                order.partition(),
                order.offset());
        settlement.settle(order, outcome);
    }

    /** Starts no further call. Unanswered ones may still settle; see {@link #isQuiet}. Thread-safe. */
    public void stop() {
        stopping = true;
        wake();
    }

    /** Whether nothing is under way: no call unanswered and no outcome on its way to Kafka. Thread-safe. */
    public boolean isQuiet() {
        return pacing.limit().inFlight() == 0 && settlement.isQuiet();
    }

    /** What its calls have come to since the process started. Thread-safe. */
    public Activity activity() {
        return tally.activity(pacing.limit().inFlight(), lastBrake.word);
    }

    private long now() {
        return pacing.nanoClock().getAsLong();
    }
}
