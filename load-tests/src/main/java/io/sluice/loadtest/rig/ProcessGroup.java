package io.sluice.loadtest.rig;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * The processes of one run: each gets a log of its own, and all of them end with us. Started by one thread; may be
 * stopped by any, at any time and more than once.
 */
public final class ProcessGroup implements AutoCloseable {
    private static final Duration READY_TIMEOUT = Duration.ofSeconds(60);
    private static final long READY_POLL_MILLIS = 50;
    private static final long STOP_GRACE_MILLIS = 10_000;
    private static final long CTRL_C_MILLIS = 500;
    private static final long HURRY_NANOS = TimeUnit.SECONDS.toNanos(4);

    private final Path logs;
    private final List<String> stopOrder;
    private final LongSupplier nanoTime;
    private final List<ChildProcess> started = new ArrayList<>();
    private final Set<ChildProcess> mourned = new HashSet<>();
    private boolean stopping;

    /** @param stopOrder how names begin, those first that are to end first: callers before the called */
    public ProcessGroup(Path logs, List<String> stopOrder, LongSupplier nanoTime) {
        this.logs = logs;
        this.stopOrder = List.copyOf(stopOrder);
        this.nanoTime = nanoTime;
    }

    /** Starts one more. */
    public synchronized ChildProcess start(String name, List<String> command, Map<String, String> settings)
            throws IOException {
        if (stopping) {
            throw new IllegalStateException("the run is being stopped");
        }
        Files.createDirectories(logs);
        ChildProcess child = ChildProcess.start(name, command, settings, logs);
        started.add(child);
        return child;
    }

    /**
     * Waits until a process is ready.
     *
     * @throws IllegalStateException if it ends or is not ready in time; the message has its last log lines
     */
    public void awaitReady(ChildProcess child, BooleanSupplier ready) throws InterruptedException {
        long deadlineNanos = nanoTime.getAsLong() + READY_TIMEOUT.toNanos();
        while (!ready.getAsBoolean()) {
            if (child.diedByItself()) {
                awaitCtrlC();
                throw new IllegalStateException(child.epitaph());
            }
            if (nanoTime.getAsLong() > deadlineNanos) {
                throw new IllegalStateException(
                        child.name() + " was not ready after " + READY_TIMEOUT.toSeconds() + " s: " + child.epitaph());
            }
            Thread.sleep(READY_POLL_MILLIS);
        }
    }

    /**
     * Gives Ctrl-C, which reaches the children as well as us, the time to begin our own ending before theirs is called an
     * accident.
     *
     * @throws InterruptedException if it was that
     */
    private void awaitCtrlC() throws InterruptedException {
        Thread.sleep(CTRL_C_MILLIS);
        requireNotStopping();
    }

    public Path logs() {
        return logs;
    }

    /** A process by its name. */
    public synchronized ChildProcess named(String name) {
        return started.stream()
                .filter(child -> child.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** Ids of the processes that are there now, our own among them. */
    public synchronized List<Long> ids() {
        List<Long> ids = new ArrayList<>(List.of(ProcessHandle.current().pid()));
        started.stream().filter(ChildProcess::isAlive).forEach(child -> ids.add(child.id()));
        return ids;
    }

    /** The processes that ended although nobody wanted it. */
    public synchronized List<ChildProcess> fallen() {
        return started.stream().filter(ChildProcess::diedByItself).toList();
    }

    /**
     * The processes that ended although nobody wanted it, each only once.
     *
     * @throws InterruptedException if it was Ctrl-C that ended them
     */
    public List<ChildProcess> newlyFallen() throws InterruptedException {
        List<ChildProcess> fallen =
                fallen().stream().filter(child -> !mourned.contains(child)).toList();
        if (!fallen.isEmpty()) {
            awaitCtrlC();
            mourned.addAll(fallen);
        }
        return fallen;
    }

    /** Whether a process ended although nobody wanted it whose name does not begin like this. */
    public boolean hasFallenBut(String beginning) {
        return fallen().stream().anyMatch(child -> !child.name().startsWith(beginning));
    }

    /** Whether somebody has begun to end all of it. */
    public synchronized boolean isStopping() {
        return stopping;
    }

    /**
     * Goes on only while nobody ends all of it.
     *
     * @throws InterruptedException if somebody has begun to
     */
    public void requireNotStopping() throws InterruptedException {
        if (isStopping()) {
            throw new InterruptedException("the run is being stopped");
        }
    }

    /**
     * Goes on only while all of it stands, for runs in which no process may end by itself.
     *
     * @throws InterruptedException if somebody has begun to end all of it
     * @throws IllegalStateException if a process has ended although nobody wanted it; the message has its last log lines
     */
    public void requireStanding() throws InterruptedException {
        requireNotStopping();
        for (ChildProcess child : newlyFallen()) {
            throw new IllegalStateException(child.epitaph());
        }
    }

    /** Ends all of it in the order asked for, each forced when it takes too long. */
    @Override
    public void close() {
        List<ChildProcess> all = beginStop();
        try {
            for (String beginning : stopOrder) {
                stop(all, beginning);
            }
        } catch (InterruptedException e) {
            all.forEach(ChildProcess::forceEnd);
            Thread.currentThread().interrupt();
        }
    }

    /** Ends those whose names begin like this, each forced when it takes too long; the others go on. */
    public void stop(String beginning) throws InterruptedException {
        stop(started(), beginning);
    }

    private static void stop(List<ChildProcess> all, String beginning) throws InterruptedException {
        List<ChildProcess> members =
                all.stream().filter(child -> child.name().startsWith(beginning)).toList();
        members.forEach(ChildProcess::askToStop);
        for (ChildProcess member : members) {
            member.awaitEnd(STOP_GRACE_MILLIS);
        }
    }

    /** Ends all of it for somebody who pressed Ctrl-C: everything at once, and by force after a short grace. */
    public void closeInHurry() {
        List<ChildProcess> all = beginStop();
        all.forEach(ChildProcess::askToStop);
        long deadlineNanos = nanoTime.getAsLong() + HURRY_NANOS;
        try {
            for (ChildProcess child : all) {
                child.awaitEnd(Math.max(0, (deadlineNanos - nanoTime.getAsLong()) / 1_000_000));
            }
        } catch (InterruptedException e) {
            all.forEach(ChildProcess::forceEnd);
            Thread.currentThread().interrupt();
        }
    }

    private synchronized List<ChildProcess> started() {
        return List.copyOf(started);
    }

    private synchronized List<ChildProcess> beginStop() {
        stopping = true;
        return List.copyOf(started);
    }
}
