package io.sluice.worker.dispatch;

import io.sluice.worker.Agenda;

/** An event loop in virtual time, on the thread of the test that moves it. */
final class FakeEventLoop implements EventLoop {
    private final Agenda agenda = new Agenda(0);

    long nanos() {
        return agenda.nowNanos();
    }

    @Override
    public void execute(Runnable task) {
        schedule(task, 0);
    }

    @Override
    public Timer schedule(Runnable task, long delayNanos) {
        return agenda.in(delayNanos, task)::run;
    }

    /** Lets time pass, and everything run that is due in it. */
    void advanceMillis(long millis) {
        agenda.runUntil(agenda.nowNanos() + millis * 1_000_000);
    }
}
