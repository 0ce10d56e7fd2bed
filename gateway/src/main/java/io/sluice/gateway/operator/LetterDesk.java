package io.sluice.gateway.operator;

import io.sluice.contract.LetterPlace;
import io.sluice.gateway.operator.LetterShelf.Reading;
import io.sluice.gateway.operator.LetterShelf.Shelved;
import io.sluice.gateway.operator.ReplayRun.Surroundings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.IntConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where an operator looks at dead letters and has them put back, one replay at a time. What is known of replays is known to
 * this gateway only and gone with it; what was put back is marked beside the letters, for all gateways. Thread-safe.
 */
public final class LetterDesk {
    /** A screen full of them. */
    public static final int SHOWN_MAX = 200;

    private static final Logger log = LoggerFactory.getLogger(LetterDesk.class);
    private static final LetterShelf.Bounds BROWSE = new LetterShelf.Bounds(20_000, 5_000_000_000L);
    private static final LetterShelf.Bounds PLAN = new LetterShelf.Bounds(200_000, 15_000_000_000L);
    private static final int RUNS_REMEMBERED_MAX = 20;

    private final LetterShelf shelf;
    private final Surroundings surroundings;
    private final Map<String, ReplayRun> runs = new LinkedHashMap<>();
    private @Nullable ReplayRun last;
    private boolean closed;

    /** Letters, the newest first, and how far was looked for them. */
    public record Page(List<Shelved> letters, Reading reading) {}

    /**
     * What came of a request to put letters back.
     *
     * @param plan what it comes to; null if another replay runs
     * @param started the replay that has begun, or the other one that runs; null if none was to begin
     */
    public record Answer(
            @Nullable ReplayPlan plan, @Nullable ReplayProgress started) {}

    /**
     * The desk of one gateway.
     *
     * @param whenReplayed told how many more were put back
     */
    public LetterDesk(
            LetterShelf shelf,
            ReplayLog replays,
            LongSupplier nanoClock,
            LongSupplier wallMillisClock,
            IntConsumer whenReplayed) {
        this.shelf = shelf;
        surroundings = new Surroundings(shelf, replays, nanoClock, wallMillisClock, whenReplayed);
    }

    /** Whether {@link #browse} could go on from there. */
    public boolean isCursor(String text) {
        return shelf.isCursor(text);
    }

    /** Looks at letters. Blocks for a bounded time. */
    public Page browse(LetterFilter filter, int limit, @Nullable String before) {
        List<Shelved> found = new ArrayList<>();
        Reading reading = shelf.scan(before, BROWSE, shelved -> {
            if (filter.matches(shelved)) {
                found.add(shelved);
            }
            return found.size() < limit;
        });
        return new Page(found, reading);
    }

    /** Says what a request comes to and, unless it is a dry run or comes to nothing, begins with it. Blocks likewise. */
    public Answer replay(ReplayRequest request, String by) {
        ReplayProgress other = request.dryRun() ? null : running();
        if (other != null) {
            return new Answer(null, other);
        }
        ReplayPlan plan = ReplayPlan.of(request, shelf, PLAN);
        if (request.dryRun() || plan.letters().isEmpty() || !plan.reading().answered()) {
            return new Answer(plan, null);
        }
        return begin(request, plan, by);
    }

    private synchronized @Nullable ReplayProgress running() {
        return last != null && last.isRunning() ? last.progress() : null;
    }

    private synchronized Answer begin(ReplayRequest request, ReplayPlan plan, String by) {
        ReplayProgress other = running();
        if (other != null || closed) {
            return new Answer(null, other);
        }
        List<LetterPlace> places =
                plan.letters().stream().map(ReplayPlan.Planned::place).toList();
        ReplayRun run = new ReplayRun(UUID.randomUUID().toString(), by, request, places, surroundings);
        runs.put(run.id(), run);
        if (runs.size() > RUNS_REMEMBERED_MAX) {
            runs.remove(runs.keySet().iterator().next());
        }
        last = run;
        log.info("{} replays {} dead letters as {}: {}", by, places.size(), run.id(), request);
        Thread thread = new Thread(run, "dead-letter-replay");
        thread.setDaemon(true);
        thread.start();
        return new Answer(plan, run.progress());
    }

    /** How far this replay is, or null if it is not known here. */
    public synchronized @Nullable ReplayProgress progress(String id) {
        ReplayRun run = runs.get(id);
        return run == null ? null : run.progress();
    }

    /** Has this replay end soon; null if it is not known here. To stop one that has ended changes nothing. */
    public synchronized @Nullable ReplayProgress stop(String id, String by) {
        ReplayRun run = runs.get(id);
        if (run == null) {
            return null;
        }
        log.info("{} stops replay {}", by, id);
        run.stop();
        return run.progress();
    }

    /** Begins nothing more and ends what runs soon. */
    public synchronized void close() {
        closed = true;
        if (last != null) {
            last.stop();
        }
    }
}
