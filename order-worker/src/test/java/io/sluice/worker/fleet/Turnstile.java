package io.sluice.worker.fleet;

import io.sluice.worker.pacing.Pacer;

/** How a simulated worker spaces its calls: with the production {@link Pacer}, or with a broken one. */
interface Turnstile {

    void setRate(double callsPerSecond, long nowNanos);

    void idle(long nowNanos);

    long waitNanos(long nowNanos);

    void started(long nowNanos);

    static Turnstile of(Pacer pacer) {
        return new Turnstile() {
            @Override
            public void setRate(double callsPerSecond, long nowNanos) {
                pacer.setRate(callsPerSecond, nowNanos);
            }

            @Override
            public void idle(long nowNanos) {
                pacer.idle(nowNanos);
            }

            @Override
            public long waitNanos(long nowNanos) {
                return pacer.waitNanos(nowNanos);
            }

            @Override
            public void started(long nowNanos) {
                pacer.started(nowNanos);
            }
        };
    }
}
