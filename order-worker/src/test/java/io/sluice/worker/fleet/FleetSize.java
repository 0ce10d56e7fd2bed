package io.sluice.worker.fleet;

import java.time.Duration;

/**
 * How large a fleet is studied.
 *
 * @param partitions a multiple of {@code workers}, so that each is due as many as the other
 * @param lease how long a declared share lasts
 * @param ratePerSecond calls a second by the whole fleet
 */
record FleetSize(int workers, int partitions, Duration lease, double ratePerSecond) {
    FleetSize {
        if (workers < 10 || partitions % workers != 0) {
            throw new IllegalArgumentException("at least 10 workers, and as many partitions for each: " + workers
                    + " workers, " + partitions + " partitions");
        }
    }
}
