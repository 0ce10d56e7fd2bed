package io.sluice.worker.dispatch;

/**
 * Whether the downstream is answering at all. While it is not, no fresh orders are tried: they are safe in Kafka, and
 * each attempt in an outage would only bring one more of them closer to being given up. Orders that were tried already
 * go on being repeated, and serve as probes. Confined to the event loop; time comes in.
 */
final class DownstreamHealth {
    private static final int FAILURES_MIN = 20;
    private static final long SILENCE_NANOS_MIN = 1_000_000_000L;

    private int failuresInARow;
    private long lastAnswerNanos;

    DownstreamHealth(long nowNanos) {
        lastAnswerNanos = nowNanos;
    }

    void answered(long nowNanos) {
        failuresInARow = 0;
        lastAnswerNanos = nowNanos;
    }

    void failed() {
        failuresInARow++;
    }

    boolean isDown(long nowNanos) {
        return failuresInARow >= FAILURES_MIN && nowNanos - lastAnswerNanos > SILENCE_NANOS_MIN;
    }
}
