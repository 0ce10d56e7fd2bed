package io.sluice.worker.dispatch;

import io.sluice.contract.OrderOutcome;
import io.sluice.worker.metrics.WorkerMetrics;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The end of an order: its outcome (and dead letter) is durable, <em>then</em> the feed may let its offset be committed. A
 * crash before that makes another worker call again with the same idempotency key; it can never lose the order. Thread-safe.
 */
final class Settlement {
    /** Outcomes on their way to Kafka; when Kafka stalls, calling on would only pile up memory. */
    private static final int UNPUBLISHED_MAX = 2_000;

    private static final long REPUBLISH_NANOS = 500_000_000L;

    private final OutcomeLog outcomes;
    private final OrderFeed feed;
    private final WorkerMetrics metrics;
    private final EventLoop eventLoop;
    private final AtomicInteger unpublished = new AtomicInteger();

    Settlement(OutcomeLog outcomes, OrderFeed feed, WorkerMetrics metrics, EventLoop eventLoop) {
        this.outcomes = outcomes;
        this.feed = feed;
        this.metrics = metrics;
        this.eventLoop = eventLoop;
    }

    void settle(QueuedOrder order, OrderOutcome outcome) {
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
                eventLoop.schedule(() -> publish(order, outcome), REPUBLISH_NANOS);
                return;
            }
            unpublished.decrementAndGet();
            metrics.settled(outcome.kind());
            feed.settled(order);
        });
    }

    /** Whether so much waits for Kafka that there should be no more of it. */
    boolean isCongested() {
        return unpublished.get() >= UNPUBLISHED_MAX;
    }

    /** Whether no outcome is on its way to Kafka. */
    boolean isQuiet() {
        return unpublished.get() == 0;
    }
}
