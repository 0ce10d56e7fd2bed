package io.sluice.worker.fleet;

import io.sluice.contract.FleetRecord.Activity;
import io.sluice.contract.FleetRecord.Claim;
import io.sluice.contract.FleetRecord.Lease;

/**
 * How a simulated worker keeps its ledger: by the book here, with one rule broken in a {@link BrokenBook}. The ledger
 * itself is the production class in either case. Times are the worker's own clock.
 */
class Book {
    private final ShareLedger ledger;

    Book(ShareLedger ledger) {
        this.ledger = ledger;
    }

    void claim(Claim claim, double fleetCallsPerSecond, long nowNanos) {
        ledger.claim(claim, fleetCallsPerSecond, nowNanos);
    }

    /**
     * Takes in a lease, in log order.
     *
     * @param sentNanos when it was sent, if wall clocks are believed; only a broken book looks at it
     */
    void read(Lease lease, long sentNanos, long nowNanos) {
        ledger.read(lease, nowNanos);
    }

    Lease declare(long nowNanos) {
        return ledger.declare(Activity.NONE, nowNanos);
    }

    Lease leave(long nowNanos) {
        return ledger.leave(Activity.NONE, nowNanos);
    }

    /** The producer says that this was not appended; which may be wrong. */
    void appendFailed(Lease lease, long nowNanos) {}

    boolean hasNews(long nowNanos) {
        return ledger.hasNews(nowNanos);
    }

    boolean hasLease(long nowNanos) {
        return ledger.hasLease(nowNanos);
    }

    long usable(long nowNanos) {
        return ledger.usable(nowNanos);
    }

    long leastUsable(long nowNanos) {
        return ledger.leastUsable(nowNanos);
    }

    long nextExpiryNanos(long nowNanos) {
        return ledger.nextExpiryNanos(nowNanos);
    }
}
