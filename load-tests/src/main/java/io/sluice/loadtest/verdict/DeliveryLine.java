package io.sluice.loadtest.verdict;

/**
 * The end of one order as its watcher heard of it: one line of {@code deliveries.csv}.
 *
 * @param openedAtMicros when the stream's first event was there, microseconds since 1970 on the watcher's clock
 * @param settledAtMillis when the order ended, by the worker's clock, as the event tells it
 * @param receivedAtMicros when the event was there, on the watcher's clock
 */
public record DeliveryLine(long openedAtMicros, long settledAtMillis, long receivedAtMicros) {
    /** The file beside the other histories. */
    public static final String FILE = "deliveries.csv";

    /** First line of the file. */
    public static final String HEADER = "opened_at_micros,settled_at_millis,received_at_micros";

    /** Whether the stream was open when the order ended, so that the delay is the gateway's. */
    boolean isLive() {
        return openedAtMicros < settledAtMillis * 1000;
    }

    /** From the order's end to the event. */
    public double delayMillis() {
        return receivedAtMicros / 1e3 - settledAtMillis;
    }

    /** The line, without its line break. */
    public String csv() {
        return openedAtMicros + "," + settledAtMillis + "," + receivedAtMicros;
    }

    static DeliveryLine parse(Fields fields) throws UnreadableHistoryException {
        return new DeliveryLine(fields.number(0), fields.number(1), fields.number(2));
    }
}
