package io.sluice.worker.pacing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class CallGateTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long MILLI = 1_000_000L;

    @Test
    void theSecondLockHoldsEvenIfTheFirstWereWrong() {
        CallGate gate = new CallGate(0);
        gate.setRate(0.001, 0.001, 0);
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
        gate.setRate(1, 1, 0);
        assertTrue(gate.tryStart(2 * SECOND));
        gate.setRate(2, 2, 2 * SECOND);
        assertFalse(gate.tryStart(2 * SECOND));
        gate.setRate(3, 3, 2 * SECOND);
        assertFalse(gate.tryStart(2 * SECOND));
    }

    @Test
    void theNextCallWaitsUntilTheOneBeforeHasLeft() {
        CallGate gate = new CallGate(0);
        long start = startAtTenPerSecond(gate);

        long late = start + 15 * MILLI;
        assertNear(start + 100 * MILLI, nextNanos(gate, start));
        gate.left(start, late);
        assertNear(late + 100 * MILLI, nextNanos(gate, late));
    }

    @Test
    void aCallThatLeavesAtOnceCostsNothing() {
        CallGate gate = new CallGate(0);
        long start = startAtTenPerSecond(gate);
        long before = nextNanos(gate, start);
        gate.left(start, start);
        assertEquals(before, nextNanos(gate, start));
        // Its answer.
        gate.ended(start);
        assertEquals(before, nextNanos(gate, start));
    }

    @Test
    void oneThatDoesNotLeaveHoldsTheOthersUpForAMomentOnly() {
        CallGate gate = new CallGate(0);
        gate.setRate(1_000, 1_000, 0);
        gate.setRate(1_000, 1_000, SECOND);
        assertTrue(gate.tryStart(SECOND));
        assertEquals(20 * MILLI, gate.waitNanos(SECOND));
        assertFalse(gate.tryStart(SECOND + 19 * MILLI));
        gate.setRate(1_000, 1_000, SECOND + 20 * MILLI);
        assertTrue(gate.tryStart(SECOND + 20 * MILLI));
        // When it leaves after all, the other one still holds the rest up.
        gate.left(SECOND, SECOND + 21 * MILLI);
        assertEquals(19 * MILLI, gate.waitNanos(SECOND + 21 * MILLI));
        gate.ended(SECOND + 20 * MILLI);
        assertTrue(gate.waitNanos(SECOND + 21 * MILLI) <= MILLI);
    }

    @Test
    void aColdProcessMakesUpForNothing() {
        long cold = nanosFromALateCallToTheNext(SECOND);
        long warm = nanosFromALateCallToTheNext(4 * SECOND);
        assertTrue(cold >= 100 * MILLI, cold + " ns");
        assertTrue(warm < 99 * MILLI, warm + " ns");
    }

    private static long nanosFromALateCallToTheNext(long fromNanos) {
        CallGate gate = new CallGate(0);
        long now = 0;
        for (; now < fromNanos; now += MILLI) {
            gate.setRate(10, 10, now);
        }
        assertTrue(gate.tryStart(now));
        gate.left(now, now);
        long lateNanos = now + gate.waitNanos(now) + 2 * MILLI;
        for (; now <= lateNanos; now += MILLI) {
            gate.setRate(10, 10, now);
        }
        gate.setRate(10, 10, lateNanos);
        assertTrue(gate.tryStart(lateNanos));
        gate.left(lateNanos, lateNanos);
        return gate.waitNanos(lateNanos);
    }

    /** Has one call started, which has not left, and says when. */
    private static long startAtTenPerSecond(CallGate gate) {
        for (long now = 0; now < 2 * SECOND; now += 5 * MILLI) {
            gate.setRate(10, 10, now);
        }
        assertTrue(gate.tryStart(2 * SECOND));
        return 2 * SECOND;
    }

    /** But for the time that the pacer lets a call make up for. */
    private static void assertNear(long expectedNanos, long nanos) {
        assertTrue(Math.abs(nanos - expectedNanos) < 4 * MILLI, nanos + " is not " + expectedNanos);
    }

    private static long nextNanos(CallGate gate, long nowNanos) {
        return nowNanos + gate.waitNanos(nowNanos);
    }

    @Test
    void nothingStartsAtRateZero() {
        CallGate gate = new CallGate(0);
        gate.setRate(0, 0, 0);
        assertFalse(gate.tryStart(SECOND));
    }
}
