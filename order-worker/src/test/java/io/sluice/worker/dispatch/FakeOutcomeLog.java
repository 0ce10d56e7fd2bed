package io.sluice.worker.dispatch;

import io.sluice.contract.OrderOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Notes what is published; durable at once, unless the test holds it back or lets it fail. */
final class FakeOutcomeLog implements OutcomeLog {
    private final Journal journal;
    private final List<OrderOutcome> outcomes = new ArrayList<>();
    private final List<CompletableFuture<Void>> heldBack = new ArrayList<>();
    private boolean holdsBack;
    private int failuresToCome;

    FakeOutcomeLog(Journal journal) {
        this.journal = journal;
    }

    void failNext(int publications) {
        failuresToCome = publications;
    }

    void holdBack() {
        holdsBack = true;
    }

    void letThrough() {
        holdsBack = false;
        heldBack.forEach(durable -> durable.complete(null));
    }

    OrderOutcome last() {
        return outcomes.get(outcomes.size() - 1);
    }

    @Override
    public CompletionStage<Void> publish(OrderOutcome outcome) {
        return durable("outcome " + outcome.orderId() + " " + outcome.kind().word(), outcome);
    }

    @Override
    public CompletionStage<Void> publishDeadLetter(QueuedOrder order, String reason) {
        return durable("dead letter " + order.order().id() + ": " + reason, null);
    }

    private CompletionStage<Void> durable(String line, OrderOutcome outcome) {
        CompletableFuture<Void> durable = new CompletableFuture<>();
        if (outcome != null) {
            outcomes.add(outcome);
        }
        if (failuresToCome > 0) {
            failuresToCome--;
            durable.completeExceptionally(new IllegalStateException("Kafka is away"));
        } else if (holdsBack) {
            heldBack.add(durable);
        } else {
            durable.complete(null);
        }
        journal.note((durable.isCompletedExceptionally() ? "failed " : "") + line);
        return durable;
    }
}
