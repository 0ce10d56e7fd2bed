package io.sluice.worker.dispatch;

import io.sluice.contract.OrderOutcome;
import java.util.function.Consumer;

/**
 * Where it is written down how orders ended: the outcome, the dead letter of an order that was given up and the progress of
 * its partition become visible together or not at all, so that each order has one outcome. Thread-safe; returns at once,
 * never throws.
 */
public interface OutcomeLog {
    /**
     * Writes down how an order ended that the feed gave out.
     *
     * @param whenKnown told once, on any thread, what became of it
     */
    void publish(QueuedOrder order, OrderOutcome outcome, Consumer<Publication> whenKnown);

    /**
     * Writes down how an order ended that the feed has not reached yet; it is never given out then. Only for outcomes that
     * need no call.
     *
     * @param whenKnown told once, on any thread, what became of it, if the answer is {@link Unfetched#TAKEN}
     */
    Unfetched publishUnfetched(OrderOutcome outcome, Consumer<Publication> whenKnown);

    /** What became of an outcome. */
    enum Publication {
        /** Everybody sees it, and the order is not read again. */
        DURABLE,
        /** The partition is no longer this worker's, or was taken over anew: whoever holds it settles the order. */
        DROPPED
    }

    /** Whether an order can be settled ahead of its being fetched. */
    enum Unfetched {
        /** It will be. */
        TAKEN,
        /** It has been fetched and is not settled: settle it like any other. */
        FETCHED,
        /** It is settled, or about to be. */
        SETTLED,
        /** So many are settled ahead of their being fetched that one more could not be remembered. */
        TOO_MANY,
        /** What is settled in its partition is still being read: ask again later. */
        NOT_YET,
        /** Its partition is not this worker's. */
        ELSEWHERE
    }
}
