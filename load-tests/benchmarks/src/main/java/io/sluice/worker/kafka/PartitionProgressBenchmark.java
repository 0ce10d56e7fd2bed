package io.sluice.worker.kafka;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** One order fetched and one settled, of so many under way, every other pair in the wrong order. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class PartitionProgressBenchmark {
    @Param({"10", "20000"})
    public int underWay = 10;

    private final PartitionProgress progress = new PartitionProgress(0);
    private final Deque<PartitionProgress.Place> open = new ArrayDeque<>();
    private boolean swap;

    @Benchmark
    public long fetchAndSettle() {
        open.addLast(progress.fetched(progress.nextOffset()));
        if (open.size() > underWay) {
            PartitionProgress.Place first = open.removeFirst();
            PartitionProgress.Place second = open.removeFirst();
            progress.settled(swap ? second : first);
            progress.settled(swap ? first : second);
            swap = !swap;
            open.addLast(progress.fetched(progress.nextOffset()));
        }
        return progress.committable();
    }
}
