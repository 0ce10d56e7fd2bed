package io.sluice.worker.fleet;

import io.sluice.worker.pacing.Pacer;

/** How a simulated worker spaces its calls: with the production {@link Pacer}; in a {@link BrokenTurnstile} wrongly. */
class Turnstile {
    private Pacer pacer;

    Turnstile(Pacer pacer) {
        this.pacer = pacer;
    }

    /** Goes on with another pacer, which only a broken turnstile does. */
    final void replace(Pacer other) {
        pacer = other;
    }

    void setRate(double callsPerSecond, double leastPerSecond, long nowNanos) {
        pacer.setRate(callsPerSecond, leastPerSecond, nowNanos);
    }

    void idle(long nowNanos) {
        pacer.idle(nowNanos);
    }

    long waitNanos(long nowNanos) {
        return pacer.waitNanos(nowNanos);
    }

    void started(long nowNanos) {
        pacer.started(nowNanos);
    }
}
