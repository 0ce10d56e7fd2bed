package io.sluice.worker.dispatch;

import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.sluice.contract.Order;
import io.sluice.worker.downstream.CallResult;
import io.sluice.worker.downstream.Downstream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** Notes each call and answers when the test says so. */
final class FakeDownstream implements Downstream {
    private final Journal journal;
    private final Map<String, Consumer<CallResult>> unanswered = new HashMap<>();
    private final Deque<Runnable> held = new ArrayDeque<>();
    private boolean holding;

    FakeDownstream(Journal journal) {
        this.journal = journal;
    }

    @Override
    public void call(Order order, int attempt, Runnable whenSent, Consumer<CallResult> whenAnswered) {
        String call = order.id() + "#" + attempt;
        unanswered.put(call, whenAnswered);
        journal.note("call " + call);
        held.add(whenSent);
        if (!holding) {
            letLeave();
        }
    }

    /** From now on calls do not leave, as if each waited for a new connection. */
    void holdBack() {
        holding = true;
    }

    /** Lets the oldest one leave that was held back. */
    void letLeave() {
        held.remove().run();
    }

    void answer(String call, CallResult result) {
        Consumer<CallResult> whenAnswered = unanswered.remove(call);
        assertNotNull(whenAnswered, "there is no call " + call + " to answer");
        whenAnswered.accept(result);
    }
}
