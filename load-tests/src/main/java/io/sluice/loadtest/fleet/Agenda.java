package io.sluice.loadtest.fleet;

import io.sluice.loadtest.drive.RunClock;
import java.io.IOException;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;

/** What is to be done later, in order of time. Bounded by what is planned. Confined to one thread. */
public final class Agenda {
    private final RunClock clock;
    private final PriorityQueue<Entry> entries =
            new PriorityQueue<>(Comparator.comparingLong(Entry::atNanos).thenComparingLong(Entry::number));
    private long added;

    /** Something to be done. */
    public interface Step {
        void take() throws IOException, InterruptedException;
    }

    private record Entry(long atNanos, long number, Step step) {}

    public Agenda(RunClock clock) {
        this.clock = clock;
    }

    /** Has this taken in so many milliseconds. */
    public void add(long inMillis, Step step) {
        entries.add(new Entry(clock.nanos() + TimeUnit.MILLISECONDS.toNanos(inMillis), added++, step));
    }

    /** Takes every step whose time has come. */
    public void runDue() throws IOException, InterruptedException {
        for (Entry next = entries.peek(); next != null && next.atNanos() <= clock.nanos(); next = entries.peek()) {
            entries.remove();
            next.step().take();
        }
    }

    /** Whether nothing is planned any more. */
    public boolean isEmpty() {
        return entries.isEmpty();
    }
}
