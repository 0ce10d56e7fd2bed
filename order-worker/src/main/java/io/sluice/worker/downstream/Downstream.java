package io.sluice.worker.downstream;

import io.sluice.contract.Order;
import java.util.function.Consumer;

/** The order system that is protected. Thread-safe. */
public interface Downstream {
    /**
     * Starts a call and returns at once.
     *
     * @param attempt counts the calls for this order, from 1
     * @param whenSent called when the call leaves, at most once and on the caller's thread; not at all if it never does
     * @param whenAnswered called exactly once, on any thread, whatever happens
     */
    void call(Order order, int attempt, Runnable whenSent, Consumer<CallResult> whenAnswered);
}
