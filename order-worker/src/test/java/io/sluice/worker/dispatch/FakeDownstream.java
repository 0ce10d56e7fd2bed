package io.sluice.worker.dispatch;

import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.sluice.contract.Order;
import io.sluice.worker.downstream.CallResult;
import io.sluice.worker.downstream.Downstream;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** Notes each call and answers when the test says so. */
final class FakeDownstream implements Downstream {
    private final Journal journal;
    private final Map<String, Consumer<CallResult>> unanswered = new HashMap<>();

    FakeDownstream(Journal journal) {
        this.journal = journal;
    }

    @Override
    public void call(Order order, int attempt, Runnable whenSent, Consumer<CallResult> whenAnswered) {
        String call = order.id() + "#" + attempt;
        unanswered.put(call, whenAnswered);
        journal.note("call " + call);
        whenSent.run();
    }

    void answer(String call, CallResult result) {
        Consumer<CallResult> whenAnswered = unanswered.remove(call);
        assertNotNull(whenAnswered, "there is no call " + call + " to answer");
        whenAnswered.accept(result);
    }
}
