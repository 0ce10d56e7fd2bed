package io.sluice.worker.dispatch;

import io.sluice.contract.OrderOutcome;
import java.util.concurrent.CompletionStage;

/** Where it is written down how orders ended. Thread-safe; returns at once, never throws. */
public interface OutcomeLog {
    /** Completes when the outcome is durable; fails if it may not be, and then may be tried again. */
    CompletionStage<Void> publish(OrderOutcome outcome);

    /** Completes when the order is durable among the dead letters; fails if it may not be, and then may be tried again. */
    CompletionStage<Void> publishDeadLetter(QueuedOrder order, String reason);
}
