package io.sluice.loadtest.drive;

import java.util.concurrent.locks.LockSupport;

/** Keeps the time of a schedule on the calling thread. Immutable. */
record Turnstile(ArrivalSchedule schedule, RunClock clock) {

    /** What happens as orders become due. */
    interface Opening {
        /** The orders [from, to) are due now, or were since the last time; the schedule began at {@code startNanos}. */
        void due(int from, int to, long startNanos);
    }

    /** Tells of every order as soon as it is due and returns after the last. */
    void run(Opening opening) throws InterruptedException {
        long startNanos = clock.nanos();
        int next = 0;
        while (next < schedule.orders()) {
            parkUntil(startNanos + schedule.dueNanos(next));
            long elapsedNanos = clock.nanos() - startNanos;
            int from = next;
            while (next < schedule.orders() && schedule.dueNanos(next) <= elapsedNanos) {
                next++;
            }
            opening.due(from, next, startNanos);
        }
    }

    private void parkUntil(long dueNanos) throws InterruptedException {
        long waitNanos;
        while ((waitNanos = dueNanos - clock.nanos()) > 0) {
            LockSupport.parkNanos(this, waitNanos);
            if (Thread.interrupted()) {
                throw new InterruptedException("the run was stopped");
            }
        }
    }
}
