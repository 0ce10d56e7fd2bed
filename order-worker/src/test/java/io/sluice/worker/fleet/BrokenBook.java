package io.sluice.worker.fleet;

import io.sluice.contract.FleetRecord.Lease;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The ledger with one of its rules broken, each by what it is told and asked: the ledger itself is the production class, so
 * these cannot drift away from it. If the simulation finds nothing wrong with one of them, it proves nothing.
 */
class BrokenBook extends Book {
    private static final long TTL_NANOS = SimulatedWorker.TTL_NANOS;
    private static final long LONG_AFTER_NANOS = 3_600_000_000_000L;

    private final TreeMap<Long, Long> sentNanos = new TreeMap<>();
    private String incarnation = "";

    BrokenBook(ShareLedger ledger) {
        super(ledger);
    }

    boolean isOwn(Lease lease) {
        return lease.incarnation().equals(incarnation);
    }

    long sentNanos(long sequence) {
        return sentNanos.getOrDefault(sequence, Long.MIN_VALUE / 2);
    }

    private Lease sent(Lease lease, long nowNanos) {
        incarnation = lease.incarnation();
        sentNanos.put(lease.sequence(), nowNanos);
        return lease;
    }

    static Lease copy(Lease lease, String incarnation, long sequence) {
        return new Lease(
                lease.worker(),
                incarnation,
                sequence,
                lease.share(),
                lease.ttlMillis(),
                lease.claim(),
                lease.headSpeed(),
                lease.activity());
    }

    @Override
    Lease declare(long nowNanos) {
        return sent(super.declare(nowNanos), nowNanos);
    }

    @Override
    Lease leave(long nowNanos) {
        return sent(super.leave(nowNanos), nowNanos);
    }

    /** What it uses is its own idea, so that is what it takes for the least, too. */
    @Override
    long leastUsable(long nowNanos) {
        return usable(nowNanos);
    }

    /** Says that it lowers, and lowers when it reads that. */
    static final class DeclaresBeforeLowering extends BrokenBook {
        private long before;
        private long unreadSequence;

        DeclaresBeforeLowering(ShareLedger ledger) {
            super(ledger);
        }

        @Override
        Lease declare(long nowNanos) {
            before = usable(nowNanos);
            Lease lease = super.declare(nowNanos);
            unreadSequence = lease.sequence();
            return lease;
        }

        @Override
        void read(Lease lease, long sentNanos, long nowNanos) {
            super.read(lease, sentNanos, nowNanos);
            if (isOwn(lease) && lease.sequence() >= unreadSequence) {
                before = 0;
            }
        }

        @Override
        long usable(long nowNanos) {
            return hasLease(nowNanos) ? Math.max(before, super.usable(nowNanos)) : 0;
        }
    }

    /** Takes its own record for read as soon as it is sent. */
    static final class UsesBeforeReadingBack extends BrokenBook {
        UsesBeforeReadingBack(ShareLedger ledger) {
            super(ledger);
        }

        @Override
        Lease declare(long nowNanos) {
            Lease lease = super.declare(nowNanos);
            read(lease, nowNanos, nowNanos);
            return lease;
        }
    }

    /** Its lease lasts a time to live from when it read its record, not from when it sent it. */
    static final class CountsLeaseFromRead extends BrokenBook {
        private long readNanos;
        private long ownSequence;

        CountsLeaseFromRead(ShareLedger ledger) {
            super(ledger);
        }

        @Override
        void read(Lease lease, long sentNanos, long nowNanos) {
            super.read(lease, sentNanos, nowNanos);
            if (isOwn(lease)) {
                readNanos = nowNanos;
                ownSequence = lease.sequence();
            }
        }

        @Override
        long usable(long nowNanos) {
            long asIfNanos = Math.min(nowNanos, sentNanos(ownSequence) + TTL_NANOS - 1);
            return ownSequence > 0 && nowNanos - readNanos < TTL_NANOS ? super.usable(asIfNanos) : 0;
        }
    }

    /** Having read a record back, it uses that share, whatever it has declared since. */
    static final class ForgetsRecordsInFlight extends BrokenBook {
        private long latestSequence;
        private long leaseEndsNanos;

        ForgetsRecordsInFlight(ShareLedger ledger) {
            super(ledger);
        }

        @Override
        Lease declare(long nowNanos) {
            Lease lease = super.declare(nowNanos);
            latestSequence = lease.sequence();
            return lease;
        }

        @Override
        void read(Lease lease, long sentNanos, long nowNanos) {
            boolean own = isOwn(lease);
            leaseEndsNanos = own ? sentNanos(lease.sequence()) + TTL_NANOS : leaseEndsNanos;
            super.read(own ? copy(lease, lease.incarnation(), latestSequence) : lease, sentNanos, nowNanos);
        }

        @Override
        long usable(long nowNanos) {
            return nowNanos - leaseEndsNanos < 0 ? super.usable(nowNanos) : 0;
        }
    }

    /** Uses what it declared, whatever the others have declared before. */
    static final class IgnoresTheOthers extends BrokenBook {
        IgnoresTheOthers(ShareLedger ledger) {
            super(ledger);
        }

        @Override
        void read(Lease lease, long sentNanos, long nowNanos) {
            super.read(lease, sentNanos, isOwn(lease) ? nowNanos + LONG_AFTER_NANOS : nowNanos);
        }
    }

    /** Allows for no difference in the speed of clocks. */
    static final class AllowsNoDrift extends BrokenBook {
        AllowsNoDrift(ShareLedger ledger) {
            super(ledger);
        }

        @Override
        void read(Lease lease, long sentNanos, long nowNanos) {
            super.read(lease, sentNanos, isOwn(lease) ? nowNanos : nowNanos - TTL_NANOS / 50);
        }
    }

    /** Counts the others' leases from when they were sent, by wall clocks. */
    static final class BelievesWallClocks extends BrokenBook {
        BelievesWallClocks(ShareLedger ledger) {
            super(ledger);
        }

        @Override
        void read(Lease lease, long sentNanos, long nowNanos) {
            super.read(lease, sentNanos, isOwn(lease) ? nowNanos : sentNanos);
        }
    }

    /** Takes all lives of one id for one worker. */
    static final class MergesLives extends BrokenBook {
        MergesLives(ShareLedger ledger) {
            super(ledger);
        }

        @Override
        void read(Lease lease, long sentNanos, long nowNanos) {
            super.read(isOwn(lease) ? lease : copy(lease, "any", lease.sequence()), sentNanos, nowNanos);
        }
    }

    /** Believes that a record whose append failed is not in the log. */
    static final class ForgetsFailedAppends extends BrokenBook {
        private @Nullable Lease lastRead;
        private long leaseEndsNanos;

        ForgetsFailedAppends(ShareLedger ledger) {
            super(ledger);
        }

        @Override
        void read(Lease lease, long sentNanos, long nowNanos) {
            super.read(lease, sentNanos, nowNanos);
            if (isOwn(lease)) {
                lastRead = lease;
                leaseEndsNanos = sentNanos(lease.sequence()) + TTL_NANOS;
            }
        }

        @Override
        void appendFailed(Lease lease, long nowNanos) {
            if (lastRead != null && lease.sequence() == lastRead.sequence() + 1) {
                lastRead = copy(lastRead, lastRead.incarnation(), lease.sequence());
                super.read(lastRead, nowNanos, nowNanos);
            }
        }

        @Override
        long usable(long nowNanos) {
            return nowNanos - leaseEndsNanos < 0 ? super.usable(nowNanos) : 0;
        }
    }
}
