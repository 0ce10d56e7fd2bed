package io.sluice.worker.fleet;

import io.sluice.worker.pacing.Pacer;
import java.util.SplittableRandom;

/**
 * The conditions of one run, all drawn from its seed. Every other run is a storm, in which faults overlap and only safety is
 * judged; in the others one thing happens at a time, and what it costs is measured.
 *
 * @param slack of the pacers; without any, the bound has no allowance
 * @param clockSpread how much faster the fastest clock is than the slowest; the downstream's is as fast as the fastest
 * @param backlogMillis over how long the orders came that wait at the beginning
 */
record Schedule(
        long seed,
        boolean storm,
        Pacer.Slack slack,
        int workers,
        int partitions,
        double ratePerSecond,
        double clockSpread,
        double seconds,
        double backlogMillis) {
    static final int WORKERS_MAX = 12;

    /** Enough for the fastest rates to go through several faults. */
    private static final double CALLS_MAX = 150_000;

    private static final double SECONDS_MIN = 6;
    private static final double SECONDS_MAX = 60;

    /** What the ledger allows between two clocks. */
    private static final double CLOCK_SPREAD_MAX = 0.02;

    private static final double QUARTZ_SPREAD = 0.000_1;

    static Schedule of(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        boolean storm = random.nextBoolean();
        Pacer.Slack slack = random.nextBoolean() ? Pacer.Slack.NONE : Pacer.Slack.USUAL;
        double rate = rate(random);
        return new Schedule(
                seed,
                storm,
                slack,
                1 + random.nextInt(WORKERS_MAX),
                1 << random.nextInt(7),
                rate,
                random.nextBoolean() ? CLOCK_SPREAD_MAX : QUARTZ_SPREAD,
                Math.max(SECONDS_MIN, Math.min(SECONDS_MAX, CALLS_MAX / rate)),
                1_000 + random.nextInt(600_000));
    }

    /** From 0.5 to 100,000 a second, each power of ten as likely as the other. */
    static double rate(SplittableRandom random) {
        return 0.5 * Math.pow(200_000, random.nextDouble());
    }

    boolean isStrict() {
        return slack.equals(Pacer.Slack.NONE);
    }

    boolean hasQuartzClocks() {
        return clockSpread < CLOCK_SPREAD_MAX;
    }
}
