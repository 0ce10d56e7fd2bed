package io.sluice.worker.kafka;

import io.sluice.contract.FleetRecord.Lease;
import io.sluice.worker.fleet.FleetRate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MemberToRemove;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.UnknownMemberIdException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Frees the partitions of dead workers. The group's own session timeout is 45 s and on managed Kafka nobody can lower
 * it, but the fleet log knows of a death after one lease; so a survivor removes the dead member by its static id.
 *
 * <p>Safe even if the member was only paused: without a lease it starts no call, and it rejoins when it wakes up. One
 * survivor goes first, by order of ids; the others wait in case it dies too. Nobody evicts who has not itself been heard
 * in the log for a while: after an outage of the log, everybody's lease has lapsed. Confined to the fleet log's thread.
 */
public final class MemberEviction {
    private static final Logger log = LoggerFactory.getLogger(MemberEviction.class);

    /** Silence beyond the lease before anybody is removed: losing partitions to a long pause costs more than rate. */
    private static final long GRACE_NANOS = 500_000_000L;

    private static final long RANK_NANOS = 300_000_000L;
    private static final long REPEAT_NANOS = 2_000_000_000L;

    private final Admin admin;
    private final String group;
    private final String worker;
    private final FleetRate rate;
    private final long steadyNanos;
    private final Map<Lease, Long> dueNanos = new HashMap<>();
    private final Queue<Lease> gone = new ConcurrentLinkedQueue<>();
    private boolean steady;
    private long steadySinceNanos;

    /** @param ttlNanos a lease's time to live; who has not held one for twice as long evicts nobody */
    public MemberEviction(Admin admin, String group, String worker, FleetRate rate, long ttlNanos) {
        this.admin = admin;
        this.group = group;
        this.worker = worker;
        this.rate = rate;
        steadyNanos = 2 * ttlNanos;
    }

    /** Starts what is due; returns the lives that are removed for good since the last look. */
    List<Lease> look(long nowNanos) {
        List<Lease> removed = drainGone();
        if (!rate.hasLease(nowNanos)) {
            steady = false;
            dueNanos.clear();
            return removed;
        }
        if (!steady) {
            steady = true;
            steadySinceNanos = nowNanos;
        }
        if (nowNanos - steadySinceNanos >= steadyNanos) {
            List<Lease> lapsed = rate.lapsedPeers(nowNanos);
            dueNanos.keySet().retainAll(lapsed);
            lapsed.forEach(lease -> consider(lease, nowNanos));
        }
        return removed;
    }

    private List<Lease> drainGone() {
        List<Lease> removed = new ArrayList<>();
        for (Lease lease = gone.poll(); lease != null; lease = gone.poll()) {
            rate.forget(lease);
            removed.add(lease);
        }
        return removed;
    }

    private void consider(Lease lapsed, long nowNanos) {
        List<Lease> live = rate.livePeers(nowNanos);
        if (lapsed.worker().equals(worker)
                || live.stream().anyMatch(lease -> lease.worker().equals(lapsed.worker()))) {
            // The name lives on in a new life, which is the member now.
            gone.add(lapsed);
            return;
        }
        long rank = live.stream()
                .filter(lease -> lease.worker().compareTo(worker) < 0)
                .count();
        long due = dueNanos.computeIfAbsent(lapsed, ignored -> nowNanos + GRACE_NANOS + rank * RANK_NANOS);
        if (nowNanos - due >= 0) {
            dueNanos.put(lapsed, nowNanos + REPEAT_NANOS);
            evict(lapsed);
        }
    }

    private void evict(Lease lapsed) {
        log.warn("worker {} has been silent for longer than its lease: removing it from the group", lapsed.worker());
        var unused = remove(lapsed.worker()).whenComplete((done, failure) -> {
            if (failure == null) {
                gone.add(lapsed);
            } else {
                log.warn("removing worker {} failed, trying again: {}", lapsed.worker(), failure.toString());
            }
        });
    }

    /** Frees this worker's own static id, which an earlier life may have left in the group. Completes in any case. */
    public CompletionStage<Void> removeOwn() {
        return remove(worker).exceptionally(failure -> {
            log.warn("could not look for an earlier life of this worker in the group: {}", failure.toString());
            return null;
        });
    }

    /** Completes also if there is no such member: then there is nothing to remove. */
    private CompletionStage<Void> remove(String member) {
        MemberToRemove toRemove = new MemberToRemove(member);
        return admin.removeMembersFromConsumerGroup(group, new RemoveMembersFromConsumerGroupOptions(Set.of(toRemove)))
                .memberResult(toRemove)
                .toCompletionStage()
                .handle((done, failure) -> failure)
                .thenCompose(failure -> failure == null || isAbsence(failure)
                        ? CompletableFuture.completedFuture(null)
                        : CompletableFuture.failedFuture(failure));
    }

    private static boolean isAbsence(Throwable failure) {
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        return cause instanceof UnknownMemberIdException || cause instanceof GroupIdNotFoundException;
    }
}
