package io.sluice.worker.fleet;

import io.sluice.contract.FleetRecord;
import io.sluice.contract.FleetRecord.Activity;
import io.sluice.contract.FleetRecord.Claim;
import io.sluice.contract.FleetRecord.Lease;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One worker's view of the fleet's shares, and what it may use of the rate because of it.
 *
 * <p><b>Promise.</b> At every instant the shares <em>used</em> in the whole fleet sum to at most one, through joins, crashes,
 * pauses, lost appends and slow readers, given that all read the same log in the same order and that no two clocks differ
 * in speed by more than {@link #DRIFT}.
 *
 * <p><b>Rules.</b> A record declares a share: "I start no call faster than this until a later record of mine says
 * otherwise, and none at all once my time to live has passed since before I sent it."
 * <ol>
 *   <li>Having read back its own record at offset x, a worker uses at most {@code min(declared, 1 − Σ declared by every
 *       other live worker)}, the sum taken at any one offset from x to where it has read, until its clock <em>before it
 *       sent that record</em> plus the time to live.
 *   <li>It never uses more than any share it declared in a record sent after x: those may already be in the log. A failed
 *       append counts as sent until a later own record is read back.
 *   <li>It drops another worker from the sum only when that worker's time to live, and a margin for drift, has passed on
 *       its own clock since it <em>read</em> that worker's last record. Read is after append is after send, so that
 *       worker's time has run out before.
 * </ol>
 *
 * <p><b>Why it holds.</b> Of the live workers take the one that took its sum at the last offset. It uses at most one minus
 * what all others had declared up to there, and each of these uses at most that: the record is the one it goes by, or it
 * has sent it since. Rule 2 covers a worker with several records under way, rule 3 the dead and the paused. Two lives of
 * one worker id are two participants.
 *
 * <p>Alternatives rejected: dividing the rate by partitions or by members (not work-conserving under skew, and group
 * timeouts are 45 s), a leader that hands out leases (an election to wait for, a snapshot to restore), a counter in a
 * store (a store). Pure: time comes in, nanoseconds of a monotonic clock. Not thread-safe.
 */
final class ShareLedger {
    /** How much faster one machine's clock may run than another's; generous, as quartz is better than 0.01 %. */
    private static final double DRIFT = 0.02;

    /** A share is given up only when it is this far above the fair one: each move costs a little rate on its way. */
    private static final long KEPT_MAX = FleetRecord.WHOLE / 50;

    /** In a larger fleet less is kept: it is what a newcomer lacks, and every single one has but little to give. */
    private static final double KEEPERS_MAX = 12;

    /** A move by less waits for the next renewal: so there is not more news the more workers there are to move. */
    private static final long NEWS_MIN = FleetRecord.WHOLE / 1_000;

    /** Own records remembered one by one while the log does not answer; older ones are merged. */
    private static final int UNREAD_MAX = 32;

    private final String worker;
    private final String incarnation;
    private final long ttlNanos;

    private final Map<Life, Peer> peers = new LinkedHashMap<>();
    private final Deque<Sent> unread = new ArrayDeque<>();
    private final SteadyHead head = new SteadyHead();
    private final HeadSpeed headSpeed = new HeadSpeed();
    private long sequence;
    private long declared;
    private Claim declaredClaim = Claim.NONE;
    private long declaredNanos;
    private Claim claim = Claim.NONE;
    private double fleetCallsPerSecond;
    private long inForce;
    private long grant;
    private long grantEndsNanos;
    private boolean granted;
    private long least;

    /** Who speaks: two lives of one worker are two. */
    private record Life(String worker, String incarnation) {
        static Life of(Lease lease) {
            return new Life(lease.worker(), lease.incarnation());
        }
    }

    /** What was last read of another life, when, and until when it counts. */
    private record Peer(Lease lease, long readNanos, long endsNanos) {
        static Peer read(Lease lease, long nowNanos) {
            return new Peer(lease, nowNanos, nowNanos + (long) (lease.ttlMillis() * 1_000_000L * (1 + DRIFT)));
        }

        boolean isLive(long nowNanos) {
            return nowNanos - endsNanos < 0;
        }
    }

    /** A record of ours that may or may not be in the log yet. */
    private record Sent(long sequence, long share, long sentNanos) {
        /** Two as one, for as long as the log is out of reach: forgotten no sooner, valid no longer, worth no more. */
        Sent and(Sent later) {
            return new Sent(later.sequence, Math.min(share, later.share), sentNanos);
        }
    }

    ShareLedger(String worker, String incarnation, long ttlNanos) {
        this.worker = worker;
        this.incarnation = incarnation;
        this.ttlNanos = ttlNanos;
    }

    /** Tells what this worker could use of which rate, for the next declaration. */
    void claim(Claim claim, double fleetCallsPerSecond, long nowNanos) {
        head.note(claim.oldestMillis(), nowNanos);
        this.claim = new Claim(claim.demand(), claim.backlog(), head.millis());
        this.fleetCallsPerSecond = fleetCallsPerSecond;
        widen(nowNanos);
    }

    /** Takes in a lease, in log order; {@code nowNanos} is the time of reading. */
    void read(Lease lease, long nowNanos) {
        if (!lease.worker().equals(worker) || !lease.incarnation().equals(incarnation)) {
            Peer before = peers.put(Life.of(lease), Peer.read(lease, nowNanos));
            // Only then is there more to use; to sum up at each renewal would cost a large fleet's square.
            if (before != null && lease.share() < before.lease().share()) {
                widen(nowNanos);
            }
            return;
        }
        // A lease that ran out before this record came must not look as if it had lasted.
        noteLeast(nowNanos);
        while (!unread.isEmpty() && unread.peekFirst().sequence() <= lease.sequence()) {
            Sent sent = unread.removeFirst();
            if (sent.sequence() == lease.sequence()) {
                inForce = lease.share();
                grant = 0;
                widen(nowNanos);
                grantEndsNanos = sent.sentNanos() + ttlNanos;
                granted = true;
            }
        }
        noteLeast(nowNanos);
    }

    /** What the others leave now, of what the record in force declares, if that is more than before: see rule 1. */
    private void widen(long nowNanos) {
        grant = Math.max(grant, Math.min(inForce, FleetRecord.WHOLE - declaredByOthers(nowNanos)));
    }

    /**
     * The next declaration, to be appended at once: from this moment on it counts as sent. Lowering takes effect here,
     * before it is said; raising only when it is read back.
     *
     * @param activity for others to see
     */
    Lease declare(Activity activity, long nowNanos) {
        return append(desired(nowNanos), ttlNanos, activity, nowNanos);
    }

    /** The last declaration: nothing, for no time, so that the others need not wait for the lease to end. */
    Lease leave(Activity activity, long nowNanos) {
        return append(0, 0, activity, nowNanos);
    }

    private Lease append(long share, long lastsNanos, Activity activity, long nowNanos) {
        declared = share;
        declaredClaim = claim;
        declaredNanos = nowNanos;
        sequence++;
        unread.addLast(new Sent(sequence, share, nowNanos));
        if (unread.size() > UNREAD_MAX) {
            unread.addFirst(unread.removeFirst().and(unread.removeFirst()));
        }
        noteLeast(nowNanos);
        return new Lease(
                worker, incarnation, sequence, share, lastsNanos / 1_000_000, claim, headSpeed.perSecond(), activity);
    }

    /** Whether the share to declare has changed so much that waiting for the next renewal would waste rate. */
    boolean hasNews(long nowNanos) {
        return Math.abs(desired(nowNanos) - declared) > NEWS_MIN;
    }

    /** Whether a record of ours was read back and its time has not run out. */
    boolean hasLease(long nowNanos) {
        return granted && nowNanos - grantEndsNanos < 0;
    }

    /** Billionths of the fleet's rate that this worker may use now; 0 without a lease in force. */
    long usable(long nowNanos) {
        if (!hasLease(nowNanos)) {
            return 0;
        }
        long usable = grant;
        for (Sent sent : unread) {
            usable = Math.min(usable, sent.share());
        }
        return usable;
    }

    /**
     * The least that was usable at any moment since this was last asked: what somebody who looks only now and then can be sure
     * to have had all the time. To be asked by the one who starts calls, and nobody else.
     */
    long leastUsable(long nowNanos) {
        noteLeast(nowNanos);
        long result = least;
        least = usable(nowNanos);
        return result;
    }

    private void noteLeast(long nowNanos) {
        least = Math.min(least, usable(nowNanos));
    }

    /** When the next of the live peers would be dropped if it stayed silent; {@code nowNanos + ttl} if there is none. */
    long nextExpiryNanos(long nowNanos) {
        long next = nowNanos + ttlNanos;
        for (Peer peer : peers.values()) {
            if (peer.isLive(nowNanos)) {
                next = Math.min(next, peer.endsNanos());
            }
        }
        return next;
    }

    /** Last leases of other lives that are in force. */
    List<Lease> livePeers(long nowNanos) {
        return peers.values().stream()
                .filter(peer -> peer.isLive(nowNanos))
                .map(Peer::lease)
                .toList();
    }

    /** Last leases of other lives that ran out without a farewell. */
    List<Lease> lapsedPeers(long nowNanos) {
        return peers.values().stream()
                .filter(peer -> !peer.isLive(nowNanos) && peer.lease().ttlMillis() > 0)
                .map(Peer::lease)
                .toList();
    }

    /** Forgets a lapsed life, when there is nothing left to do about it. */
    void forget(Lease lapsed) {
        peers.remove(Life.of(lapsed));
    }

    private long desired(long nowNanos) {
        List<Lease> others = livePeers(nowNanos);
        List<Claim> claims = new ArrayList<>(1 + others.size());
        claims.add(claim);
        long leastShare = FleetRecord.WHOLE;
        long declaredByOthers = 0;
        double speed = headSpeed.perSecond();
        long floor = FairShares.floor(1 + peers.size());
        for (Lease lease : others) {
            claims.add(lease.claim());
            speed = Math.max(speed, lease.headSpeed());
            leastShare = Math.min(leastShare, lease.share());
            // What others make room with is the newcomer's, not the next one's that wants more.
            declaredByOthers += Math.max(floor, lease.share());
        }
        // Or a newcomer without orders would wait for its first call until somebody's share moves anyway.
        boolean starves = leastShare < floor / 2;
        headSpeed.note(FairShares.middleHeadMillis(claims), nowNanos);
        // All have to reckon with the same speed: if one thinks little of another's age, and that one thinks little of
        // its own, neither takes what the other leaves.
        claims.set(0, claimBefore(meanAgeNanos(nowNanos), nowNanos));
        long[] targets = FairShares.of(claims, fleetCallsPerSecond, HeadSpeed.octaveMillis(speed));
        long target = targets[0];
        boolean isOfUse = declared <= claim.demand() || haveAllTheyWant(claims, targets);
        boolean near = declared - target <= kept(claims.size()) && isOfUse && !starves;
        if (target < declared && !near) {
            return target;
        }
        long unclaimed = FleetRecord.WHOLE - declaredByOthers - declared;
        int way = Long.signum(unclaimed);
        long own = way * (target - declared);
        return own > 0 ? declared + way * part(way * unclaimed, own, gapsOf(others, targets, way)) : declared;
    }

    private static boolean haveAllTheyWant(List<Claim> claims, long[] targets) {
        for (int i = 0; i < targets.length; i++) {
            if (targets[i] < claims.get(i).demand()) {
                return false;
            }
        }
        return true;
    }

    /** What all the others lack, if {@code way} is 1, or have too much, if it is -1. */
    private static long gapsOf(List<Lease> others, long[] targets, int way) {
        long gaps = 0;
        for (int i = 0; i < others.size(); i++) {
            gaps += Math.max(0, way * (targets[i + 1] - others.get(i).share()));
        }
        return gaps;
    }

    /**
     * Of so much that nobody declares, or that all together declare too much, what falls to the one who lacks so much, or has so
     * much too much, as the others do in all. If each took all that it sees free, several would at once, and then each of
     * them give back as much as all had taken too much.
     */
    private static long part(long amount, long own, long ofOthers) {
        return Math.min(own, (long) (amount * ((double) own / (own + ofOthers))));
    }

    private double meanAgeNanos(long nowNanos) {
        return peers.values().stream()
                .filter(peer -> peer.isLive(nowNanos))
                .mapToLong(peer -> nowNanos - peer.readNanos())
                .average()
                .orElse(0);
    }

    /**
     * The own claim as it was when the others made theirs, on average. Set beside them as it is now, with fewer orders and
     * younger ones, every worker would think itself the one that needs least, and part of the rate would be left to nobody.
     */
    private Claim claimBefore(double nanos, long nowNanos) {
        if (claim.backlog() == 0 || declaredClaim.backlog() == 0) {
            return claim;
        }
        double part = Math.min(1, nanos / Math.max(1, nowNanos - declaredNanos));
        double demand = claim.demand() + part * (declaredClaim.demand() - claim.demand());
        double backlog = claim.backlog() + part * (declaredClaim.backlog() - claim.backlog());
        double oldestMillis = claim.oldestMillis() + part * (declaredClaim.oldestMillis() - claim.oldestMillis());
        return new Claim((long) demand, (long) backlog, (long) oldestMillis);
    }

    private static long kept(int workers) {
        return (long) (KEPT_MAX * Math.min(1, Math.pow(KEEPERS_MAX / workers, 3)));
    }

    private long declaredByOthers(long nowNanos) {
        long sum = 0;
        for (Peer peer : peers.values()) {
            if (peer.isLive(nowNanos)) {
                sum += peer.lease().share();
            }
        }
        return sum;
    }
}
