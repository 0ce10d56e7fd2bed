package io.sluice.loadtest.drive;

import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/** What a running driver has done so far, for those who watch. Written by the driver, read by anyone. Thread-safe. */
public final class DriveProgress {
    private static final long LATENCY_MICROS_MAX = 120_000_000;

    private final LongAdder sent = new LongAdder();
    private final LongAdder accepted = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder unanswered = new LongAdder();
    private final Recorder acceptMicros = new Recorder(LATENCY_MICROS_MAX, 3);
    private final Histogram seenMicros = new Histogram(LATENCY_MICROS_MAX, 3);

    void onSent() {
        sent.increment();
    }

    void onAccepted(long latencyMicros) {
        accepted.increment();
        acceptMicros.recordValue(Math.min(LATENCY_MICROS_MAX, Math.max(0, latencyMicros)));
    }

    void onRefused() {
        refused.increment();
    }

    void onUnanswered() {
        unanswered.increment();
    }

    /** Orders handed to the HTTP client. */
    public long sent() {
        return sent.sum();
    }

    /** Orders answered with 202. */
    public long accepted() {
        return accepted.sum();
    }

    /** Orders answered otherwise. */
    public long refused() {
        return refused.sum();
    }

    /** Orders that ended without an answer. */
    public long unanswered() {
        return unanswered.sum();
    }

    /** A quantile of the accept latency so far, in milliseconds from the scheduled time. */
    public synchronized double acceptMillis(double quantile) {
        seenMicros.add(acceptMicros.getIntervalHistogram());
        return seenMicros.getValueAtPercentile(quantile * 100) / 1e3;
    }
}
