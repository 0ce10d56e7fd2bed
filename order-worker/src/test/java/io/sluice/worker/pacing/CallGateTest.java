package io.sluice.worker.pacing;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class CallGateTest {
    private static final long SECOND = 1_000_000_000L;

    @Test
    void theSecondLockHoldsEvenIfTheFirstWereWrong() {
        CallGate gate = new CallGate(0);
        gate.setRate(0.001, 0);
        int started = 0;
        // The pacer is told of times that have not come; the limiter looks at the real clock.
        for (long now = 0; now < 100_000; now++) {
            started += gate.tryStart(now * 2_000 * SECOND) ? 1 : 0;
        }
        assertTrue(started < 1_000, started + " calls started");
    }

    @Test
    void aNewRateHandsOutNoBurst() {
        CallGate gate = new CallGate(0);
        gate.setRate(1, 0);
        assertTrue(gate.tryStart(2 * SECOND));
        gate.setRate(2, 2 * SECOND);
        assertFalse(gate.tryStart(2 * SECOND));
        gate.setRate(3, 2 * SECOND);
        assertFalse(gate.tryStart(2 * SECOND));
    }

    @Test
    void nothingStartsAtRateZero() {
        CallGate gate = new CallGate(0);
        gate.setRate(0, 0);
        assertFalse(gate.tryStart(SECOND));
    }
}
