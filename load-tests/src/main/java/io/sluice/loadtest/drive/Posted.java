package io.sluice.loadtest.drive;

import io.sluice.loadtest.verdict.OrderLine;
import io.sluice.loadtest.verdict.PostLine;
import org.jspecify.annotations.Nullable;

/**
 * A posting that has ended. Immutable.
 *
 * @param buyer whose, from 0
 * @param gateway where, from 1
 * @param line what the buyer was told; a repetition is due when its buyer comes again
 * @param replayed whether the answer said that the order was known
 * @param links where to ask for the order, null where none were told
 */
public record Posted(
        int buyer,
        int gateway,
        OrderLine line,
        boolean replayed,
        @Nullable Links links) {

    /** The same as a line of the postings' history, which knows the buyer. */
    public PostLine post() {
        return new PostLine(
                line.sentAtMicros(),
                line.answeredAtMicros(),
                buyer,
                gateway,
                line.httpStatus(),
                line.orderId(),
                replayed,
                false,
                line.error());
    }

    /** The order that was stored, or null where the buyer was not told of any. */
    public @Nullable Purchase purchase() {
        String orderId = line.orderId();
        Links known = links;
        return orderId == null || known == null ? null : new Purchase(buyer, gateway, line, orderId, known);
    }
}
