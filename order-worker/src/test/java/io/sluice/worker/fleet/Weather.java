package io.sluice.worker.fleet;

import java.util.SplittableRandom;

/**
 * What the way to the log and back does to a record in one run: a latency of its own, tails, and in a storm appends that
 * fail, of which some land all the same, and readers that fall up to a second behind. Seeded; not thread-safe.
 */
final class Weather {
    private static final long MILLI = 1_000_000L;

    private final SplittableRandom random;
    private final boolean storm;
    private final long typicalNanos;

    /** What becomes of an append. */
    enum Append {
        ACKNOWLEDGED,
        /** The producer gives up, the broker has it. */
        FAILED_BUT_LANDED,
        LOST
    }

    Weather(SplittableRandom random, boolean storm) {
        this.random = random;
        this.storm = storm;
        // From a log on the same machine, or a tenth of it, to one in another town.
        typicalNanos = (long) (100_000 * Math.pow(100, random.nextDouble()));
    }

    Append append() {
        if (!storm || random.nextInt(20) > 0) {
            return Append.ACKNOWLEDGED;
        }
        return random.nextBoolean() ? Append.LOST : Append.FAILED_BUT_LANDED;
    }

    long appendNanos() {
        return typicalNanos / 2 + random.nextLong(typicalNanos) + (rarely(100) ? random.nextLong(20 * MILLI) : 0);
    }

    long failureNanos() {
        return random.nextLong(300 * MILLI);
    }

    /** From the landing of a record until a reader has it. */
    long deliveryNanos() {
        if (storm && rarely(200)) {
            return random.nextLong(1_000 * MILLI);
        }
        return typicalNanos / 4 + random.nextLong(typicalNanos) + (rarely(100) ? random.nextLong(20 * MILLI) : 0);
    }

    /** Whether a read returns only a part of what is there. */
    boolean isShortRead() {
        return rarely(8);
    }

    /** How late a thread wakes up. */
    long lateNanos() {
        if (rarely(2_000)) {
            return random.nextLong(storm ? 80 * MILLI : 5 * MILLI);
        }
        return random.nextLong(60_000);
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    private boolean rarely(int oneIn) {
        return random.nextInt(oneIn) == 0;
    }
}
