package io.sluice.loadtest.verdict;

import org.jspecify.annotations.Nullable;

/**
 * One posting of one buyer, as the buyer saw it: one line of {@code posts.csv}. Times are microseconds since 1970 on the
 * driver's clock.
 *
 * @param buyer who, from 0; all postings of a buyer carry the same idempotency key
 * @param gateway which gateway it went to, from 1
 * @param httpStatus the status that the buyer read, or 0 where it read none
 * @param orderId the id told with a 202, else null
 * @param replayed whether the answer said that the order was known
 * @param otherBody whether the body was another one than the buyer's order
 * @param error why there was no answer, or the problem's type; null for a 202
 */
public record PostLine(
        long sentAtMicros,
        long endedAtMicros,
        int buyer,
        int gateway,
        int httpStatus,
        @Nullable String orderId,
        boolean replayed,
        boolean otherBody,
        @Nullable String error) {
    /** The file beside the other histories. */
    public static final String FILE = "posts.csv";

    /** First line of the file. */
    public static final String HEADER =
            "sent_at_micros,ended_at_micros,buyer,gateway,http_status,order_id,replayed,other_body,error";

    static final String KEY_REUSED = "idempotency-key-reused";

    /** Whether the buyer was told that the order is stored. */
    public boolean accepted() {
        return httpStatus == 202 && orderId != null;
    }

    /** Whether the buyer was told that its key belongs to another order. */
    boolean refusedAsReused() {
        return httpStatus == 422 && KEY_REUSED.equals(error);
    }

    /** The line, without its line break. */
    public String csv() {
        return sentAtMicros + "," + endedAtMicros + "," + buyer + "," + gateway + "," + httpStatus + ","
                + (orderId == null ? "" : orderId) + "," + (replayed ? 1 : 0) + "," + (otherBody ? 1 : 0) + ","
                + (error == null ? "" : error.replaceAll("[,\\s]+", " "));
    }

    static PostLine parse(Fields fields) throws UnreadableHistoryException {
        return new PostLine(
                fields.number(0),
                fields.number(1),
                (int) fields.number(2),
                (int) fields.number(3),
                (int) fields.number(4),
                fields.optionalText(5),
                fields.number(6) == 1,
                fields.number(7) == 1,
                fields.optionalText(8));
    }
}
