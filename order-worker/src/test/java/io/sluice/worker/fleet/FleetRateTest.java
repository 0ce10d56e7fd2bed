package io.sluice.worker.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.contract.FleetRecord;
import io.sluice.contract.FleetRecord.Activity;
import io.sluice.contract.FleetRecord.Claim;
import io.sluice.contract.FleetRecord.Control;
import io.sluice.contract.FleetRecord.Hold;
import io.sluice.contract.FleetRecord.Lease;
import org.junit.jupiter.api.Test;

class FleetRateTest {
    private static final long MILLI = 1_000_000L;
    private static final long SECOND = 1_000 * MILLI;
    private static final Workload BUSY = new Workload(1_000_000, 1, Activity.NONE, Double.POSITIVE_INFINITY);

    private final FleetRate rate = new FleetRate("a", "life-1", SECOND);

    private static Control control(double ratePerSecond, boolean paused, boolean initial) {
        return new Control(ratePerSecond, paused, FleetRecord.Mode.FIXED, "", initial, "test", "because", 0);
    }

    private static Lease peer(long share, long ttlMillis) {
        return new Lease(
                "b", "life-1", 1, share, ttlMillis, new Claim(FleetRecord.WHOLE, 1_000_000, 1), 0, Activity.NONE);
    }

    /** A declaration that is read back at once. */
    private void holdLease(long nowNanos) {
        rate.read(rate.declare(BUSY, nowNanos), nowNanos);
    }

    @Test
    void isZeroUntilBothRateAndLeaseAreKnown() {
        assertNull(rate.control());
        assertEquals(0, rate.callsPerSecond(0));
        rate.read(control(800, false, true), 0);
        assertEquals(800, rate.targetPerSecond());
        assertEquals(0, rate.callsPerSecond(0), "no lease yet");
        assertFalse(rate.hasLease(0));
        holdLease(0);
        assertTrue(rate.hasLease(0));
        assertEquals(800, rate.callsPerSecond(0), 1e-6);
    }

    @Test
    void endsWithTheLease() {
        rate.read(control(800, false, true), 0);
        holdLease(0);
        assertEquals(800, rate.callsPerSecond(SECOND - 1), 1e-6);
        assertEquals(0, rate.callsPerSecond(SECOND));
        assertFalse(rate.hasLease(SECOND));
    }

    @Test
    void isTheShareTimesTheTarget() {
        rate.read(control(800, false, true), 0);
        rate.read(peer(FleetRecord.WHOLE * 3 / 4, 1_000), 0);
        holdLease(0);
        assertEquals(200, rate.callsPerSecond(0), 1e-6);
        rate.read(control(400, false, false), 0);
        assertEquals(100, rate.callsPerSecond(0), 1e-6);
    }

    @Test
    void isZeroWhilePaused() {
        holdLease(0);
        rate.read(control(800, true, false), 0);
        assertEquals(0, rate.targetPerSecond());
        assertEquals(0, rate.callsPerSecond(0));
        rate.read(control(800, false, false), 0);
        assertEquals(800, rate.callsPerSecond(0), 1e-6);
    }

    @Test
    void anInitialControlCountsOnlyIfThereIsNone() {
        rate.read(control(800, false, true), 0);
        rate.read(control(5, false, true), 0);
        assertEquals(800, rate.targetPerSecond());
        rate.read(control(100, false, false), 0);
        rate.read(control(5, false, true), 0);
        assertEquals(100, rate.targetPerSecond());
    }

    @Test
    void theLaterControlWins() {
        rate.read(control(800, false, false), 0);
        rate.read(control(900, true, false), 0);
        rate.read(control(700, false, false), 0);
        assertEquals(control(700, false, false), rate.control());
        assertEquals(700, rate.targetPerSecond());
    }

    @Test
    void aHoldStopsAllCallsForItsTime() {
        rate.read(control(800, false, true), 0);
        holdLease(0);
        rate.read(new Hold(500, "b"), 0);
        assertTrue(rate.isHeld(0));
        assertEquals(0, rate.callsPerSecond(500 * MILLI - 1));
        assertEquals(800, rate.callsPerSecond(500 * MILLI), 1e-6);
        assertFalse(rate.isHeld(500 * MILLI));
        assertEquals(800, rate.targetPerSecond(), "a hold changes no target");
    }

    @Test
    void aShorterHoldDoesNotEndALongerOne() {
        assertTrue(rate.hold(10_000, 0));
        assertFalse(rate.hold(100, 0), "no news");
        assertTrue(rate.isHeld(9 * SECOND));
    }

    @Test
    void aHoldIsNewsOnceAndAgainWhenItIsMuchLonger() {
        assertTrue(rate.hold(10_000, 0));
        assertFalse(rate.hold(10_000, 400 * MILLI), "the same answer to the next call");
        assertTrue(rate.hold(20_000, 0));
        assertTrue(rate.hold(1_000, 60 * SECOND), "the last one is over");
    }

    @Test
    void aHoldThatMustBeAMistakeIsCutToFiveMinutes() {
        rate.hold(Long.MAX_VALUE, 0);
        assertTrue(rate.isHeld(300 * SECOND - 1));
        assertFalse(rate.isHeld(300 * SECOND));
    }

    @Test
    void knowsWhoIsAliveAndWhoFellSilent() {
        Lease silent = peer(1_000, 1_000);
        rate.read(silent, 0);
        assertEquals(1, rate.livePeers(SECOND).size());
        assertEquals(0, rate.lapsedPeers(SECOND).size(), "clocks may differ a little");
        assertEquals(0, rate.livePeers(2 * SECOND).size());
        assertEquals(silent, rate.lapsedPeers(2 * SECOND).get(0));
        rate.forget(silent);
        assertEquals(0, rate.lapsedPeers(2 * SECOND).size());
    }

    @Test
    void whoSaidFarewellIsNeitherAliveNorSilent() {
        rate.read(peer(1_000, 1_000), 0);
        rate.read(peer(0, 0), 1);
        assertEquals(0, rate.livePeers(2).size());
        assertEquals(0, rate.lapsedPeers(2).size());
    }

    @Test
    void leavingGivesTheShareBackAtOnce() {
        rate.read(control(800, false, true), 0);
        holdLease(0);
        Lease farewell = rate.leave(BUSY, 1);
        assertEquals(0, farewell.share());
        assertEquals(0, farewell.ttlMillis());
        assertEquals(0, rate.callsPerSecond(1));
    }
}
