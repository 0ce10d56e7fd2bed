package io.sluice.loadtest.verdict;

/**
 * What became of one posting of an overload: one line of {@code postings.csv}, short because there are millions.
 *
 * @param dueMicros when it was due, since the first one
 * @param lateMicros how much later the driver handed it to its connections
 * @param latencyMicros from when it was due to its answer
 * @param status of the answer, 0 where there was none
 */
public record OverloadLine(long dueMicros, long lateMicros, long latencyMicros, int status) {
    /** The file beside the other histories. */
    public static final String FILE = "postings.csv";

    /** First line of the file. */
    public static final String HEADER = "due_micros,late_micros,latency_micros,status";

    /** Whether it was promised that the order is stored. */
    public boolean accepted() {
        return status == 202;
    }

    /** Whether it was turned away in the way that is meant for that. */
    public boolean refused() {
        return status == 503;
    }

    /** The line, without its line break. */
    public String csv() {
        return dueMicros + "," + lateMicros + "," + latencyMicros + "," + status;
    }

    static OverloadLine parse(Fields fields) throws UnreadableHistoryException {
        return new OverloadLine(fields.number(0), fields.number(1), fields.number(2), (int) fields.number(3));
    }
}
