package io.sluice.worker.fleet;

import io.sluice.contract.FleetRecord;
import io.sluice.contract.FleetRecord.Activity;
import io.sluice.contract.FleetRecord.Claim;
import io.sluice.contract.FleetRecord.Lease;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What a worker pays for its fleet: a lease read, the share it may use, the next declaration. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ShareLedgerBenchmark {
    private static final long TTL_MILLIS = 400;
    private static final double RATE = 1_000;

    @Param({"3", "30", "300"})
    public int workers = 3;

    private final ShareLedger ledger = new ShareLedger("worker-0", "life", TTL_MILLIS * 1_000_000);
    private Lease[] leases = new Lease[0];
    private long nowNanos;
    private long sequence;
    private int next;

    @Setup
    public void join() {
        leases = new Lease[workers - 1];
        ledger.claim(claim(0), RATE, nowNanos);
        for (int i = 0; i < leases.length; i++) {
            leases[i] = lease(i);
            ledger.read(leases[i], nowNanos);
        }
    }

    private static Claim claim(int worker) {
        return new Claim(FleetRecord.WHOLE, 10_000 + worker, 1_795_897_567_368L);
    }

    private Lease lease(int worker) {
        return new Lease(
                "worker-" + (worker + 1),
                "life",
                ++sequence,
                FleetRecord.WHOLE / workers,
                TTL_MILLIS,
                claim(worker),
                1,
                Activity.NONE);
    }

    /** Time stands still, so that no lease of another runs out. */
    @Benchmark
    public void readLease() {
        next = (next + 1) % leases.length;
        ledger.read(leases[next], nowNanos);
    }

    @Benchmark
    public long usable() {
        return ledger.usable(nowNanos);
    }

    @Benchmark
    public Object declareAndRead() {
        Lease own = ledger.declare(Activity.NONE, nowNanos);
        ledger.read(own, nowNanos);
        return own;
    }
}
