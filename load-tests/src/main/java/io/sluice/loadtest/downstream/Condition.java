package io.sluice.loadtest.downstream;

import java.util.Locale;

/**
 * How the order system is doing: what it was built for and what is left of it at the moment. Immutable.
 *
 * @param capacityPerSecond calls a second it sustains when all is well
 * @param latencyMillis what a call takes when nobody waits and all is well
 * @param mode what has gone wrong, if anything
 */
record Condition(int capacityPerSecond, int latencyMillis, Mode mode) {
    static final int CAPACITY_MAX = 1_000_000;
    static final int LATENCY_MILLIS_MAX = 600_000;

    Condition {
        if (capacityPerSecond < 1 || capacityPerSecond > CAPACITY_MAX) {
            throw new IllegalArgumentException(
                    "capacity " + capacityPerSecond + " is not between 1 and " + CAPACITY_MAX + " calls a second");
        }
        if (latencyMillis < 0 || latencyMillis > LATENCY_MILLIS_MAX) {
            throw new IllegalArgumentException(
                    "latency " + latencyMillis + " is not between 0 and " + LATENCY_MILLIS_MAX + " milliseconds");
        }
    }

    /** What may go wrong with an order system that nobody touched. */
    enum Mode {
        NORMAL,
        /** Busy with something else: a quarter of the capacity, ten times as slow. */
        BROWNOUT,
        /** Takes calls and never answers them, as behind a dead load balancer. */
        BLACKOUT;

        static Mode named(String text) {
            for (Mode mode : values()) {
                if (mode.text().equals(text)) {
                    return mode;
                }
            }
            throw new IllegalArgumentException("mode '" + text + "' is none of normal, brownout, blackout");
        }

        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    double callsPerSecondNow() {
        return switch (mode) {
            case NORMAL, BLACKOUT -> capacityPerSecond;
            case BROWNOUT -> capacityPerSecond / 4.0;
        };
    }

    long latencyNanosNow() {
        long nanos = latencyMillis * 1_000_000L;
        return switch (mode) {
            case NORMAL, BLACKOUT -> nanos;
            case BROWNOUT -> 10 * nanos;
        };
    }
}
