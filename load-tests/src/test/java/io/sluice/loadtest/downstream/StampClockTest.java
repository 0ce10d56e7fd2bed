package io.sluice.loadtest.downstream;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

final class StampClockTest {
    private static final long WALL_MICROS = 1_700_000_000_000_000L;

    private long nanos = -7_000_000;

    @Test
    void countsFromTheWallClockThatWasReadAtTheStart() {
        StampClock clock = StampClock.start(() -> WALL_MICROS, () -> nanos);
        nanos += 1_500_999;

        assertEquals(WALL_MICROS + 1_500, clock.micros(clock.nanos()));
    }

    @Test
    void aSlowFirstReadingDoesNotPutItOff() {
        // Real time is 0 at the start; each reading of the wall clock takes 2 µs, the first one a millisecond.
        long[] readings = {0};
        nanos = 0;
        StampClock clock = StampClock.start(
                () -> {
                    long micros = WALL_MICROS + nanos / 1_000;
                    nanos += readings[0]++ == 0 ? 1_000_000 : 2_000;
                    return micros;
                },
                () -> nanos);

        assertEquals(WALL_MICROS + nanos / 1_000 - 1, clock.micros(nanos));
    }
}
