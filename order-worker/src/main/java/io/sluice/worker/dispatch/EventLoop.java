package io.sluice.worker.dispatch;

/** The one thread on which calls are started and answered. Thread-safe. */
public interface EventLoop {
    /** Runs the task on the event loop, soon. */
    void execute(Runnable task);

    /** Runs the task on the event loop after a while; how exact that is decides how even the calls are. */
    Timer schedule(Runnable task, long delayNanos);

    /** A task that is to run later. */
    interface Timer {
        /** Forgets the task if it has not run. */
        void cancel();
    }
}
