package io.sluice.worker.dispatch;

import io.sluice.contract.Order;
import io.sluice.contract.OrderOutcome;
import io.sluice.telemetry.LogOutput;
import io.sluice.worker.dispatch.OutcomeLog.Publication;
import io.sluice.worker.dispatch.OutcomeLog.Unfetched;
import io.sluice.worker.metrics.WorkerMetrics;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The end of an order: handed to the outcome log, and counted when it is durable. A crash before that makes another worker
 * call again with the same idempotency key; it can never lose the order, nor give it a second outcome. Thread-safe.
 */
final class Settlement {
    private static final Logger log = LoggerFactory.getLogger(Settlement.class);

    /**
     * Outcomes on their way to Kafka; when Kafka stalls, calling on would only pile up memory. Two full transactions: one
     * under way and one that gathers meanwhile, or a sold-out backlog would wait for each commit. Without the order's body
     * an outcome takes some 700 bytes, so all of them 7 MB.
     */
    private static final int UNPUBLISHED_MAX = 10_000;

    /** And the bodies that are kept with them, as a body may have 256 KiB. */
    private static final long UNPUBLISHED_BYTES_MAX = 64L << 20;

    private final OutcomeLog outcomes;
    private final WorkerMetrics metrics;
    private final AtomicInteger unpublished = new AtomicInteger();
    private final AtomicLong unpublishedBytes = new AtomicLong();

    Settlement(OutcomeLog outcomes, WorkerMetrics metrics) {
        this.outcomes = outcomes;
        this.metrics = metrics;
    }

    /** Settles an order that the feed gave out. */
    void settle(QueuedOrder order, OrderOutcome outcome) {
        long bodyBytes = order.order().body().length;
        begun(bodyBytes);
        outcomes.publish(order, outcome, publication -> {
            if (publication == Publication.DURABLE) {
                tell(order, outcome);
            }
            ended(outcome, publication, bodyBytes);
        });
    }

    /** The reason is not said: it may be the downstream's own words about a buyer. It lies with the dead letter. */
    private static void tell(QueuedOrder order, OrderOutcome outcome) {
        boolean isLetter = outcome.kind() == OrderOutcome.Kind.FAILED;
        if (isLetter || log.isDebugEnabled()) {
            (isLetter ? log.atWarn() : log.atDebug())
                    .addKeyValue(LogOutput.ORDER_ID, outcome.orderId())
                    .addKeyValue(LogOutput.TRACE_ID, Order.traceId(order.order().traceparent()))
                    .log("{} after {} calls", outcome.kind().word(), outcome.attempts());
        }
    }

    /** Settles an order that the feed has not reached yet. */
    Unfetched settleUnfetched(OrderOutcome outcome) {
        begun(0);
        Unfetched answer = outcomes.publishUnfetched(outcome, publication -> ended(outcome, publication, 0));
        if (answer != Unfetched.TAKEN) {
            unpublished.decrementAndGet();
        }
        return answer;
    }

    private void begun(long bodyBytes) {
        unpublished.incrementAndGet();
        unpublishedBytes.addAndGet(bodyBytes);
    }

    private void ended(OrderOutcome outcome, Publication publication, long bodyBytes) {
        switch (publication) {
            case DURABLE -> metrics.settled(outcome.kind());
            case DROPPED -> {
                // Whoever holds the partition now settles and counts it.
            }
        }
        unpublishedBytes.addAndGet(-bodyBytes);
        unpublished.decrementAndGet();
    }

    /** Whether so much waits for Kafka that there should be no more of it. */
    boolean isCongested() {
        return unpublished.get() >= UNPUBLISHED_MAX || unpublishedBytes.get() >= UNPUBLISHED_BYTES_MAX;
    }

    /** Whether half of that waits for Kafka, which leaves the other half to what cannot be put off: answers to calls. */
    boolean isBusy() {
        return unpublished.get() >= UNPUBLISHED_MAX / 2 || unpublishedBytes.get() >= UNPUBLISHED_BYTES_MAX / 2;
    }

    /** Whether no outcome is on its way to Kafka. */
    boolean isQuiet() {
        return unpublished.get() == 0;
    }
}
