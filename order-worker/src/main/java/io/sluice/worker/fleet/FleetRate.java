package io.sluice.worker.fleet;

import io.sluice.contract.FleetRecord;
import io.sluice.contract.FleetRecord.Control;
import io.sluice.contract.FleetRecord.Hold;
import io.sluice.contract.FleetRecord.Lease;
import io.sluice.contract.FleetRecord.Pace;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What this worker may do now, from all that the fleet log says: its share, times the fleet's rate, unless paused or on
 * hold. The one door between the thread that follows the log and the thread that starts calls. Thread-safe; time comes in.
 */
public final class FleetRate {
    /** A {@code Retry-After} beyond this is taken for a mistake: the fleet asks again after it. */
    private static final long HOLD_MILLIS_MAX = 300_000;

    private final ShareLedger ledger;
    private final RateInForce inForce = new RateInForce();
    private long heldUntilNanos;
    private boolean held;

    /** @param ttlNanos how long a declared share lasts unless renewed */
    public FleetRate(String worker, String incarnation, long ttlNanos) {
        ledger = new ShareLedger(worker, incarnation, ttlNanos);
    }

    /** Takes in a record, in log order. */
    public synchronized void read(FleetRecord record, long nowNanos) {
        if (record instanceof Lease lease) {
            ledger.read(lease, nowNanos);
        } else if (record instanceof Control said) {
            inForce.read(said);
        } else if (record instanceof Pace said) {
            inForce.read(said);
        } else if (record instanceof Hold hold) {
            hold(hold.millis(), nowNanos);
        }
    }

    /** Takes in, in log order, a record from before this worker came: a hold is over by now, a pace may be. */
    public synchronized void recall(FleetRecord record, long nowNanos) {
        if (record instanceof Lease lease) {
            ledger.read(lease, nowNanos);
        } else if (record instanceof Control said) {
            inForce.recall(said);
        } else if (record instanceof Pace said) {
            inForce.recall(said);
        }
    }

    /** Starts no call for this long, whatever the log says; true if that is news, worth telling the fleet. */
    public synchronized boolean hold(long millis, long nowNanos) {
        long untilNanos = nowNanos + Math.min(millis, HOLD_MILLIS_MAX) * 1_000_000;
        // A little longer than the hold in force is the same answer given to the next call, not a new request.
        boolean news = !held || untilNanos - heldUntilNanos > 500_000_000;
        if (!held || untilNanos - heldUntilNanos > 0) {
            held = true;
            heldUntilNanos = untilNanos;
        }
        return news;
    }

    /** Calls a second that this worker may start now. */
    public synchronized double callsPerSecond(long nowNanos) {
        if (isHeld(nowNanos)) {
            return 0;
        }
        return ledger.usable(nowNanos) * targetPerSecond() / FleetRecord.WHOLE;
    }

    /**
     * Calls a second that this worker was allowed at every moment since this was last asked, as far as its share goes; to be
     * asked by the one who starts calls, at every look, and nobody else.
     */
    public synchronized double leastPerSecond(long nowNanos) {
        return ledger.leastUsable(nowNanos) * targetPerSecond() / FleetRecord.WHOLE;
    }

    /** Whether a {@code Retry-After} of the downstream is being waited for. */
    public synchronized boolean isHeld(long nowNanos) {
        held = held && nowNanos - heldUntilNanos < 0;
        return held;
    }

    /** Calls a second that the whole fleet may start; 0 while paused or unknown. */
    public synchronized double targetPerSecond() {
        return inForce.perSecond();
    }

    /** The last word on the rate, or null if none was ever said. */
    public synchronized @Nullable Control control() {
        return inForce.control();
    }

    /** What the conductor has said since, or NaN if nothing. */
    synchronized double pacePerSecond() {
        Pace said = inForce.pace();
        return said == null ? Double.NaN : said.ratePerSecond();
    }

    /** The last rate that the log has, in force or not; 0 if there is none. */
    public synchronized double knownPerSecond() {
        return inForce.knownPerSecond();
    }

    /** The next declaration, to be appended at once. See {@link ShareLedger#declare}. */
    public synchronized Lease declare(Workload workload, long nowNanos) {
        claim(workload, nowNanos);
        return ledger.declare(workload.activity(), nowNanos);
    }

    /** The farewell, to be appended at once; nothing may be started any more. */
    public synchronized Lease leave(Workload workload, long nowNanos) {
        return ledger.leave(workload.activity(), nowNanos);
    }

    /** Whether a declaration now would say something new. */
    public synchronized boolean hasNews(Workload workload, long nowNanos) {
        claim(workload, nowNanos);
        return ledger.hasNews(nowNanos);
    }

    private void claim(Workload workload, long nowNanos) {
        double target = targetPerSecond();
        ledger.claim(workload.claim(target), target, nowNanos);
    }

    /** When to look again whether somebody's lease has run out. */
    public synchronized long nextExpiryNanos(long nowNanos) {
        return ledger.nextExpiryNanos(nowNanos);
    }

    /** Workers whose lease is in force, this one among them. */
    public synchronized int liveWorkers(long nowNanos) {
        return 1 + ledger.livePeers(nowNanos).size();
    }

    /** Last leases of the other workers that are alive. */
    public synchronized List<Lease> livePeers(long nowNanos) {
        return ledger.livePeers(nowNanos);
    }

    /** Last leases of workers that fell silent without a farewell. */
    public synchronized List<Lease> lapsedPeers(long nowNanos) {
        return ledger.lapsedPeers(nowNanos);
    }

    /** Nothing is left to do about a worker that fell silent. */
    public synchronized void forget(Lease lapsed) {
        ledger.forget(lapsed);
    }

    /** Whether this worker has a lease in force, however small. */
    public synchronized boolean hasLease(long nowNanos) {
        return ledger.hasLease(nowNanos);
    }
}
