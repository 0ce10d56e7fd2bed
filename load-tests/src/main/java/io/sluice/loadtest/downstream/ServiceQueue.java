package io.sluice.loadtest.downstream;

import java.util.OptionalLong;

/**
 * The hard capacity of an order system, as one server with a queue in virtual time: each admitted call takes 1/capacity,
 * calls that come faster wait for the ones before them, and when the work ahead is too much a call is turned away.
 *
 * <p>So it is sustainable below its capacity, slow above it, and then refuses, as real ones do; unlike a limiter on a
 * counter it never lets a whole second's worth through at once without making it wait. Confined to one event loop.
 */
final class ServiceQueue {
    private static final double NANOS_PER_SECOND = 1e9;

    private final long queueNanosMax;
    private double callsPerSecond;
    private long freeAtNanos;

    /** @param queueNanosMax work that may be waiting before calls are turned away */
    ServiceQueue(long nowNanos, double callsPerSecond, long queueNanosMax) {
        this.freeAtNanos = nowNanos;
        this.callsPerSecond = callsPerSecond;
        this.queueNanosMax = queueNanosMax;
    }

    /** How long a call that comes now waits for its turn, or empty if it is turned away, which costs next to nothing. */
    OptionalLong admit(long nowNanos) {
        long waitNanos = waitNanos(nowNanos);
        if (waitNanos > queueNanosMax) {
            return OptionalLong.empty();
        }
        freeAtNanos = nowNanos + waitNanos + Math.round(NANOS_PER_SECOND / callsPerSecond);
        return OptionalLong.of(waitNanos);
    }

    /** How long a call would wait if it came now. */
    long waitNanos(long nowNanos) {
        return Math.max(0, freeAtNanos - nowNanos);
    }

    /** Changes the capacity; calls that wait already are served at the new one. */
    void retune(long nowNanos, double newCallsPerSecond) {
        freeAtNanos = nowNanos + Math.round(waitNanos(nowNanos) * (callsPerSecond / newCallsPerSecond));
        callsPerSecond = newCallsPerSecond;
    }
}
