package io.sluice.gateway.operator;

import io.sluice.contract.DeadLetterRecord.Letter;
import io.sluice.contract.Order;
import io.sluice.gateway.operator.LetterShelf.Shelved;
import org.jspecify.annotations.Nullable;

/**
 * Which dead letters an operator means; null means any. Immutable.
 *
 * @param reason what the reason has in it
 * @param sku what it is for, among others
 * @param client who posted it
 * @param orderId the order
 * @param fromMillis died then or later, milliseconds since 1970
 * @param toMillis died before that, likewise
 * @param replayed whether it was put back
 */
public record LetterFilter(
        @Nullable String reason,
        @Nullable String sku,
        @Nullable String client,
        @Nullable String orderId,
        @Nullable Long fromMillis,
        @Nullable Long toMillis,
        @Nullable Boolean replayed) {

    boolean matches(Shelved shelved) {
        Letter letter = shelved.letter();
        return (reason == null || letter.reason().contains(reason))
                && matches(letter.order())
                && (fromMillis == null || letter.atMillis() >= fromMillis)
                && (toMillis == null || letter.atMillis() < toMillis)
                && (replayed == null || replayed == (shelved.mark() != null));
    }

    private boolean matches(@Nullable Order order) {
        if (order == null) {
            return sku == null && client == null && orderId == null;
        }
        return (sku == null || order.skus().contains(sku))
                && (client == null || client.equals(order.client()))
                && (orderId == null || orderId.equals(order.id()));
    }
}
