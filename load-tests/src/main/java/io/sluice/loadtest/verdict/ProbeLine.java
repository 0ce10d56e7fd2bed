package io.sluice.loadtest.verdict;

import org.jspecify.annotations.Nullable;

/**
 * One look whether a SKU can still be ordered, made by ordering it: one line of {@code probes.csv}. Times are microseconds
 * since 1970 on the driver's clock.
 *
 * @param gateway which gateway was asked, from 1
 * @param httpStatus the status of the answer, or 0 where there was none
 * @param orderId the id told with a 202, else null
 * @param error why there was no answer, or the problem's type; null for a 202
 */
public record ProbeLine(
        long sentAtMicros,
        long answeredAtMicros,
        int gateway,
        String sku,
        int httpStatus,
        @Nullable String orderId,
        @Nullable String error) {
    /** The file beside the other histories. */
    public static final String FILE = "probes.csv";

    /** First line of the file. */
    public static final String HEADER = "sent_at_micros,answered_at_micros,gateway,sku,http_status,order_id,error";

    private static final String SOLD_OUT = "sold-out";

    /** Whether the gateway said by itself that the SKU is gone. */
    public boolean refusedAsSoldOut() {
        return httpStatus == 409 && SOLD_OUT.equals(error);
    }

    /** The line, without its line break. */
    public String csv() {
        return sentAtMicros + "," + answeredAtMicros + "," + gateway + "," + sku + "," + httpStatus + ","
                + (orderId == null ? "" : orderId) + "," + (error == null ? "" : error.replaceAll("[,\\s]+", " "));
    }

    static ProbeLine parse(Fields fields) throws UnreadableHistoryException {
        return new ProbeLine(
                fields.number(0),
                fields.number(1),
                (int) fields.number(2),
                fields.text(3),
                (int) fields.number(4),
                fields.optionalText(5),
                fields.optionalText(6));
    }
}
