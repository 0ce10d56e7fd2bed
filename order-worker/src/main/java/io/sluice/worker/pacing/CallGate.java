package io.sluice.worker.pacing;

import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Two locks on the door that every call goes through. The first is the {@link Pacer}, which keeps the promise.
 *
 * <p>The second is independent of it and must agree: a resilience4j limiter, which counts per tenth of a second. It is
 * set to what the pacer can let through at most, so it never costs a call; should our arithmetic be wrong, it refuses. A
 * change of rate builds a new one, as resilience4j's own change would keep the old cycle to its end; its fresh permits
 * are no burst, as the pacer goes on.
 *
 * <p>What the downstream sees is when calls leave. One that has to wait for a new connection, or whose process is put off
 * at that moment, leaves late; if the next followed in its own time, both would arrive as one. So the next waits until the
 * one before has left, and keeps its distance from that. Confined to the dispatcher's event loop.
 */
public final class CallGate {
    private static final Duration PERIOD = Duration.ofMillis(100);
    /** Somebody who does not answer a connection must not keep the calls waiting that have one. */
    private static final long LEAVING_NANOS_MAX = 20_000_000;

    /** A process that has just started is late all the time, and so is all that it wakes: nothing is made up for. */
    private static final long COLD_NANOS = 3_000_000_000L;

    private final Pacer pacer;
    private final long bornNanos;
    private double ratePerSecond;
    private @Nullable RateLimiter limiter;
    private boolean isLeaving;
    private long startedNanos;

    public CallGate(long nowNanos) {
        pacer = new Pacer(nowNanos);
        bornNanos = nowNanos;
    }

    /**
     * Says the calls per second that this worker may start as of now, and the least since this was last said; to be said at
     * every look, changed or not.
     */
    public void setRate(double callsPerSecond, double leastPerSecond, long nowNanos) {
        pacer.setRate(callsPerSecond, leastPerSecond, nowNanos);
        if (nowNanos - bornNanos < COLD_NANOS) {
            pacer.idle(nowNanos);
        }
        if (callsPerSecond != ratePerSecond) {
            ratePerSecond = callsPerSecond;
            limiter = callsPerSecond > 0 ? limiterFor(callsPerSecond) : null;
        }
    }

    private static RateLimiter limiterFor(double callsPerSecond) {
        double callsMax = callsPerSecond * (PERIOD.toNanos() + Pacer.LATENESS_NANOS) / 1e9 + 1;
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
        long leavingNanos = isLeaving ? startedNanos + LEAVING_NANOS_MAX - nowNanos : 0;
        return Math.max(pacer.waitNanos(nowNanos), Math.max(0, leavingNanos));
    }

    /** Takes the permission for one call, if there is one; {@link #left} or {@link #ended} has to follow. */
    public boolean tryStart(long nowNanos) {
        if (waitNanos(nowNanos) > 0 || (limiter != null && !limiter.acquirePermission())) {
            return false;
        }
        pacer.started(nowNanos);
        isLeaving = true;
        startedNanos = nowNanos;
        return true;
    }

    /** The call that was started at that time leaves now. */
    public void left(long startNanos, long nowNanos) {
        pacer.postponed(nowNanos);
        ended(startNanos);
    }

    /** Nobody has to wait any more for the call that was started at that time to leave. */
    public void ended(long startNanos) {
        if (startNanos == startedNanos) {
            isLeaving = false;
        }
    }
}
