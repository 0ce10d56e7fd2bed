package io.sluice.worker.pacing;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** One look at the pacer as before each call: the rate as it is now, how long to wait, and the call. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class PacerBenchmark {
    private static final double RATE = 1_000;
    private static final long GAP_NANOS = 1_100_000;

    private final Pacer pacer = new Pacer(0);
    private long nowNanos;

    @Benchmark
    public long look() {
        nowNanos += GAP_NANOS;
        pacer.setRate(RATE, RATE, nowNanos);
        long waitNanos = pacer.waitNanos(nowNanos);
        if (waitNanos == 0) {
            pacer.started(nowNanos);
        }
        return waitNanos;
    }
}
