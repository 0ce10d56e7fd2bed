package io.sluice.worker.dispatch;

import io.sluice.contract.Cancellation;
import io.sluice.contract.FleetRecord.Activity;
import io.sluice.contract.OrderOutcome;
import io.sluice.worker.downstream.CallResult;
import io.sluice.worker.downstream.Downstream;
import io.sluice.worker.fleet.FleetRate;
import io.sluice.worker.metrics.WorkerMetrics;
import io.sluice.worker.pacing.CallGate;
import io.sluice.worker.pacing.ConcurrencyLimit;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
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

    /** An event loop that never sleeps is put off by the machine for longer than the pacing makes good. */
    private static final long SKIM_AGAIN_NANOS = 1_000_000;

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
    private final RetryQueue retries = new RetryQueue();
    private final Triage triage;
    private final Skimmer skimmer;
    private final Withdrawals withdrawals;
    private final CallTally tally = new CallTally();
    private final AtomicBoolean woken = new AtomicBoolean();
    private EventLoop.@Nullable Timer nextLook;
    private volatile Brake lastBrake = Brake.IDLE;
    private long lastLookNanos;
    private boolean isCalling;
    private volatile boolean stopping;

    /**
     * Everything that decides when the next call may start.
     *
     * @param rate what the fleet leaves to this worker
     * @param eventLoop where calls start and answers arrive
     * @param gate spaces the calls; touched on the event loop only
     * @param limit bounds the unanswered calls
     * @param fleet tells the other workers what the downstream said of itself, and hears it from them
     * @param nanoClock monotonic
     */
    public record Pacing(
            EventLoop eventLoop,
            FleetRate rate,
            CallGate gate,
            ConcurrencyLimit limit,
            FleetNews fleet,
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
        triage = new Triage(options.deadline(), pacing.fleet().soldOut(), options.wallClockMillis());
        skimmer = new Skimmer(feed, retries, triage, settlement, this::settle, () -> pacing.rate()
                .liveWorkers(now()));
        withdrawals = new Withdrawals(feed, settlement, this::settle, options.wallClockMillis());
    }

    /** Begins to take orders. Thread-safe. */
    public void start() {
        feed.onArrival(this::wake);
        pacing.fleet().onSoldOutChange(this::reconsider);
        reconsider();
    }

    /** Something has gone or come back. Thread-safe. */
    private void reconsider() {
        skimmer.skimAnew();
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

    /** Settles what needs no call, starts the calls that are due, and has the event loop come back when the next one is. */
    private void look() {
        if (nextLook != null) {
            nextLook.cancel();
        }
        if (stopping) {
            return;
        }
        boolean more = skimmer.skim(now());
        long waitNanos = 0;
        for (int i = 0; i < STARTS_PER_LOOK_MAX && waitNanos == 0; i++) {
            waitNanos = startNextOrWait(now());
        }
        long untilNextNanos = Math.min(waitNanos, more ? SKIM_AGAIN_NANOS : LOOK_NANOS_MAX);
        nextLook = pacing.eventLoop().schedule(this::look, untilNextNanos);
    }

    /** Starts the next call if it may; otherwise says how long to wait, which is never 0. */
    private long startNextOrWait(long nowNanos) {
        skimmer.skimDue(nowNanos);
        double leastSinceLastLook = pacing.rate().leastPerSecond(nowNanos);
        pacing.gate().setRate(pacing.rate().callsPerSecond(nowNanos), leastSinceLastLook, nowNanos);
        Brake brake = brake(nowNanos);
        if (lastBrake != Brake.RATE) {
            pacing.gate().idle(nowNanos);
        }
        if (lastBrake != Brake.IDLE) {
            metrics.throttled(lastBrake.word(), nowNanos - lastLookNanos);
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
        return startNext(nowNanos) ? 0 : REFUSED_NANOS;
    }

    /** The permission for a call is taken only with the order in hand that it is for. */
    private boolean startNext(long nowNanos) {
        QueuedOrder due = retries.pollDue(nowNanos);
        QueuedOrder order = due == null ? feed.take(triage::needsCall) : due;
        if (order == null) {
            return false;
        }
        if (!pacing.gate().tryStart(nowNanos)) {
            retries.add(nowNanos + REFUSED_NANOS, order);
            return false;
        }
        call(order, nowNanos);
        return true;
    }

    private Brake brake(long nowNanos) {
        if (retries.peekDue(nowNanos) == null && !(mayTakeFresh(nowNanos) && feed.has(triage::needsCall))) {
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

    private void call(QueuedOrder order, long startNanos) {
        // Places are taken on this event loop only, so the check in brake() still holds.
        boolean unused = pacing.limit().tryAcquire();
        tally.started();
        int attempt = order.startAttempt();
        long knows = pacing.fleet().readOffset();
        isCalling = true;
        downstream.call(order.order(), attempt, () -> left(startNanos), result -> {
            if (!result.soldOut().isEmpty()) {
                pacing.fleet().tellSoldOut(result.soldOut(), knows);
            }
            answered(order, result, startNanos);
        });
        isCalling = false;
    }

    private void left(long startNanos) {
        pacing.gate().left(startNanos, now());
        if (!isCalling) {
            wake();
        }
    }

    private void answered(QueuedOrder order, CallResult result, long startNanos) {
        long now = now();
        pacing.gate().ended(startNanos);
        pacing.limit().release();
        metrics.called(result.kind().word(), now - startNanos);
        tally.answered(result.kind(), now - startNanos);
        if (result.kind() == CallResult.Kind.OVERLOADED && result.retryAfterMillis() > 0) {
            if (pacing.rate().hold(result.retryAfterMillis(), now)) {
                pacing.fleet().tellHold(result.retryAfterMillis());
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
            case OVERLOADED -> {
                health.failed();
                tryAgainOrGiveUp(order, result, now);
            }
            case ERROR, TIMED_OUT, UNREACHABLE -> {
                health.failed();
                order.noteDoubt();
                tryAgainOrGiveUp(order, result, now);
            }
        }
        wake();
    }

    private void tryAgainOrGiveUp(QueuedOrder order, CallResult result, long nowNanos) {
        OptionalLong wait = options.retry().waitNanos(order.attempts(), result.retryAfterMillis());
        if (wait.isPresent()) {
            // What has expired or gone meanwhile ends when its time comes, at the latest: see skimDue.
            retries.add(nowNanos + wait.getAsLong(), order);
            return;
        }
        String reason = "given up after " + order.attempts() + " calls; last: " + result.reason();
        settle(order, OrderOutcome.Kind.FAILED, reason);
    }

    private void settle(QueuedOrder order, Ending ending) {
        settle(order, ending.kind(), ending.reason());
    }

    private void settle(QueuedOrder order, OrderOutcome.Kind kind, @Nullable String reason) {
        settlement.settle(
                order, order.outcome(kind, reason, options.wallClockMillis().getAsLong()));
    }

    /** Decides about wishes to take orders back; completes with those that have to be asked again. Thread-safe. */
    public CompletionStage<List<Cancellation>> decide(List<Cancellation> wishes) {
        CompletableFuture<List<Cancellation>> undecided = new CompletableFuture<>();
        pacing.eventLoop()
                .execute(() -> undecided.complete(wishes.stream()
                        .filter(wish -> stopping || !withdrawals.decide(wish))
                        .toList()));
        return undecided;
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
        return tally.activity(pacing.limit().inFlight(), lastBrake.word());
    }

    private long now() {
        return pacing.nanoClock().getAsLong();
    }
}
