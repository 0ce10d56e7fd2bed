package io.sluice.worker.fleet;

import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * What a {@link LargeFleet} goes through: it starts, is left alone for a while, another worker joins, one is killed, a tenth is
 * killed, the rate changes; or it drains a backlog to the end. Not thread-safe.
 */
final class ScaleTrial {
    /** All of the rate but what idle workers keep for a first call, and what rounding takes. */
    private static final double NEARLY_ALL = 0.98;

    private static final double NEARLY_FAIR = 0.9;
    private static final double NEARLY_DRAINED = 0.99;

    /** Orders for so many seconds, of which a trial takes a tenth. */
    private static final double BACKLOG_SECONDS = 600;

    private static final int PATIENCE_MILLIS = 20_000;
    private static final double STEADY_SECONDS = 5;
    private static final double DRAIN_LOOK_SECONDS = 0.01;

    private final FleetSize size;
    private final LargeFleet fleet;
    private double sharesInUseMin;

    /**
     * @param seed the same gives the same run
     * @param stopwatchNanos of the CPU time of the thread that asks
     */
    ScaleTrial(FleetSize size, long seed, LongSupplier stopwatchNanos) {
        this.size = size;
        fleet = new LargeFleet(size, seed, stopwatchNanos);
    }

    /** Disturbs it in one way after the other. */
    ScaleFindings disturb() {
        fleet.fill((long) (BACKLOG_SECONDS * size.ratePerSecond()));
        fleet.start(size.workers() - 1);
        fleet.runFor(STEADY_SECONDS + 2 * leaseSeconds());
        FleetTraffic steady = trafficOf(STEADY_SECONDS);
        long unused = fleet.log().takeRecordsInSecondMax();
        FleetTraffic before = fleet.traffic();
        double joinSeconds = join();
        double crashSeconds = crash(1);
        double tenthCrashSeconds = crash(size.workers() / 10);
        double lowest = sharesInUseMin;
        double rateSeconds = changeRate();
        return new ScaleFindings(
                steady,
                fleet.traffic().since(before),
                fleet.log().takeRecordsInSecondMax(),
                joinSeconds,
                crashSeconds,
                tenthCrashSeconds,
                lowest,
                rateSeconds,
                fleet.sharesInUseMax());
    }

    private FleetTraffic trafficOf(double seconds) {
        FleetTraffic before = fleet.traffic();
        fleet.runFor(seconds);
        return fleet.traffic().since(before);
    }

    /** From when the newcomer has its partitions, which in Kafka's group takes seconds by itself. */
    private double join() {
        FluidWorker newcomer = fleet.join();
        fleet.runFor(1);
        fleet.assignTo(newcomer);
        double seconds = secondsUntil(() -> isInUse() && fleet.servedPart(newcomer) >= NEARLY_FAIR);
        fleet.runFor(1);
        return seconds;
    }

    /** From the kill until the share of the dead is in use. Their orders follow, and that is waited for. */
    private double crash(int count) {
        sharesInUseMin = 1;
        fleet.crash(count);
        double seconds = secondsUntil(this::isInUse);
        fleet.runFor(fleet.takeoverSecondsMax() + 1);
        return seconds;
    }

    private double changeRate() {
        fleet.setRate(size.ratePerSecond() / 2);
        return secondsUntil(fleet::isRateEverywhere);
    }

    private boolean isInUse() {
        return fleet.sharesInUse() >= NEARLY_ALL;
    }

    /** Infinite if it does not come to that. */
    private double secondsUntil(BooleanSupplier reached) {
        for (int millis = 1; millis <= PATIENCE_MILLIS; millis++) {
            fleet.step();
            sharesInUseMin = Math.min(sharesInUseMin, fleet.sharesInUse());
            if (reached.getAsBoolean()) {
                return millis / 1e3;
            }
        }
        return Double.POSITIVE_INFINITY;
    }

    private double leaseSeconds() {
        return size.lease().toNanos() / 1e9;
    }

    /** Lets the fleet drain so many orders, of which none come any more. */
    DrainFindings drain(long count) {
        fleet.fill(count);
        fleet.start(size.workers());
        double startedSeconds = fleet.traffic().seconds();
        double nearlySeconds = Double.NaN;
        double firstEmptySeconds = Double.NaN;
        double patienceSeconds = 3 * count / size.ratePerSecond();
        long empty = 0;
        double seconds = 0;
        while (empty < size.partitions() && seconds < patienceSeconds) {
            fleet.runFor(DRAIN_LOOK_SECONDS);
            seconds = fleet.traffic().seconds() - startedSeconds;
            empty = fleet.orders().empty();
            boolean nearly = fleet.orders().waiting() <= (1 - NEARLY_DRAINED) * count;
            nearlySeconds = nearly && Double.isNaN(nearlySeconds) ? seconds : nearlySeconds;
            firstEmptySeconds = empty > 0 && Double.isNaN(firstEmptySeconds) ? seconds : firstEmptySeconds;
        }
        return new DrainFindings(
                count - (long) fleet.orders().waiting(),
                seconds,
                NEARLY_DRAINED * count / nearlySeconds / size.ratePerSecond(),
                seconds - nearlySeconds,
                seconds - firstEmptySeconds,
                fleet.traffic(),
                fleet.sharesInUseMax());
    }
}
