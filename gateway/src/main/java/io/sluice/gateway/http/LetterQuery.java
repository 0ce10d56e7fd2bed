package io.sluice.gateway.http;

import io.sluice.contract.OrderId;
import io.sluice.gateway.operator.LetterDesk;
import io.sluice.gateway.operator.LetterFilter;
import io.vertx.core.MultiMap;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The query of who browses dead letters. What is not known is refused, as it may be a misspelt filter that would then show
 * everything. Immutable.
 *
 * @param before the cursor, or null
 * @param body whether to show bodies, which hold what buyers said about themselves
 */
record LetterQuery(LetterFilter filter, int limit, @Nullable String before, boolean body) {
    private static final int LIMIT_DEFAULT = 50;
    private static final Set<String> KNOWN = new TreeSet<>(
            Set.of("limit", "before", "reason", "sku", "client", "orderId", "from", "to", "replayed", "body"));

    /** What is wrong with a query, for people. */
    static final class Unsound extends Exception {
        private static final long serialVersionUID = 1L;

        private Unsound(String message) {
            super(message);
        }
    }

    /** @throws Unsound with what is wrong */
    static LetterQuery of(MultiMap query, Predicate<String> isCursor) throws Unsound {
        for (String name : query.names()) {
            if (!KNOWN.contains(name)) {
                throw new Unsound("There is no parameter " + name + "; there are " + String.join(", ", KNOWN) + ".");
            }
            if (query.getAll(name).size() > 1) {
                throw new Unsound(name + " is given twice.");
            }
        }
        String before = query.get("before");
        if (before != null && !isCursor.test(before)) {
            throw new Unsound("before must be the next of an answer.");
        }
        String orderId = query.get("orderId");
        if (orderId != null && !OrderId.isWellFormed(orderId)) {
            throw new Unsound("orderId must be the id of an order.");
        }
        LetterFilter filter = new LetterFilter(
                query.get("reason"),
                query.get("sku"),
                query.get("client"),
                orderId,
                millis(query, "from"),
                millis(query, "to"),
                truth(query, "replayed"));
        Boolean body = truth(query, "body");
        return new LetterQuery(filter, limit(query.get("limit")), before, body != null && body);
    }

    private static int limit(@Nullable String text) throws Unsound {
        if (text == null) {
            return LIMIT_DEFAULT;
        }
        if (!text.matches("[1-9][0-9]{0,2}") || Integer.parseInt(text) > LetterDesk.SHOWN_MAX) {
            throw new Unsound("limit must be a whole number from 1 to " + LetterDesk.SHOWN_MAX + ".");
        }
        return Integer.parseInt(text);
    }

    private static @Nullable Boolean truth(MultiMap query, String name) throws Unsound {
        String text = query.get(name);
        if (text == null) {
            return null;
        }
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new Unsound(name + " must be true or false.");
        };
    }

    private static @Nullable Long millis(MultiMap query, String name) throws Unsound {
        String text = query.get(name);
        try {
            return text == null ? null : (Long) Instant.parse(text).toEpochMilli();
        } catch (DateTimeParseException | ArithmeticException e) {
            throw new Unsound(name + " must be a time such as 2026-11-28T09:00:00Z.");
        }
    }
}
