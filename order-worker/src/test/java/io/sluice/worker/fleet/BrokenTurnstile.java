package io.sluice.worker.fleet;

import io.sluice.worker.pacing.Pacer;

/** The pacer, used as it must not be. */
final class BrokenTurnstile {
    private static final long SECOND = 1_000_000_000L;
    private static final double SAVED_CALLS_MAX = 10;

    private BrokenTurnstile() {}

    /** Makes a new pacer at each change of rate, with permission for a first call. */
    static final class FreshOnChange extends Turnstile {
        private final Pacer.Slack slack;
        private double rate;

        FreshOnChange(Pacer.Slack slack, long startNanos) {
            super(new Pacer(slack, startNanos));
            this.slack = slack;
        }

        @Override
        void setRate(double callsPerSecond, double leastPerSecond, long nowNanos) {
            if (callsPerSecond != rate) {
                rate = callsPerSecond;
                Pacer fresh = new Pacer(slack, nowNanos - 10 * SECOND);
                fresh.setRate(callsPerSecond, callsPerSecond, nowNanos - 10 * SECOND);
                long unused = fresh.waitNanos(nowNanos);
                replace(fresh);
            }
            super.setRate(callsPerSecond, leastPerSecond, nowNanos);
        }
    }

    /** Saves up the permits of idle time, ten at most. */
    static final class SavingPermits extends Turnstile {
        private double rate;
        private double saved;
        private long idleNanos;

        SavingPermits(Pacer.Slack slack, long startNanos) {
            super(new Pacer(slack, startNanos));
            idleNanos = startNanos;
        }

        @Override
        void setRate(double callsPerSecond, double leastPerSecond, long nowNanos) {
            rate = callsPerSecond;
            super.setRate(callsPerSecond, leastPerSecond, nowNanos);
        }

        @Override
        void idle(long nowNanos) {
            saved = Math.min(SAVED_CALLS_MAX, saved + rate * Math.min(SECOND, nowNanos - idleNanos) / SECOND);
            idleNanos = nowNanos;
            super.idle(nowNanos);
        }

        @Override
        long waitNanos(long nowNanos) {
            return saved >= 1 && rate > 0 ? 0 : super.waitNanos(nowNanos);
        }

        @Override
        void started(long nowNanos) {
            idleNanos = nowNanos;
            if (saved >= 1) {
                saved--;
            } else {
                super.started(nowNanos);
            }
        }
    }
}
