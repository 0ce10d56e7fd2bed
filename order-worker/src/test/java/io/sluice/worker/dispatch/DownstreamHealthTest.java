package io.sluice.worker.dispatch;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class DownstreamHealthTest {
    private static final long SECOND = 1_000_000_000L;

    private final DownstreamHealth health = new DownstreamHealth(0);

    private void fail(int times) {
        for (int i = 0; i < times; i++) {
            health.failed();
        }
    }

    @Test
    void isUpUntilSomethingFails() {
        assertFalse(health.isDown(3_600 * SECOND), "an idle hour is no outage");
    }

    @Test
    void manyFailuresInAMomentAreNoOutage() {
        fail(1_000);
        assertFalse(health.isDown(SECOND));
        assertTrue(health.isDown(SECOND + 1));
    }

    @Test
    void aFewFailuresOverALongTimeAreNoOutage() {
        fail(19);
        assertFalse(health.isDown(60 * SECOND));
        fail(1);
        assertTrue(health.isDown(60 * SECOND));
    }

    @Test
    void oneAnswerEndsAnOutage() {
        fail(1_000);
        assertTrue(health.isDown(10 * SECOND));
        health.answered(10 * SECOND);
        assertFalse(health.isDown(10 * SECOND));
        fail(19);
        assertFalse(health.isDown(20 * SECOND), "failures are counted anew");
    }

    @Test
    void anAnswerOfLateCountsFromThenOn() {
        health.answered(5 * SECOND);
        fail(20);
        assertFalse(health.isDown(6 * SECOND));
        assertTrue(health.isDown(6 * SECOND + 1));
    }

    @Test
    void theClockMayWrap() {
        DownstreamHealth wrapping = new DownstreamHealth(Long.MAX_VALUE);
        for (int i = 0; i < 20; i++) {
            wrapping.failed();
        }
        assertFalse(wrapping.isDown(Long.MIN_VALUE + SECOND - 1));
        assertTrue(wrapping.isDown(Long.MIN_VALUE + SECOND));
    }
}
