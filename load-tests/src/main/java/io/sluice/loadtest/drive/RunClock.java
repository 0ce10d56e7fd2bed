package io.sluice.loadtest.drive;

import java.util.function.LongSupplier;

/**
 * One process's clock for a run: the wall clock is read once, all else is the monotone clock's distance from then, so
 * that no adjustment of the wall clock can bend a history. Immutable.
 *
 * @param nanoTime the monotone clock
 * @param anchorNanos what it showed at the anchor
 * @param anchorMicros the wall clock at the anchor, microseconds since 1970
 */
public record RunClock(LongSupplier nanoTime, long anchorNanos, long anchorMicros) {

    /** A clock anchored now. */
    public static RunClock anchored(LongSupplier nanoTime, long wallMicros) {
        return new RunClock(nanoTime, nanoTime.getAsLong(), wallMicros);
    }

    /** The monotone clock, for distances. */
    public long nanos() {
        return nanoTime.getAsLong();
    }

    /** Microseconds since 1970 of a moment on the monotone clock. */
    public long micros(long nanos) {
        return anchorMicros + Math.floorDiv(nanos - anchorNanos, 1000);
    }

    /** Microseconds since 1970, now. */
    public long micros() {
        return micros(nanos());
    }
}
