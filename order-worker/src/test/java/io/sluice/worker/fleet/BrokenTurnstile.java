package io.sluice.worker.fleet;

import io.sluice.worker.pacing.Pacer;

/** The pacer, used as it must not be. */
final class BrokenTurnstile {
    private static final long SECOND = 1_000_000_000L;
    private static final double SAVED_CALLS_MAX = 10;

    private BrokenTurnstile() {}

    /** Makes a new pacer at each change of rate, with permission for a first call. */
    static Turnstile freshOnChange(Pacer.Slack slack, long startNanos) {
        return new Turnstile() {
            private Turnstile current = Turnstile.of(new Pacer(slack, startNanos));
            private double rate;

            @Override
            public void setRate(double callsPerSecond, long nowNanos) {
                if (callsPerSecond != rate) {
                    rate = callsPerSecond;
                    Pacer fresh = new Pacer(slack, nowNanos - 10 * SECOND);
                    fresh.setRate(callsPerSecond, nowNanos - 10 * SECOND);
                    long unused = fresh.waitNanos(nowNanos);
                    current = Turnstile.of(fresh);
                }
                current.setRate(callsPerSecond, nowNanos);
            }

            @Override
            public void idle(long nowNanos) {
                current.idle(nowNanos);
            }

            @Override
            public long waitNanos(long nowNanos) {
                return current.waitNanos(nowNanos);
            }

            @Override
            public void started(long nowNanos) {
                current.started(nowNanos);
            }
        };
    }

    /** Saves up the permits of idle time, ten at most. */
    static Turnstile savingPermits(Pacer.Slack slack, long startNanos) {
        Turnstile honest = Turnstile.of(new Pacer(slack, startNanos));
        return new Turnstile() {
            private double rate;
            private double saved;
            private long idleNanos = startNanos;

            @Override
            public void setRate(double callsPerSecond, long nowNanos) {
                rate = callsPerSecond;
                honest.setRate(callsPerSecond, nowNanos);
            }

            @Override
            public void idle(long nowNanos) {
                saved = Math.min(SAVED_CALLS_MAX, saved + rate * Math.min(SECOND, nowNanos - idleNanos) / SECOND);
                idleNanos = nowNanos;
                honest.idle(nowNanos);
            }

            @Override
            public long waitNanos(long nowNanos) {
                return saved >= 1 && rate > 0 ? 0 : honest.waitNanos(nowNanos);
            }

            @Override
            public void started(long nowNanos) {
                idleNanos = nowNanos;
                if (saved >= 1) {
                    saved--;
                } else {
                    honest.started(nowNanos);
                }
            }
        };
    }
}
