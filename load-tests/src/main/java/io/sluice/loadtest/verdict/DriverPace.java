package io.sluice.loadtest.verdict;

import java.util.List;

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
        long late = 0;
        long latestMicros = 0;
        for (OrderLine order : orders) {
            long delayMicros = order.sentAtMicros() - order.scheduledAtMicros();
            late += delayMicros > LATE_MICROS ? 1 : 0;
            latestMicros = Math.max(latestMicros, delayMicros);
        }
        int sent = orders.size();
        return new DriverPace(sent == 0 ? 0 : late / (double) sent, latestMicros / 1e3, unsent);
    }

    /** Whether the driver could not keep up. */
    public boolean behind() {
        return lateShare > LATE_SHARE_MAX;
    }
}
