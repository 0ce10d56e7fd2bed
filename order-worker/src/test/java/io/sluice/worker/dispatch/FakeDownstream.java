package io.sluice.worker.dispatch;

import io.sluice.contract.Order;
import io.sluice.worker.downstream.CallResult;
import io.sluice.worker.downstream.Downstream;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** Notes each call and answers when the test says so. Thread-safe. */
final class FakeDownstream implements Downstream {
    private final Journal journal;
    private final Map<String, Consumer<CallResult>> unanswered = new HashMap<>();

    FakeDownstream(Journal journal) {
        this.journal = journal;
    }

    @Override
    public void call(Order order, int attempt, Consumer<CallResult> whenAnswered) {
        String call = order.id() + "#" + attempt;
        synchronized (this) {
            unanswered.put(call, whenAnswered);
        }
        journal.note("call " + call);
    }

    /** Waits for the call, then answers it on the test's thread. */
    void answer(String call, CallResult.Kind kind) throws InterruptedException {
        answer(call, new CallResult(kind, 0, kind.word(), 0));
    }

    void answer(String call, CallResult result) throws InterruptedException {
        journal.await("call " + call);
        Consumer<CallResult> whenAnswered;
        synchronized (this) {
            whenAnswered = unanswered.remove(call);
        }
        whenAnswered.accept(result);
    }
}
