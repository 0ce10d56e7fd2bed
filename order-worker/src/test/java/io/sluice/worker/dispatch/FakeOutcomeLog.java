package io.sluice.worker.dispatch;

import io.sluice.contract.OrderOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Notes what is published; durable at once, unless the test holds it back or takes the partition away. */
final class FakeOutcomeLog implements OutcomeLog {
    private final Journal journal;
    private final List<OrderOutcome> outcomes = new ArrayList<>();
    private final List<Runnable> heldBack = new ArrayList<>();
    private Publication nextPublication = Publication.DURABLE;
    private Unfetched nextAnswer = Unfetched.TAKEN;
    private boolean holdsBack;

    FakeOutcomeLog(Journal journal) {
        this.journal = journal;
    }

    void holdBack() {
        holdsBack = true;
    }

    void letThrough() {
        holdsBack = false;
        heldBack.forEach(Runnable::run);
        heldBack.clear();
    }

    /** From now on nothing that is published is this worker's. */
    void drop() {
        nextPublication = Publication.DROPPED;
    }

    /** What is said from now on to outcomes of orders that are not fetched. */
    void answerUnfetched(Unfetched answer) {
        nextAnswer = answer;
    }

    OrderOutcome last() {
        return outcomes.get(outcomes.size() - 1);
    }

    @Override
    public void publish(QueuedOrder order, OrderOutcome outcome, Consumer<Publication> whenKnown) {
        publish(outcome, whenKnown);
    }

    @Override
    public Unfetched publishUnfetched(OrderOutcome outcome, Consumer<Publication> whenKnown) {
        if (nextAnswer == Unfetched.TAKEN) {
            publish(outcome, whenKnown);
        }
        return nextAnswer;
    }

    private void publish(OrderOutcome outcome, Consumer<Publication> whenKnown) {
        outcomes.add(outcome);
        journal.note("outcome " + outcome.orderId() + " " + outcome.kind().word());
        Publication publication = nextPublication;
        Runnable end = () -> {
            journal.note((publication == Publication.DURABLE ? "settled " : "dropped ") + outcome.orderId());
            whenKnown.accept(publication);
        };
        if (holdsBack) {
            heldBack.add(end);
        } else {
            end.run();
        }
    }
}
