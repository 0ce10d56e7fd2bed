package io.sluice.worker.dispatch;

import io.sluice.contract.OrderOutcome;
import io.sluice.worker.downstream.CallResult;
import io.sluice.worker.downstream.Downstream;
import io.sluice.worker.fleet.FleetRate;
import io.sluice.worker.metrics.WorkerMetrics;
import io.sluice.worker.pacing.CallGate;
import io.sluice.worker.pacing.ConcurrencyLimit;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The story of the worker: take the oldest order → wait for a free place and for its turn → call → settle, or try again.
 *
 * <p>An order is settled in this order and no other: its outcome (and dead letter) is durable, <em>then</em> the feed may
 * let its offset be committed. A crash before that makes another worker call again with the same idempotency key; it can
 * never lose the order.
 *
 * <p>{@link #run} is one thread that starts calls one by one at exact moments; answers come in on other threads.
 */
public final class OrderDispatcher implements Runnable {
    /** Parking returns late by some tens of microseconds; the rest of a wait is spun, or the rate would suffer. */
    private static final long SPIN_NANOS = 120_000;

    /** Longest sleep: a change of rate or lease is seen within it without being told. */
    private static final long PARK_NANOS_MAX = 5_000_000;

    /** Orders, waiting or under way, that go on probing a downstream that is down; with fewer, fresh ones are tried. */
    private static final int PROBES_MIN = 4;

    /** Outcomes on their way to Kafka; when Kafka stalls, calling on would only pile up memory. */
    private static final int UNPUBLISHED_MAX = 2_000;

    private static final long REPUBLISH_NANOS = 500_000_000L;

    private final OrderFeed feed;
    private final Downstream downstream;
    private final OutcomeLog outcomes;
    private final Pacing pacing;
    private final Options options;
    private final WorkerMetrics metrics;
    private final DownstreamHealth health;
    private final RetryQueue retries;
    private final RetryQueue republications;
    private final AtomicInteger unpublished = new AtomicInteger();
    private final AtomicLong callsStarted = new AtomicLong();
    private volatile @Nullable Thread thread;
    private volatile boolean stopping;

    /**
     * Everything that decides when the next call may start.
     *
     * @param rate what the fleet leaves to this worker
     * @param gate spaces the calls; touched by the dispatcher's thread only
     * @param limit bounds the unanswered calls
     * @param tellFleetToHold passes a {@code Retry-After}, in milliseconds, on to the other workers
     * @param nanoClock monotonic
     */
    public record Pacing(
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
        this.outcomes = outcomes;
        this.pacing = pacing;
        this.options = options;
        this.metrics = metrics;
        health = new DownstreamHealth(pacing.nanoClock().getAsLong());
        retries = new RetryQueue();
        republications = new RetryQueue();
        feed.onArrival(this::wake);
    }

    @Override
    public void run() {
        thread = Thread.currentThread();
        Brake before = Brake.IDLE;
        while (!stopping) {
            long now = now();
            republications.takeDue(now).forEach(Runnable::run);
            pacing.gate().setRate(pacing.rate().callsPerSecond(now), now);
            Brake brake = brake(now);
            if (before != Brake.RATE) {
                pacing.gate().idle(now);
            }
            before = brake;
            long waitNanos = brake == Brake.RATE ? pacing.gate().waitNanos(now) : PARK_NANOS_MAX;
            if (waitNanos > 0) {
                sleep(Math.min(waitNanos, PARK_NANOS_MAX));
                if (brake != Brake.IDLE) {
                    metrics.throttled(brake.word, now() - now);
                }
            } else if (pacing.gate().tryStart(now)) {
                startCall(now);
            }
        }
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
        if (unpublished.get() >= UNPUBLISHED_MAX) {
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
        // Only this thread takes places, so the check in brake() still holds.
        boolean unused = pacing.limit().tryAcquire();
        callsStarted.incrementAndGet();
        int attempt = order.startAttempt();
        long startNanos = now();
        downstream.call(order.order(), attempt, result -> answered(order, result, startNanos));
    }

    private void answered(QueuedOrder order, CallResult result, long startNanos) {
        long now = now();
        pacing.limit().release();
        metrics.called(result.kind().word(), now - startNanos);
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
                order.partition(),
                order.offset());
        unpublished.incrementAndGet();
        publish(order, outcome);
    }

    private void publish(QueuedOrder order, OrderOutcome outcome) {
        CompletionStage<Void> durable = outcome.kind() == OrderOutcome.Kind.FAILED
                ? outcomes.publishDeadLetter(order, String.valueOf(outcome.reason()))
                        .thenCompose(ignored -> outcomes.publish(outcome))
                : outcomes.publish(outcome);
        var unused = durable.whenComplete((ignored, failure) -> {
            if (failure != null) {
                republications.add(now() + REPUBLISH_NANOS, () -> publish(order, outcome));
                return;
            }
            unpublished.decrementAndGet();
            metrics.settled(outcome.kind());
            feed.settled(order);
        });
    }

    /** Starts no further call. Unanswered ones may still settle; see {@link #isQuiet}. */
    public void stop() {
        stopping = true;
        wake();
    }

    /** Whether nothing is under way: no call unanswered and no outcome on its way to Kafka. */
    public boolean isQuiet() {
        return pacing.limit().inFlight() == 0 && unpublished.get() == 0;
    }

    /** Calls started since the process did. */
    public long callsStarted() {
        return callsStarted.get();
    }

    private long now() {
        return pacing.nanoClock().getAsLong();
    }

    private void wake() {
        Thread dispatcher = thread;
        if (dispatcher != null) {
            LockSupport.unpark(dispatcher);
        }
    }

    private static void sleep(long nanos) {
        if (nanos > SPIN_NANOS) {
            LockSupport.parkNanos(nanos - SPIN_NANOS);
        } else {
            Thread.onSpinWait();
        }
    }
}
