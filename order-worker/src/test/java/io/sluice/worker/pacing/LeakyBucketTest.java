package io.sluice.worker.pacing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LeakyBucketTest {
    private static final long SECOND = 1_000_000_000L;

    @Test
    void allowsNothingWithoutARate() {
        LeakyBucket bucket = new LeakyBucket(0, 0);
        assertEquals(Long.MAX_VALUE, bucket.waitNanos(SECOND));
    }

    @Test
    void spacesCallsEvenly() {
        LeakyBucket bucket = new LeakyBucket(0, 0);
        bucket.setRate(4, 0);
        long now = 0;
        for (int i = 0; i < 3; i++) {
            long wait = bucket.waitNanos(now);
            assertEquals(SECOND / 4, wait);
            now += wait;
            bucket.started(now);
        }
    }

    @Test
    void givesOneCallAndNoBurstAfterAnIdleMinute() {
        LeakyBucket bucket = new LeakyBucket(0, 0);
        bucket.setRate(1_000, 0);
        long now = 60 * SECOND;
        assertEquals(0, bucket.waitNanos(now));
        bucket.started(now);
        assertEquals(SECOND / 1_000, bucket.waitNanos(now));
    }

    @Test
    void anEarnedCallIsWithheldWhileTheRateIsZero() {
        LeakyBucket bucket = new LeakyBucket(0, 0);
        bucket.setRate(10, 0);
        assertEquals(0, bucket.waitNanos(SECOND));
        bucket.setRate(0, SECOND);
        assertEquals(Long.MAX_VALUE, bucket.waitNanos(2 * SECOND));
        bucket.setRate(10, 3 * SECOND);
        assertEquals(0, bucket.waitNanos(3 * SECOND));
    }

    @Test
    void timeSinceTheLastLookCountsAtTheLowerRate() {
        LeakyBucket raised = new LeakyBucket(0, 0);
        raised.setRate(1, 0);
        raised.setRate(100, SECOND / 200);
        assertEquals((SECOND - SECOND / 200) / 100, raised.waitNanos(SECOND / 200));
        LeakyBucket lowered = new LeakyBucket(0, 0);
        lowered.setRate(100, 0);
        lowered.setRate(1, SECOND / 200);
        assertEquals(SECOND - SECOND / 200, lowered.waitNanos(SECOND / 200));
    }

    @Test
    void whoDidNotLookForLongHasMissedThatTime() {
        LeakyBucket bucket = new LeakyBucket(0, 0);
        bucket.setRate(1, 0);
        bucket.setRate(1, 60 * SECOND);
        assertEquals(SECOND - SECOND / 100, bucket.waitNanos(60 * SECOND));
    }

    @Test
    void makesUpForALateWakeUpWithinTheTolerance() {
        LeakyBucket bucket = new LeakyBucket(SECOND / 2, 0);
        bucket.setRate(4, 0);
        bucket.started(SECOND);
        assertEquals(0, bucket.waitNanos(SECOND));
        bucket.started(SECOND);
        assertEquals(0, bucket.waitNanos(SECOND));
        bucket.started(SECOND);
        assertEquals(SECOND / 4, bucket.waitNanos(SECOND));
    }

    @Test
    void whoWasIdleHasNothingToMakeUpFor() {
        LeakyBucket bucket = new LeakyBucket(SECOND / 2, 0);
        bucket.setRate(4, 0);
        bucket.idle(60 * SECOND);
        bucket.started(60 * SECOND);
        assertEquals(SECOND / 4, bucket.waitNanos(60 * SECOND));
    }

    @Test
    void noWindowHoldsMoreThanTheIntegralOfTheRateAndOne() {
        for (long seed = 0; seed < 60; seed++) {
            checkWindows(0, new SplittableRandom(seed), seed);
        }
    }

    @Test
    void toleranceAddsNoMoreThanWhatItSays() {
        for (long seed = 0; seed < 60; seed++) {
            checkWindows(5_000_000, new SplittableRandom(seed), seed);
        }
    }

    /** Random rates at random times, a caller that comes late at random; every pair of calls bounds a window. */
    private static void checkWindows(long toleranceNanos, SplittableRandom random, long seed) {
        LeakyBucket bucket = new LeakyBucket(toleranceNanos, 0);
        long now = 0;
        double rate = 0;
        double integral = 0;
        List<Double> integralAtCall = new ArrayList<>();
        for (int step = 0; step < 400; step++) {
            if (random.nextInt(10) == 0) {
                rate = random.nextInt(5) == 0 ? 0 : random.nextDouble() * 2_000;
                bucket.setRate(rate, now);
            }
            long wait = bucket.waitNanos(now);
            if (wait == 0) {
                bucket.started(now);
                integralAtCall.add(integral);
            }
            long late = random.nextInt(3) == 0 ? random.nextLong(3_000_000) : 0;
            long pass = (wait == Long.MAX_VALUE ? 1_000_000 : Math.min(wait, random.nextLong(1, 2_000_000))) + late;
            integral += rate * pass / SECOND;
            now += pass;
        }
        for (int i = 0; i < integralAtCall.size(); i++) {
            for (int j = i; j < integralAtCall.size(); j++) {
                double allowed = integralAtCall.get(j) - integralAtCall.get(i) + 1 + 2_000.0 * toleranceNanos / SECOND;
                assertTrue(j - i + 1 <= allowed + 1e-6, "seed " + seed + ": " + (j - i + 1) + " > " + allowed);
            }
        }
    }
}
