package io.sluice.loadtest.verdict;

import org.jspecify.annotations.Nullable;

/**
 * What a watching buyer was shown of its order's place: one line of {@code shown.csv}. A watcher looks at one gateway at a
 * time, so its lines lie in the file as it saw them.
 *
 * @param shownAtMicros when the whole answer or event was there, microseconds since 1970 on the driver's clock
 * @param buyer who, from 0
 * @param gateway which gateway said so, from 1
 * @param channel post, poll or sse
 * @param status the API's status word, or {@code http-404} and the like where the gateway knew nothing of the order
 * @param position orders that will be tried before it; -1 where none was told
 * @param etaSeconds the wait predicted, or NaN where none was told
 */
public record ShownLine(
        long shownAtMicros,
        int buyer,
        String orderId,
        int gateway,
        String channel,
        String status,
        long position,
        double etaSeconds) {
    /** The file beside the other histories. */
    public static final String FILE = "shown.csv";

    /** First line of the file. */
    public static final String HEADER = "shown_at_micros,buyer,order_id,gateway,channel,status,position,eta_seconds";

    private static final String QUEUED = "queued";
    private static final String PROCESSING = "processing";
    private static final String REFUSED = "http-";

    /** What is shown where a gateway answers with an error. */
    public static String refused(int httpStatus) {
        return REFUSED + httpStatus;
    }

    /** Whether the order waits its turn or has it. */
    public boolean isOpen() {
        return status.equals(QUEUED) || status.equals(PROCESSING);
    }

    boolean isRefused() {
        return status.startsWith(REFUSED);
    }

    /** Whether the order's end was shown. */
    public boolean isSettled() {
        return !isOpen() && !isRefused();
    }

    /** The number of orders before it as the buyer understands it: none once its turn has come; -1 where none was told. */
    long place() {
        return status.equals(PROCESSING) ? 0 : position;
    }

    /** The line, without its line break. */
    public String csv() {
        return shownAtMicros + "," + buyer + "," + orderId + "," + gateway + "," + channel + "," + status + ","
                + (position < 0 ? "" : Long.toString(position)) + ","
                + (Double.isNaN(etaSeconds) ? "" : Double.toString(etaSeconds));
    }

    static ShownLine parse(Fields fields) throws UnreadableHistoryException {
        @Nullable String position = fields.optionalText(6);
        return new ShownLine(
                fields.number(0),
                (int) fields.number(1),
                fields.text(2),
                (int) fields.number(3),
                fields.text(4),
                fields.text(5),
                position == null ? -1 : fields.number(6),
                fields.optionalText(7) == null ? Double.NaN : fields.decimal(7));
    }
}
