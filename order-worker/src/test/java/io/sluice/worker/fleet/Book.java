package io.sluice.worker.fleet;

import io.sluice.contract.FleetRecord.Activity;
import io.sluice.contract.FleetRecord.Lease;
import io.sluice.worker.fleet.FairShares.Claim;

/**
 * How a simulated worker keeps its ledger: by the book, in {@link #of}, or with one rule broken, in {@link BrokenBook}. The
 * ledger itself is the production class in either case. Times are the worker's own clock.
 */
interface Book {

    void claim(Claim claim, double fleetCallsPerSecond);

    /**
     * Takes in a lease, in log order.
     *
     * @param sentNanos when it was sent, if wall clocks are believed; only a broken book looks at it
     */
    void read(Lease lease, long sentNanos, long nowNanos);

    Lease declare(long nowNanos);

    Lease leave(long nowNanos);

    /** The producer says that this was not appended; which may be wrong. */
    default void appendFailed(Lease lease, long nowNanos) {}

    boolean hasNews(long nowNanos);

    long usable(long nowNanos);

    long nextExpiryNanos(long nowNanos);

    static Book of(ShareLedger ledger) {
        return new Book() {
            @Override
            public void claim(Claim claim, double fleetCallsPerSecond) {
                ledger.claim(claim, fleetCallsPerSecond);
            }

            @Override
            public void read(Lease lease, long sentNanos, long nowNanos) {
                ledger.read(lease, nowNanos);
            }

            @Override
            public Lease declare(long nowNanos) {
                return ledger.declare(Activity.NONE, nowNanos);
            }

            @Override
            public Lease leave(long nowNanos) {
                return ledger.leave(Activity.NONE, nowNanos);
            }

            @Override
            public boolean hasNews(long nowNanos) {
                return ledger.hasNews(nowNanos);
            }

            @Override
            public long usable(long nowNanos) {
                return ledger.usable(nowNanos);
            }

            @Override
            public long nextExpiryNanos(long nowNanos) {
                return ledger.nextExpiryNanos(nowNanos);
            }
        };
    }
}
