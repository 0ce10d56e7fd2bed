package io.sluice.loadtest.fleet;

import io.sluice.loadtest.drive.RunClock;
import java.util.concurrent.TimeUnit;

/** Waits until a fleet has found its pace: a JVM that has just started is not what is to be judged. Stateless. */
final class Pace {
    private static final long TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final long POLL_MILLIS = 250;
    private static final int POLLS_IN_A_ROW = 12;
    private static final double FULL_SHARE = 0.97;

    private final FleetSystem system;
    private final RunClock clock;

    Pace(FleetSystem system, RunClock clock) {
        this.system = system;
        this.clock = clock;
    }

    /**
     * Returns after three seconds at nearly the whole rate.
     *
     * @throws IllegalStateException if that does not come about within a minute
     */
    void await() throws InterruptedException {
        long deadlineNanos = clock.nanos() + TIMEOUT_NANOS;
        int inARow = 0;
        long highest = 0;
        while (inARow < POLLS_IN_A_ROW) {
            long calls = system.downstreamStats().getLong("callsLastSecond", 0L);
            highest = Math.max(highest, calls);
            inARow = calls >= system.options().ratePerSecond() * FULL_SHARE - 1 ? inARow + 1 : 0;
            if (clock.nanos() > deadlineNanos) {
                throw new IllegalStateException(
                        "the first worker did not keep its pace for three seconds within a minute: at most " + highest
                                + " calls in a second; is the machine busy with something else?");
            }
            Thread.sleep(POLL_MILLIS);
        }
    }
}
