package io.sluice.worker.kafka;

import io.sluice.contract.Order;
import io.sluice.worker.dispatch.QueuedOrder;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One assignment of one partition: the orders fetched and not yet taken, the progress of those taken, and which orders need
 * nothing any more because they have an outcome. A partition that is taken away and comes back gets a new queue, so that
 * late settlements of the old one change nothing. Guarded by the lock of {@link PartitionQueues}.
 */
final class PartitionQueue {
    /** Orders fetched ahead. A second of drain at most rates; more would only be garbage to copy. */
    private static final int WAITING_MAX = 500;

    private static final long WAITING_BYTES_MAX = 4L << 20;

    /** Records between the oldest unsettled one and the newest: how far one slow order lets the others run ahead. */
    private static final int WINDOW_MAX = 20_000;

    /** Orders fetched far ahead and not looked at yet: more would only grow old in memory. */
    private static final int UNSKIMMED_MAX = 400;

    /** Orders settled before they are fetched, some 200 bytes each; far more than buyers who change their minds. */
    private static final int AHEAD_MAX = 10_000;

    /** No order id begins like this. */
    private static final String NAMELESS = "@";

    private final PartitionProgress progress;
    private final NavigableMap<Long, QueuedOrder> waiting = new TreeMap<>();

    /** The first one waiting, or null if it has to be looked up: every call asks every partition of a worker for it. */
    private @Nullable QueuedOrder head;

    private final Map<String, Claim> claims = new HashMap<>();
    private @Nullable SeenOrders seen;
    private long waitingBytes;
    private long nextToSkim;
    private int unskimmed;
    private long committed;
    private int ahead;
    private int durableAhead;
    private boolean admitted;
    private boolean paused = true;

    /** A queue that nothing may be added to until {@link #ready} and {@link #admit}; its partition is paused until then. */
    PartitionQueue(long startOffset) {
        progress = new PartitionProgress(startOffset);
        committed = startOffset;
    }

    /** Something in this assignment whose end is not durable yet; while it is claimed, its id is never given out again. */
    static final class Claim {
        private final String name;
        private final @Nullable QueuedOrder order;
        private PartitionProgress.@Nullable Place place;
        private boolean ending;
        private boolean durable;

        private Claim(String name, @Nullable QueuedOrder order, PartitionProgress.@Nullable Place place) {
            this.name = name;
            this.order = order;
            this.place = place;
            // Only what is an order and was fetched has a way to go.
            ending = order == null;
        }

        /** Whether its end is decided. */
        boolean isEnding() {
            return ending;
        }
    }

    /** What has an outcome already is known now. */
    void ready(SeenOrders settled) {
        seen = settled;
    }

    boolean isReady() {
        return seen != null;
    }

    /** What was wished of its orders before is decided: they may be fetched now. True if they might not before. */
    boolean admit() {
        boolean news = !admitted;
        admitted = true;
        return news;
    }

    /** How many settled orders to remember from now on. */
    void limitSeen(int idsMax) {
        if (seen != null) {
            seen.limit(idsMax);
        }
    }

    /** Takes in a fetched order; false if one with its id is settled or on its way, and this one needs no treatment. */
    boolean add(Order order, int partition, long offset) {
        PartitionProgress.Place place = progress.fetched(offset);
        String name = name(order);
        Claim known = claims.get(name);
        if (known != null && known.place == null) {
            // It was settled before it was fetched. Until that is durable, nothing may be committed past it.
            known.place = place;
            ahead--;
            if (known.durable) {
                durableAhead--;
                settled(known);
            }
            return false;
        }
        if (known != null || hasSeen(order.id(), order.replay())) {
            progress.settled(place);
            return false;
        }
        QueuedOrder queued = new QueuedOrder(order, partition, offset);
        claims.put(name, new Claim(name, queued, place));
        waiting.put(offset, queued);
        unskimmed++;
        waitingBytes += order.body().length;
        return true;
    }

    /** Notes a record that is no order; it has no id, so its offset stands for it. */
    Claim claimNameless(long offset) {
        Claim claim = new Claim(NAMELESS + offset, null, progress.fetched(offset));
        claims.put(claim.name, claim);
        return claim;
    }

    /** Notes an order as settled that lies ahead; when it is fetched it is dropped. */
    Claim claimUnfetched(String orderId) {
        Claim claim = new Claim(orderId, null, null);
        claims.put(orderId, claim);
        ahead++;
        return claim;
    }

    /** Whether one more order may be settled before it is fetched. */
    boolean hasRoomAhead() {
        return ahead < AHEAD_MAX;
    }

    /** Whether an order with this id has an outcome, as far back as is remembered. */
    boolean hasSeen(String orderId) {
        return hasSeen(orderId, 0);
    }

    private boolean hasSeen(String orderId, int replay) {
        return seen != null && seen.contains(orderId, replay);
    }

    /** What tells an order from all others, and each of its replays from it: a replay goes a way of its own. */
    private static String name(Order order) {
        return order.replay() == 0 ? order.id() : order.id() + '/' + order.replay();
    }

    /** What is claimed under this id, or null. */
    @Nullable Claim claim(String orderId) {
        return claims.get(orderId);
    }

    /** Ends an order that this queue gave out, once; null if it has ended or is another assignment's. */
    @Nullable Claim end(QueuedOrder order) {
        Claim claim = claims.get(name(order.order()));
        if (claim == null || claim.order != order || claim.ending) {
            return null;
        }
        claim.ending = true;
        return claim;
    }

    boolean holds(Claim claim) {
        return claims.get(claim.name) == claim;
    }

    /** The order that has waited longest, or null if none waits. */
    @Nullable QueuedOrder head() {
        if (head == null && !waiting.isEmpty()) {
            head = waiting.firstEntry().getValue();
        }
        return head;
    }

    @Nullable QueuedOrder take() {
        Map.Entry<Long, QueuedOrder> first = waiting.pollFirstEntry();
        return first == null ? null : taken(first.getValue());
    }

    /** Takes out this order if it waits. */
    @Nullable QueuedOrder withdraw(String orderId) {
        Claim claim = claims.get(orderId);
        QueuedOrder order = claim == null ? null : claim.order;
        return order != null && waiting.remove(order.offset(), order) ? taken(order) : null;
    }

    private QueuedOrder taken(QueuedOrder order) {
        head = null;
        waitingBytes -= order.order().body().length;
        if (order.offset() >= nextToSkim) {
            unskimmed--;
        }
        return order;
    }

    /**
     * Takes out the orders of which the test holds: asks it of the first one until one stays, and of each other one once.
     *
     * @return whether so many were looked at that there may be more
     */
    boolean skim(Predicate<QueuedOrder> unwanted, int looksMax) {
        int looks = 0;
        QueuedOrder head = head();
        while (looks < looksMax && head != null && unwanted.test(head)) {
            looks++;
            take();
            head = head();
        }
        Iterator<QueuedOrder> unseen = waiting.tailMap(nextToSkim).values().iterator();
        while (looks < looksMax && unseen.hasNext()) {
            QueuedOrder order = unseen.next();
            looks++;
            nextToSkim = order.offset() + 1;
            unskimmed--;
            if (unwanted.test(order)) {
                unseen.remove();
                taken(order);
            }
        }
        return looks == looksMax;
    }

    /** Lets {@link #skim} look at all of them once more. */
    void skimAnew() {
        nextToSkim = 0;
        unskimmed = waiting.size();
    }

    /** Since when the oldest waiting order waits, or {@link Long#MAX_VALUE} if none waits. */
    long oldestMillis() {
        QueuedOrder oldest = head();
        return oldest == null ? Long.MAX_VALUE : oldest.order().queuedAtMillis();
    }

    boolean holds(QueuedOrder order) {
        Claim claim = claims.get(name(order.order()));
        return claim != null && claim.order == order;
    }

    /** Its end goes into the transaction that commits {@link #committable}; if that is aborted, into the next. */
    void settling(Claim claim) {
        if (claim.place != null) {
            progress.settled(claim.place);
        }
    }

    /**
     * Its end is durable. One that lies ahead stays claimed until it is fetched: the set of what was settled forgets, and an
     * order that was taken back would be called.
     */
    void settled(Claim claim) {
        if (!holds(claim)) {
            return;
        }
        if (claim.place == null) {
            claim.durable = true;
            durableAhead++;
            return;
        }
        claims.remove(claim.name);
        settling(claim);
        if (seen != null && !claim.name.startsWith(NAMELESS)) {
            Order ended = claim.order == null ? null : claim.order.order();
            seen.addUpTo(ended == null ? claim.name : ended.id(), ended == null ? 0 : ended.replay());
        }
    }

    int waiting() {
        return waiting.size();
    }

    /** Whether all that was taken is settled and committed. */
    boolean isWrittenDown() {
        return claims.size() - durableAhead == waiting.size() && !hasProgress();
    }

    /** Gives back what nobody has taken, when the partition goes to somebody else. */
    void dropWaiting() {
        waiting.values().forEach(order -> claims.remove(name(order.order())));
        waiting.clear();
        head = null;
        unskimmed = 0;
        waitingBytes = 0;
    }

    long nextOffset() {
        return progress.nextOffset();
    }

    /** The offset of the oldest record that is not settled. */
    long committable() {
        return progress.committable();
    }

    /** Whether there is more to commit than is committed. */
    boolean hasProgress() {
        return progress.committable() > committed;
    }

    void committed(long offset) {
        committed = Math.max(committed, offset);
    }

    boolean isPaused() {
        return paused;
    }

    void setPaused(boolean paused) {
        this.paused = paused;
    }

    /**
     * Whether to fetch no further for now.
     *
     * @param far whether what lies behind the waiting orders may need no call
     */
    boolean isFull(boolean far) {
        return waiting.size() >= waitingMax(far)
                || (far && unskimmed >= UNSKIMMED_MAX)
                || waitingBytes >= WAITING_BYTES_MAX
                || progress.window() >= WINDOW_MAX;
    }

    /**
     * Whether to fetch on after a pause. At half, so that pausing does not flutter; where it looks far ahead sooner, as what
     * waits there is drained slowly, and what lies behind it may need no call.
     */
    boolean hasRoom(boolean far) {
        return isReady()
                && admitted
                && waiting.size() < roomy(waitingMax(far), far)
                && (!far || unskimmed < UNSKIMMED_MAX / 2)
                && waitingBytes < roomy(WAITING_BYTES_MAX, far)
                && progress.window() < roomy(WINDOW_MAX, far);
    }

    private static int waitingMax(boolean far) {
        return far ? WINDOW_MAX : WAITING_MAX;
    }

    private static long roomy(long max, boolean far) {
        return far ? max - max / 10 : max / 2;
    }
}
