package io.sluice.loadtest.verdict;

import org.jspecify.annotations.Nullable;

/**
 * What one client was told: one line of {@code orders.csv}, written by the load driver. Times are microseconds since
 * 1970 on the driver's clock.
 *
 * @param scheduledAtMicros when the order was due; latency counts from here, whatever delayed the sending
 * @param sentAtMicros when the driver handed it to its HTTP client, before any wait for a free connection
 * @param answeredAtMicros when the whole answer was there, or when the driver gave up
 * @param httpStatus the status of the answer, or 0 where there was none
 * @param orderId the id told with a 202, else null
 * @param position the queue position told with a 202, or -1
 * @param etaSeconds the wait predicted with a 202, or NaN where none was told
 * @param error why there was no answer, or the problem's type where it was not a 202; null for a 202
 */
public record OrderLine(
        long scheduledAtMicros,
        long sentAtMicros,
        long answeredAtMicros,
        int httpStatus,
        @Nullable String orderId,
        long position,
        double etaSeconds,
        @Nullable String error) {

    /** First line of the file. */
    public static final String HEADER =
            "scheduled_at_micros,sent_at_micros,answered_at_micros,http_status,order_id,position,eta_seconds,error";

    /** The one 503 after which the order may be stored all the same. */
    private static final String NOT_CONFIRMED = "not-confirmed";

    /** Whether the gateway promised to have stored the order. */
    public boolean accepted() {
        return httpStatus == 202 && orderId != null;
    }

    /** Whether the client was told that its order was not taken. */
    public boolean refused() {
        return !accepted() && !unanswered();
    }

    /** From when it was due to its answer, or to when the driver gave up. */
    public long latencyMicros() {
        return answeredAtMicros - scheduledAtMicros;
    }

    /** Whether the client knows nothing of its order's fate. */
    public boolean unanswered() {
        return httpStatus == 0;
    }

    /**
     * Whether an answer other than 202 leaves open whether the order is stored. All other refusals promise that nothing
     * was queued, and are held to it.
     */
    boolean leavesDoubt() {
        return httpStatus >= 500 && (httpStatus != 503 || NOT_CONFIRMED.equals(error));
    }

    /** The line, without its line break. */
    public String csv() {
        return scheduledAtMicros + "," + sentAtMicros + "," + answeredAtMicros + "," + httpStatus + ","
                + (orderId == null ? "" : orderId) + ","
                + (position < 0 ? "" : Long.toString(position)) + ","
                + (Double.isNaN(etaSeconds) ? "" : Double.toString(etaSeconds)) + ","
                + (error == null ? "" : error.replaceAll("[,\\s]+", " "));
    }

    static OrderLine parse(Fields fields) throws UnreadableHistoryException {
        return new OrderLine(
                fields.number(0),
                fields.number(1),
                fields.number(2),
                (int) fields.number(3),
                fields.optionalText(4),
                fields.optionalText(5) == null ? -1 : fields.number(5),
                fields.optionalText(6) == null ? Double.NaN : fields.decimal(6),
                fields.optionalText(7));
    }
}
