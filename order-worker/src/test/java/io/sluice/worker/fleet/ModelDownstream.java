package io.sluice.worker.fleet;

import java.util.SplittableRandom;

/**
 * The reference order system of the load tests in virtual time: one server with a queue, which turns calls away while the
 * work ahead is too much, behind a way of some length that varies. Can also be one that does not wait but refuses at once.
 */
final class ModelDownstream {
    static final long REFUSED_NANOS = 2_000_000L;

    private final SplittableRandom random;
    private final long queueNanosMax;
    private double capacityPerSecond;
    private long latencyNanos;
    private long freeAtNanos;
    private boolean isDown;

    ModelDownstream(SplittableRandom random, double capacityPerSecond, long latencyNanos, long queueNanosMax) {
        this.random = random;
        this.capacityPerSecond = capacityPerSecond;
        this.latencyNanos = latencyNanos;
        this.queueNanosMax = queueNanosMax;
    }

    double capacityPerSecond() {
        return capacityPerSecond;
    }

    void capacity(double perSecond, long nowNanos) {
        freeAtNanos = nowNanos + (long) (Math.max(0, freeAtNanos - nowNanos) * (capacityPerSecond / perSecond));
        capacityPerSecond = perSecond;
    }

    void latency(long nanos) {
        latencyNanos = nanos;
    }

    void down(boolean down) {
        isDown = down;
    }

    /** How long the call takes, or a negative number if it is turned away or fails. */
    long call(long nowNanos) {
        if (isDown) {
            return -2;
        }
        long wait = Math.max(0, freeAtNanos - nowNanos);
        if (wait > queueNanosMax) {
            return -1;
        }
        freeAtNanos = nowNanos + wait + (long) (1e9 / capacityPerSecond);
        // Half of it certain, half of it exponential: the tail of a real one.
        return wait + (long) (latencyNanos * (0.5 - 0.5 * Math.log(1 - random.nextDouble())));
    }
}
