package io.sluice.worker.fleet;

/**
 * Tells a queue from a downstream that became slower, by what happens to the wait while the fleet asks for a fifth less: a
 * queue shrinks or, where the capacity fell further, grows, and either way more or fewer calls are answered than are
 * started; a slower downstream does neither. One trial is a few drains in a row. Pure, not thread-safe.
 */
final class DrainTrial {
    private static final double DIFFERENT_PART_MIN = 0.05;
    private static final double WAIT_PART_MIN = 0.1;

    /** With fewer, the mean of calls that take very unequally long says nothing of a tenth more or less. */
    private static final double ANSWERED_MIN = 64;

    private static final int FLAT_DRAINS_MAX = 3;

    private double beforePerSecond;
    private double beforeFloorNanos;
    private double latencyNanos;
    private int flatDrains;

    /** What one drain has shown. */
    enum Finding {
        /** Too little is known. */
        OPEN,
        /** A queue is being served: what is answered is the capacity. */
        AT_CAPACITY,
        /** The wait became shorter, but as much comes out as goes in, which says nothing of the capacity. */
        SHRINKS,
        /** Nothing changed. */
        FLAT,
        /** Nothing changed time and again: there is no queue. */
        NO_QUEUE
    }

    /**
     * A trial begins.
     *
     * @param perSecond the rate before it
     * @param floorNanos what a call was thought to take without any wait
     */
    void begin(double perSecond, double floorNanos) {
        beforePerSecond = perSecond;
        beforeFloorNanos = floorNanos;
        flatDrains = 0;
    }

    /** A drain begins, at a time when calls take so long. */
    void drain(double callNanos) {
        latencyNanos = callNanos;
    }

    /** The rate to come back to if there never was a queue. */
    double beforePerSecond() {
        return beforePerSecond;
    }

    /** What a call was thought to take before the trial. */
    double beforeFloorNanos() {
        return beforeFloorNanos;
    }

    /** Whether the last drain took off more than it should have. */
    boolean isFlat() {
        return flatDrains > 0;
    }

    /**
     * What the drain has shown by now.
     *
     * @param settled calls since its rate took effect
     * @param isLate few calls or not, there is no use in waiting longer
     * @param isOver it has gone on for as long as the queue should have taken
     */
    Finding finding(CallSpan settled, boolean isLate, boolean isOver) {
        if (settled.answered() < ANSWERED_MIN && !isLate) {
            return Finding.OPEN;
        }
        double different = DIFFERENT_PART_MIN * settled.started() + 2;
        boolean grows = settled.latencyNanos() > (1 + WAIT_PART_MIN) * latencyNanos
                && settled.answered() < settled.started() - different;
        if (grows || (isOver && settled.answered() > settled.started() + different)) {
            flatDrains = 0;
            return Finding.AT_CAPACITY;
        }
        if (!isOver) {
            return Finding.OPEN;
        }
        if (settled.latencyNanos() < (1 - WAIT_PART_MIN) * latencyNanos) {
            flatDrains = 0;
            return Finding.SHRINKS;
        }
        flatDrains++;
        return flatDrains < FLAT_DRAINS_MAX ? Finding.FLAT : Finding.NO_QUEUE;
    }
}
