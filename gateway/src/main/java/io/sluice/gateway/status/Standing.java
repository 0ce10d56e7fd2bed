package io.sluice.gateway.status;

import io.sluice.contract.OrderOutcome;
import org.jspecify.annotations.Nullable;

/**
 * Where an order stands at one moment.
 *
 * @param outcome how it ended; only with {@link Kind#SETTLED}
 * @param acceptedAtMillis when it was taken, milliseconds since 1970; 0 where that is not known
 * @param position orders that will be tried before it
 * @param etaMillis time until it is tried; negative if nobody can tell
 */
public record Standing(
        Kind kind, @Nullable OrderOutcome outcome, long acceptedAtMillis, long position, long etaMillis) {

    /** What can be said of an order. */
    public enum Kind {
        /** Waits its turn. */
        QUEUED,
        /** Its turn has come, its end is not known yet. */
        PROCESSING,
        /** Has ended, and this is how. */
        SETTLED,
        /** Has ended longer ago than outcomes are remembered. */
        AGED_OUT,
        /** Neither its end nor its ticket is known. */
        UNKNOWN
    }

    static Standing of(Kind kind, long acceptedAtMillis) {
        return new Standing(kind, null, acceptedAtMillis, 0, -1);
    }

    static Standing settled(OrderOutcome outcome) {
        return new Standing(Kind.SETTLED, outcome, outcome.acceptedAtMillis(), 0, -1);
    }
}
