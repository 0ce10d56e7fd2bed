package io.sluice.gateway.admission;

/**
 * Whether Kafka keeps orders for as long as they have to wait. It deletes what is older than the topic's retention, drained
 * or not, and a 202 is a promise.
 *
 * <p>Kafka deletes whole segments, by the time of the newest record in them, and looks every few minutes: so an order stays
 * at least as long as the retention says, mostly longer, and never less. The margin is for what the reckoning may be wrong
 * about: a wait is predicted and the fleet may be slower than its rate, an order is stamped by our clock and judged by the
 * broker's, and we ask for the retention once a minute. A bound on the bytes of the topic is not reckoned with: Sluice sets
 * none. Pure.
 */
final class RetentionHeadroom {
    private static final double MARGIN_SECONDS_MAX = 3_600;
    private static final double MARGIN_PART = 0.1;

    private RetentionHeadroom() {}

    /** A tenth of the retention, an hour at most. */
    static double marginSeconds(double retentionSeconds) {
        return Math.min(MARGIN_SECONDS_MAX, MARGIN_PART * retentionSeconds);
    }

    /**
     * By how much an order comes too late: this many seconds of its time are over or will be when it is tried. Not positive if
     * it comes in time, or if one of the two is NaN, as nobody can tell then.
     */
    static double excessSeconds(double retentionSeconds, double untilTriedSeconds) {
        double excessSeconds = untilTriedSeconds - (retentionSeconds - marginSeconds(retentionSeconds));
        return Double.isNaN(excessSeconds) ? 0 : excessSeconds;
    }
}
