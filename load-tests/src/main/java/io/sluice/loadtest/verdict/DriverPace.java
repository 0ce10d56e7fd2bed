package io.sluice.loadtest.verdict;

import java.util.List;
import java.util.stream.LongStream;

/**
 * Whether the load driver kept its own schedule. A driver that did not has measured itself, so its run is invalid.
 *
 * @param lateShare share of the orders that were handed over more than {@value #LATE_MICROS} µs after they were due
 * @param latestMillis the worst delay
 * @param unsent orders that the history says nothing of
 */
public record DriverPace(double lateShare, double latestMillis, int unsent) {
    private static final long LATE_MICROS = 100_000;
    private static final double LATE_SHARE_MAX = 0.01;

    static DriverPace of(RunFacts facts, Histories histories) {
        return of(histories.orders(), facts.orders() - histories.orders().size());
    }

    /** Of these postings, {@code unsent} of which are missing. */
    static DriverPace of(List<OrderLine> orders, int unsent) {
        return ofDelays(orders.stream().mapToLong(order -> order.sentAtMicros() - order.scheduledAtMicros()), unsent);
    }

    /** Of postings that were handed over so many microseconds after they were due. */
    public static DriverPace ofDelays(LongStream micros, int unsent) {
        long[] delays = micros.toArray();
        long late = LongStream.of(delays).filter(delay -> delay > LATE_MICROS).count();
        long latestMicros = LongStream.of(delays).reduce(0, Math::max);
        return new DriverPace(delays.length == 0 ? 0 : late / (double) delays.length, latestMicros / 1e3, unsent);
    }

    /** Whether the driver could not keep up. */
    public boolean behind() {
        return lateShare > LATE_SHARE_MAX;
    }
}
