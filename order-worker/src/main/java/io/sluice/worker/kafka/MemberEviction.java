package io.sluice.worker.kafka;

import io.sluice.contract.FleetRecord.Lease;
import io.sluice.contract.Topics;
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
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.UnknownMemberIdException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Frees the partitions of dead workers. The group's own session timeout is 45 s and on managed Kafka nobody can lower
 * it, but the fleet log knows of a death after one lease; so a survivor removes the dead member by its static id.
 *
 * <p>A transaction that the dead worker had begun would go on hiding later outcomes in its partitions, and keep them from being
 * taken over, until the brokers end it by themselves: ten seconds, and up to ten more until they look. So the survivor also
 * fences the dead worker's transactional id, which aborts the transaction at once. The member goes first: fenced but still a
 * member it would only start over and go on. If fencing fails, both are tried again (removing who is not there is no
 * failure); if this worker has not the right to, the brokers' timeout has to do.
 *
 * <p>Safe even if the member was only paused: without a lease it starts no call, what it had under way it cannot settle any more,
 * as neither the group nor the transaction takes it from there, and it rejoins when it wakes up. One
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
    private final Topics topics;
    private final String worker;
    private final FleetRate rate;
    private final long steadyNanos;
    private final Map<Lease, Long> dueNanos = new HashMap<>();
    private final Queue<Lease> gone = new ConcurrentLinkedQueue<>();
    private boolean steady;
    private long steadySinceNanos;

    /** @param ttlNanos a lease's time to live; who has not held one for twice as long evicts nobody */
    public MemberEviction(Admin admin, Topics topics, String worker, FleetRate rate, long ttlNanos) {
        this.admin = admin;
        this.topics = topics;
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
        CompletionStage<Void> removed = remove(lapsed.worker()).thenCompose(done -> fence(lapsed.worker()));
        var unused = removed.whenComplete((done, failure) -> {
            if (failure == null) {
                gone.add(lapsed);
            } else {
                log.warn("removing worker {} failed, trying again: {}", lapsed.worker(), failure.toString());
            }
        });
    }

    /** Completes when no transaction of this worker is open, or if this cannot be had. */
    private CompletionStage<Void> fence(String evicted) {
        return admin.fenceProducers(List.of(topics.settlements(evicted)))
                .all()
                .toCompletionStage()
                .exceptionallyCompose(failure -> {
                    if (cause(failure) instanceof AuthorizationException) {
                        log.warn("no right to end what worker {} had begun; the brokers will: {}", evicted, failure);
                        return CompletableFuture.completedFuture(null);
                    }
                    return CompletableFuture.failedFuture(failure);
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
        return admin.removeMembersFromConsumerGroup(
                        topics.workerGroup(), new RemoveMembersFromConsumerGroupOptions(Set.of(toRemove)))
                .memberResult(toRemove)
                .toCompletionStage()
                .handle((done, failure) -> failure)
                .thenCompose(failure -> failure == null || isAbsence(failure)
                        ? CompletableFuture.completedFuture(null)
                        : CompletableFuture.failedFuture(failure));
    }

    private static boolean isAbsence(Throwable failure) {
        Throwable cause = cause(failure);
        return cause instanceof UnknownMemberIdException || cause instanceof GroupIdNotFoundException;
    }

    private static Throwable cause(Throwable failure) {
        return failure.getCause() == null ? failure : failure.getCause();
    }
}
