package io.sluice.worker.dispatch;

import java.util.function.LongSupplier;

/**
 * A clock that moves a microsecond whenever it is read, and as far as the test says. So a loop that looks at it makes its
 * own time, minutes pass at once, and that a loop has gone round can be waited for. Thread-safe.
 */
final class TickingClock implements LongSupplier {
    private static final long TICK_NANOS = 1_000;
    private static final long TIMEOUT_MILLIS = 20_000;

    private long nanos;
    private long reads;

    @Override
    public synchronized long getAsLong() {
        reads++;
        nanos += TICK_NANOS;
        notifyAll();
        return nanos;
    }

    synchronized void advanceMillis(long millis) {
        nanos += millis * 1_000_000;
    }

    /** Returns when it has been read so often from now on. */
    synchronized void awaitReads(int count) throws InterruptedException {
        long end = reads + count;
        long endMillis = System.currentTimeMillis() + TIMEOUT_MILLIS;
        while (reads < end) {
            long leftMillis = endMillis - System.currentTimeMillis();
            if (leftMillis <= 0) {
                throw new AssertionError("nobody looks at the clock");
            }
            wait(leftMillis);
        }
    }
}
