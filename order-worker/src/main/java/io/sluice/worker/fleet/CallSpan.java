package io.sluice.worker.fleet;

/**
 * What the fleet's calls came to in one stretch of time.
 *
 * @param fromNanos its beginning, on this worker's monotonic clock
 * @param toNanos its end
 * @param started calls started
 * @param answered calls that the downstream answered for good
 * @param answeredMicros sum of the time that these took
 * @param overloaded calls answered with 429 or 503
 * @param failed calls that timed out, found nobody, or met an error
 * @param rateBrakes some worker has orders that wait for the rate and nothing else
 * @param concurrencyBrakes some worker has orders that wait for answers to come
 */
record CallSpan(
        long fromNanos,
        long toNanos,
        double started,
        double answered,
        double answeredMicros,
        double overloaded,
        double failed,
        boolean rateBrakes,
        boolean concurrencyBrakes) {
    private static final double BOUND_PART_MIN = 0.85;
    private static final double FAILED_PART_MIN = 0.1;
    private static final double FAILED_MIN = 3;

    private static final double SLOW_FACTOR = 1.25;
    private static final double SLOW_NANOS = 5e6;
    /** Even below the capacity a call waits for those of the other workers that come at the same moment. */
    private static final double CALLS_AHEAD = 3;

    /** This one and the one just before it as one. */
    CallSpan after(CallSpan earlier) {
        return new CallSpan(
                earlier.fromNanos,
                toNanos,
                earlier.started + started,
                earlier.answered + answered,
                earlier.answeredMicros + answeredMicros,
                earlier.overloaded + overloaded,
                earlier.failed + failed,
                earlier.rateBrakes || rateBrakes,
                earlier.concurrencyBrakes || concurrencyBrakes);
    }

    long nanos() {
        return toNanos - fromNanos;
    }

    double startedPerSecond() {
        return started * 1e9 / nanos();
    }

    /** Goodput. */
    double answeredPerSecond() {
        return answered * 1e9 / nanos();
    }

    /** Whether the fleet did what this rate allows, and would have done more. */
    boolean isBoundBy(double callsPerSecond) {
        double allowed = callsPerSecond * nanos() / 1e9;
        return rateBrakes && started >= BOUND_PART_MIN * allowed - 2;
    }

    /** Whether so many calls fail that the downstream must be in trouble. */
    boolean fails() {
        return failed >= FAILED_MIN && failed >= FAILED_PART_MIN * (failed + answered);
    }

    /** Of the answered calls only: how long a call took that timed out says nothing about the downstream. */
    double latencyNanos() {
        return answeredMicros * 1e3 / answered;
    }

    /** Whether calls take so much longer than this that they must have waited, at this rate. */
    boolean isSlowerThan(double floorNanos, double callsPerSecond) {
        return answered >= 1
                && latencyNanos() > SLOW_FACTOR * floorNanos + SLOW_NANOS + CALLS_AHEAD * 1e9 / callsPerSecond;
    }
}
