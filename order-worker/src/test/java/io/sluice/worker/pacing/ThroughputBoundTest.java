package io.sluice.worker.pacing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class ThroughputBoundTest {
    private static final long MILLI = 1_000_000L;

    private final ThroughputBound bound = new ThroughputBound(0);
    private long calls;
    private long nowNanos;

    /** A window of half a second in ten samples. */
    private double window(int fullSamples, int callsStarted) {
        double callsPerSecondMax = Double.NaN;
        for (int i = 0; i < 10; i++) {
            nowNanos += 50 * MILLI;
            calls += callsStarted / 10;
            callsPerSecondMax = bound.callsPerSecondMax(i < fullSamples, calls, nowNanos);
        }
        return callsPerSecondMax;
    }

    @Test
    void isNoBoundBeforeTheFirstWindowIsOver() {
        assertEquals(Double.POSITIVE_INFINITY, bound.callsPerSecondMax(true, 10, 499 * MILLI));
    }

    @Test
    void isNoBoundWhilePlacesAreMostlyFree() {
        assertEquals(Double.POSITIVE_INFINITY, window(5, 100));
    }

    @Test
    void isAQuarterMoreThanWhatGotThroughWhilePlacesAreMostlyTaken() {
        assertEquals(1 + 1.25 * 200, window(6, 100), 1e-9);
    }

    @Test
    void claimsOneCallASecondEvenIfNothingGetsThrough() {
        assertEquals(1, window(10, 0), 1e-9);
    }

    @Test
    void holdsUntilTheNextWindowIsOver() {
        double first = window(10, 100);
        assertEquals(first, bound.callsPerSecondMax(false, calls + 1_000, nowNanos + 499 * MILLI), 1e-9);
    }

    @Test
    void isGoneWithinAWindowWhenAnswersComeAgain() {
        window(10, 0);
        assertEquals(Double.POSITIVE_INFINITY, window(0, 500));
    }

    @Test
    void eachWindowIsMeasuredByItself() {
        window(10, 1_000);
        assertEquals(1 + 1.25 * 20, window(10, 10), 1e-9);
    }
}
