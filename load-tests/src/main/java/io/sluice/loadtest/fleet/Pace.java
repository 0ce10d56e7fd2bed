package io.sluice.loadtest.fleet;

import java.time.Duration;

/** Whether a fleet has found its pace: a JVM that has just started is not what is to be judged. Confined to one thread. */
final class Pace {
    private static final Duration TIMEOUT = Duration.ofMinutes(1);
    private static final long POLL_MILLIS = 250;
    private static final int POLLS_IN_A_ROW = 12;
    private static final double FULL_SHARE = 0.97;

    private final double enough;
    private int inARow;
    private long highest;

    private Pace(double ratePerSecond) {
        enough = ratePerSecond * FULL_SHARE - 1;
    }

    /**
     * Returns after three seconds at nearly the whole rate.
     *
     * @throws IllegalStateException if that does not come about within a minute
     */
    static void await(FleetSystem system) throws InterruptedException {
        Pace pace = new Pace(system.options().ratePerSecond());
        system.awaitStats(
                stats -> pace.isKept(stats.getLong("callsLastSecond", 0L)),
                POLL_MILLIS,
                TIMEOUT,
                () -> "the first worker did not keep its pace for three seconds within a minute: at most "
                        + pace.highest + " calls in a second; is the machine busy with something else?");
    }

    private boolean isKept(long callsLastSecond) {
        highest = Math.max(highest, callsLastSecond);
        inARow = callsLastSecond >= enough ? inARow + 1 : 0;
        return inARow >= POLLS_IN_A_ROW;
    }
}
