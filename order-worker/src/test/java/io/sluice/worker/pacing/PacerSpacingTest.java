package io.sluice.worker.pacing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The pacer without its margin: what one bucket lets through. */
class PacerSpacingTest {
    private static final long SECOND = 1_000_000_000L;

    @Test
    void allowsNothingWithoutARate() {
        Pacer pacer = new Pacer(Pacer.Slack.NONE, 0);
        assertEquals(Long.MAX_VALUE, pacer.waitNanos(SECOND));
    }

    @Test
    void spacesCallsEvenly() {
        Pacer pacer = new Pacer(Pacer.Slack.NONE, 0);
        pacer.setRate(4, 4, 0);
        long now = 0;
        for (int i = 0; i < 3; i++) {
            long wait = pacer.waitNanos(now);
            assertEquals(SECOND / 4, wait);
            now += wait;
            pacer.started(now);
        }
    }

    @Test
    void givesOneCallAndNoBurstAfterAnIdleMinute() {
        Pacer pacer = new Pacer(Pacer.Slack.NONE, 0);
        pacer.setRate(1_000, 1_000, 0);
        long now = 60 * SECOND;
        assertEquals(0, pacer.waitNanos(now));
        pacer.started(now);
        assertEquals(SECOND / 1_000, pacer.waitNanos(now));
    }

    @Test
    void anEarnedCallIsWithheldWhileTheRateIsZero() {
        Pacer pacer = new Pacer(Pacer.Slack.NONE, 0);
        pacer.setRate(10, 10, 0);
        assertEquals(0, pacer.waitNanos(SECOND));
        pacer.setRate(0, 0, SECOND);
        assertEquals(Long.MAX_VALUE, pacer.waitNanos(2 * SECOND));
        pacer.setRate(10, 10, 3 * SECOND);
        assertEquals(0, pacer.waitNanos(3 * SECOND));
    }

    @Test
    void timeSinceTheLastLookCountsAtTheLowerRate() {
        Pacer raised = new Pacer(Pacer.Slack.NONE, 0);
        raised.setRate(1, 1, 0);
        raised.setRate(100, 100, SECOND / 200);
        assertEquals((SECOND - SECOND / 200) / 100, raised.waitNanos(SECOND / 200));
        Pacer lowered = new Pacer(Pacer.Slack.NONE, 0);
        lowered.setRate(100, 100, 0);
        lowered.setRate(1, 1, SECOND / 200);
        assertEquals(SECOND - SECOND / 200, lowered.waitNanos(SECOND / 200));
    }

    @Test
    void timeSinceTheLastLookCountsAtTheLowestRateThereWas() {
        Pacer lent = new Pacer(Pacer.Slack.NONE, 0);
        lent.setRate(10, 10, 0);
        lent.setRate(10, 0, SECOND);
        assertEquals(SECOND / 10, lent.waitNanos(SECOND), "lent to others meanwhile");
        Pacer kept = new Pacer(Pacer.Slack.NONE, 0);
        kept.setRate(10, 10, 0);
        kept.setRate(10, 10, SECOND / 20);
        assertEquals(SECOND / 20, kept.waitNanos(SECOND / 20), "nobody else had it, however late the look");
    }

    @Test
    void makesUpForALateWakeUpWithinTheTolerance() {
        Pacer pacer = new Pacer(new Pacer.Slack(0, SECOND / 2), 0);
        pacer.setRate(4, 4, 0);
        pacer.started(SECOND);
        assertEquals(0, pacer.waitNanos(SECOND));
        pacer.started(SECOND);
        assertEquals(0, pacer.waitNanos(SECOND));
        pacer.started(SECOND);
        assertEquals(SECOND / 4, pacer.waitNanos(SECOND));
    }

    @Test
    void whoWasIdleHasNothingToMakeUpFor() {
        Pacer pacer = new Pacer(new Pacer.Slack(0, SECOND / 2), 0);
        pacer.setRate(4, 4, 0);
        pacer.idle(60 * SECOND);
        pacer.started(60 * SECOND);
        assertEquals(SECOND / 4, pacer.waitNanos(60 * SECOND));
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
        Pacer pacer = new Pacer(new Pacer.Slack(0, toleranceNanos), 0);
        long now = 0;
        double rate = 0;
        double integral = 0;
        List<Double> integralAtCall = new ArrayList<>();
        for (int step = 0; step < 400; step++) {
            if (random.nextInt(10) == 0) {
                rate = random.nextInt(5) == 0 ? 0 : random.nextDouble() * 2_000;
                pacer.setRate(rate, rate, now);
            }
            long wait = pacer.waitNanos(now);
            if (wait == 0) {
                pacer.started(now);
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
