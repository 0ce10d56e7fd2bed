package io.sluice.gateway.operator;

import io.sluice.contract.DeadLetterRecord.Mark;
import io.sluice.contract.LetterPlace;
import io.sluice.contract.Order;
import io.sluice.gateway.operator.LetterShelf.Reading;
import io.sluice.gateway.operator.LetterShelf.Shelved;
import io.sluice.gateway.operator.ReplayProgress.State;
import io.sluice.gateway.operator.ReplayRule.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One replay under way: a portion of letters is read anew with what is known of them by now, put back and marked, and then the
 * next, evenly. {@link #run} is for a thread of its own; all else is thread-safe.
 */
final class ReplayRun implements Runnable {
    private static final Logger log = LoggerFactory.getLogger(ReplayRun.class);
    private static final long SECOND_NANOS = 1_000_000_000L;
    private static final int PORTIONS_PER_SECOND = 20;
    private static final LetterShelf.Bounds PORTION = new LetterShelf.Bounds(200_000, 20 * SECOND_NANOS);

    private final String id;
    private final String by;
    private final ReplayRequest request;
    private final List<LetterPlace> places;
    private final Surroundings around;
    private final long startedAtMillis;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private State state = State.RUNNING;
    private String detail = "";
    private int replayed;
    private int refused;
    private long endedAtMillis;

    /**
     * What every run needs.
     *
     * @param whenReplayed told how many more were put back, on the run's thread
     */
    record Surroundings(
            LetterShelf shelf,
            ReplayLog replays,
            LongSupplier nanoClock,
            LongSupplier wallMillisClock,
            IntConsumer whenReplayed) {}

    ReplayRun(String id, String by, ReplayRequest request, List<LetterPlace> places, Surroundings around) {
        this.id = id;
        this.by = by;
        this.request = request;
        this.places = places.stream().sorted().toList();
        this.around = around;
        startedAtMillis = around.wallMillisClock.getAsLong();
    }

    String id() {
        return id;
    }

    synchronized boolean isRunning() {
        return state == State.RUNNING;
    }

    synchronized ReplayProgress progress() {
        return new ReplayProgress(
                id,
                by,
                state,
                places.size(),
                replayed,
                refused,
                request.ratePerSecond(),
                startedAtMillis,
                endedAtMillis,
                detail);
    }

    /** Has it end after the portion that is under way. */
    void stop() {
        stopping.countDown();
    }

    @Override
    public void run() {
        try {
            putBackAll();
        } catch (InterruptedException e) {
            end(State.STOPPED, "");
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            log.error("replay {} broke off", id, e);
            end(State.FAILED, "this gateway made a mistake");
        }
        log.info("replay ended: {}", progress());
    }

    private void putBackAll() throws InterruptedException {
        int portionMax = Math.max(1, (int) (request.ratePerSecond() / PORTIONS_PER_SECOND));
        long dueNanos = around.nanoClock.getAsLong();
        for (int next = 0; next < places.size(); ) {
            long waitNanos = dueNanos - around.nanoClock.getAsLong();
            if (stopping.await(Math.max(0, waitNanos), TimeUnit.NANOSECONDS)) {
                end(State.STOPPED, "");
                return;
            }
            int end = Math.min(places.size(), next + portionMax);
            if (!putBack(new TreeSet<>(places.subList(next, end)))) {
                end(State.FAILED, "Kafka does not answer; what is not marked can be put back again");
                return;
            }
            long tookNanos = (long) ((end - next) * SECOND_NANOS / request.ratePerSecond());
            // Time lost with a slow Kafka is not made up for: that would be a burst.
            dueNanos = Math.max(dueNanos + tookNanos, around.nanoClock.getAsLong());
            next = end;
        }
        end(State.DONE, "");
    }

    /** Puts back what still may be; false if Kafka does not answer. */
    private boolean putBack(SortedSet<LetterPlace> portion) {
        List<ReplayLog.Replay> wanted = new ArrayList<>(portion.size());
        long nowMillis = around.wallMillisClock.getAsLong();
        Reading reading = around.shelf.look(portion, PORTION, shelved -> wanted(shelved, nowMillis, wanted));
        if (!reading.answered() || reading.truncated()) {
            return false;
        }
        int stored = wanted.isEmpty() ? 0 : around.replays.append(wanted);
        around.whenReplayed.accept(stored);
        synchronized (this) {
            replayed += stored;
            refused += portion.size() - wanted.size();
        }
        return stored == wanted.size();
    }

    private boolean wanted(Shelved shelved, long nowMillis, List<ReplayLog.Replay> wanted) {
        Verdict verdict = ReplayRule.of(shelved, request.force());
        Order order = shelved.letter().order();
        if (verdict.refusal() == null && order != null) {
            wanted.add(new ReplayLog.Replay(
                    shelved.letter(),
                    order.replayed(verdict.number(), nowMillis),
                    new Mark(shelved.letter().place(), order.id(), verdict.number(), by, nowMillis)));
        }
        return true;
    }

    private synchronized void end(State ended, String why) {
        state = ended;
        detail = why;
        endedAtMillis = around.wallMillisClock.getAsLong();
    }
}
