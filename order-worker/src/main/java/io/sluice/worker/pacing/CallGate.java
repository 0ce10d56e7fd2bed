package io.sluice.worker.pacing;

import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The pacer with a second lock on the same door: the {@link Pacer} says when, and before a call may start an independent
 * resilience4j {@code RateLimiter} of one permit per spacing must agree. Calls that are spaced as the pacer spaces them
 * lie in different cycles of that limiter, so it never costs a call; should our arithmetic ever be wrong, it refuses.
 *
 * <p>A change of rate builds a new limiter, as resilience4j's own change would keep the old cycle to its end. The new
 * one's first permit is no burst, as the pacer still counts from the last call. Confined to the dispatcher's thread.
 */
public final class CallGate {
    /** The limiter reads the real clock, so spacings below this are left to the pacer alone. */
    private static final long SPACING_NANOS_MIN = 1_000;

    private final Pacer pacer;
    private double ratePerSecond;
    private @Nullable RateLimiter limiter;

    public CallGate(long nowNanos) {
        pacer = new Pacer(nowNanos);
    }

    /** Sets the calls per second that this worker may start from now on. */
    public void setRate(double callsPerSecond, long nowNanos) {
        if (callsPerSecond != ratePerSecond) {
            pacer.setRate(callsPerSecond, nowNanos);
            ratePerSecond = callsPerSecond;
            limiter = limiterFor(callsPerSecond);
        }
    }

    private static @Nullable RateLimiter limiterFor(double callsPerSecond) {
        if (callsPerSecond <= 0) {
            return null;
        }
        // Rounded down, so that a spacing of the pacer is never shorter than a cycle.
        long spacingNanos = (long) Math.min(1e9 / callsPerSecond, Long.MAX_VALUE / 4.0);
        if (spacingNanos < SPACING_NANOS_MIN) {
            return null;
        }
        return RateLimiter.of(
                "drain",
                RateLimiterConfig.custom()
                        .limitRefreshPeriod(Duration.ofNanos(spacingNanos))
                        .limitForPeriod(1)
                        .timeoutDuration(Duration.ZERO)
                        .build());
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
