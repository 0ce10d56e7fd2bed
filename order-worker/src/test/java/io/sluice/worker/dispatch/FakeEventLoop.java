package io.sluice.worker.dispatch;

import java.util.Comparator;
import java.util.PriorityQueue;

/** An event loop in virtual time, on the thread of the test that moves it. */
final class FakeEventLoop implements EventLoop {
    private final PriorityQueue<Task> tasks =
            new PriorityQueue<>(Comparator.comparingLong(Task::dueNanos).thenComparingLong(Task::number));
    private long nanos;
    private long scheduled;

    private record Task(long dueNanos, long number, Runnable body) {}

    long nanos() {
        return nanos;
    }

    @Override
    public void execute(Runnable task) {
        schedule(task, 0);
    }

    @Override
    public Timer schedule(Runnable task, long delayNanos) {
        Task added = new Task(nanos + delayNanos, scheduled++, task);
        tasks.add(added);
        return () -> tasks.remove(added);
    }

    /** Lets time pass, and everything run that is due in it. */
    void advanceMillis(long millis) {
        long end = nanos + millis * 1_000_000;
        while (!tasks.isEmpty() && tasks.peek().dueNanos() <= end) {
            Task next = tasks.remove();
            nanos = Math.max(nanos, next.dueNanos());
            next.body().run();
        }
        nanos = end;
    }
}
