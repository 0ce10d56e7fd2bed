package io.sluice.worker.pacing;

import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Keeps this worker's promise: over every window of at least half a second it starts at most {@code rate·w + 1} calls.
 *
 * <p>The {@link Pacer} runs {@link #MARGIN} below the rate, and may make up for {@link #TOLERANCE_NANOS} of a late wake-up:
 * {@code (1 − m)·rate·(w + t) + 1 ≤ rate·w + 1} whenever {@code w ≥ t·(1 − m)/m}, which is 0.41 seconds. The
 * margin buys back more than it costs: strictly spaced, a busy two-core machine lost 4 % to late wake-ups.
 *
 * <p>Behind it stands a second lock on the same door: an independent resilience4j limiter, which counts per tenth of a
 * second and must agree. It is set to what the pacer can let through at most, so it never costs a call; should our
 * arithmetic be wrong, it refuses. A change of rate builds a new one, as resilience4j's own change would keep the old
 * cycle to its end; its fresh permits are no burst, as the pacer goes on. Confined to the dispatcher's event loop.
 */
public final class CallGate {
    static final double MARGIN = 0.006;
    static final long TOLERANCE_NANOS = 2_500_000;

    private static final Duration PERIOD = Duration.ofMillis(100);

    private final Pacer pacer;
    private double ratePerSecond;
    private @Nullable RateLimiter limiter;

    public CallGate(long nowNanos) {
        pacer = new Pacer(TOLERANCE_NANOS, nowNanos);
    }

    /** Sets the calls per second that this worker may start from now on. */
    public void setRate(double callsPerSecond, long nowNanos) {
        if (callsPerSecond != ratePerSecond) {
            pacer.setRate(callsPerSecond * (1 - MARGIN), nowNanos);
            ratePerSecond = callsPerSecond;
            limiter = callsPerSecond > 0 ? limiterFor(callsPerSecond) : null;
        }
    }

    private static RateLimiter limiterFor(double callsPerSecond) {
        double callsMax = callsPerSecond * (PERIOD.toNanos() + TOLERANCE_NANOS) / 1e9 + 1;
        return RateLimiter.of(
                "drain",
                RateLimiterConfig.custom()
                        .limitRefreshPeriod(PERIOD)
                        .limitForPeriod((int) Math.ceil(callsMax))
                        .timeoutDuration(Duration.ZERO)
                        .build());
    }

    /** Nobody was waiting for a call until now. */
    public void idle(long nowNanos) {
        pacer.idle(nowNanos);
    }

    /** How long until the next call may start, 0 if it may now, {@link Long#MAX_VALUE} while the rate is 0. */
    public long waitNanos(long nowNanos) {
        return pacer.waitNanos(nowNanos);
    }

    /** Takes the permission for one call, if there is one. */
    public boolean tryStart(long nowNanos) {
        if (pacer.waitNanos(nowNanos) > 0 || (limiter != null && !limiter.acquirePermission())) {
            return false;
        }
        pacer.started(nowNanos);
        return true;
    }
}
