package io.sluice.gateway.status;

import io.sluice.gateway.queue.Ticket;
import java.util.concurrent.CompletionStage;

/**
 * Where buyers' wishes to take an order back become durable. A wish is no promise: the worker that holds the order decides,
 * and its outcome tells. Thread-safe, never blocks, and every wish completes in a bounded time, on any thread.
 */
public interface CancellationLog {

    /** Notes that the buyer wants this order back, once it is certain that the order lies where its ticket says. */
    CompletionStage<Noted> note(String orderId, Ticket ticket);

    /** How noting a wish ended. */
    enum Noted {
        /** Durable: the worker will see it, unless it has called for the order already. */
        NOTED,
        /** Nothing was noted: another order lies there, or none. */
        NO_SUCH_ORDER,
        /** Nothing was noted: too many wishes wait already. */
        TOO_MANY,
        /** Nothing was noted: Kafka does not answer. */
        NOT_SENT,
        /** Kafka did not answer in time: it may be noted. */
        NOT_CONFIRMED
    }
}
