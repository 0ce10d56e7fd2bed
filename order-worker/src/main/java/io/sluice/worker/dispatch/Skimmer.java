package io.sluice.worker.dispatch;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;

/**
 * Takes off what needs no call, so that it never stands between the rate and an order that does: the heads of the partitions
 * at every look, each order once after it was fetched, and all that wait when something is gone. An order whose call is under
 * way is left to its answer.
 *
 * <p>A hundred thousand such orders come in portions, between which calls start and answers get their turn. Confined to the
 * event loop, but for {@link #skimAnew}.
 */
final class Skimmer {
    /** Orders looked at in one go: a fraction of a millisecond if all of them end, less than the pacing makes good. */
    private static final int LOOKS_MAX = 64;

    /** So late a look may be before there is too much going on; the pacing makes good three times that. */
    private static final long LATE_NANOS = 1_000_000;

    /** Then calls go first for so long. What ends is written down, sent and read by others of the same machine, too. */
    private static final long REST_NANOS = 5_000_000;

    private final OrderFeed feed;
    private final RetryQueue retries;
    private final Triage triage;
    private final Settlement settlement;
    private final BiConsumer<QueuedOrder, Ending> settle;
    private final Map<QueuedOrder, Ending> takenOff = new LinkedHashMap<>();
    private final AtomicBoolean anew = new AtomicBoolean();
    private boolean resting;
    private long restedNanos;

    /** @param settle what to do with an order that needs no call */
    Skimmer(
            OrderFeed feed,
            RetryQueue retries,
            Triage triage,
            Settlement settlement,
            BiConsumer<QueuedOrder, Ending> settle) {
        this.feed = feed;
        this.retries = retries;
        this.triage = triage;
        this.settlement = settlement;
        this.settle = settle;
    }

    /** Other orders than before may need no call now: looks at all of them again. Thread-safe. */
    void skimAnew() {
        anew.set(true);
    }

    /**
     * Settles some of what needs no call, wherever it waits; true if there may be more at hand. Not while many outcomes wait
     * for Kafka: the rest of the room is for those of calls. And not for a moment after a look that came late, as calls are
     * late then, too.
     *
     * @param lateNanos how much later than wanted this look is
     */
    boolean skim(long nowNanos, long lateNanos) {
        if (lateNanos > LATE_NANOS) {
            resting = true;
            restedNanos = nowNanos + REST_NANOS;
        }
        resting = resting && nowNanos - restedNanos < 0;
        return resting || skim();
    }

    private boolean skim() {
        if (anew.compareAndSet(true, false)) {
            feed.lookFarAhead(triage.looksFarAhead());
            feed.skimAnew();
            // So few may wait to be tried again that they need no portions.
            retries.removeIf(this::takeOff);
        }
        boolean more = !settlement.isBusy() && feed.skim(this::takeOff, LOOKS_MAX);
        settleTakenOff();
        return more;
    }

    /** Rids the retries that are due of what needs no call, and of orders of lost partitions. */
    void skimDue(long nowNanos) {
        QueuedOrder due = retries.peekDue(nowNanos);
        while (due != null && (!feed.holds(due) || takeOff(due))) {
            retries.pollDue(nowNanos);
            due = retries.peekDue(nowNanos);
        }
        settleTakenOff();
    }

    /** What is decided here holds: a SKU that comes back a moment later does not change it. */
    private boolean takeOff(QueuedOrder order) {
        Ending ending = triage.ending(order);
        if (ending == null) {
            return false;
        }
        takenOff.put(order, ending);
        return true;
    }

    private void settleTakenOff() {
        takenOff.forEach(settle);
        takenOff.clear();
    }
}
