package io.sluice.worker.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.contract.FleetRecord.Activity;
import io.sluice.contract.FleetRecord.Cause;
import io.sluice.contract.FleetRecord.Claim;
import io.sluice.contract.FleetRecord.Lease;
import io.sluice.contract.FleetRecord.Mode;
import io.sluice.contract.FleetRecord.Pace;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConductorTest {
    private static final long MILLI = 1_000_000L;
    private static final long SECOND = 1_000 * MILLI;
    private static final long TTL = 100 * SECOND;
    private static final Workload BUSY = new Workload(1_000_000, 1, Activity.NONE, Double.POSITIVE_INFINITY);
    private static final String SCHEDULE = "UTC; 12:00-13:00=100; 13:00-14:00=300 ramp PT10S";

    private final FleetRate rate = new FleetRate("b", "life", TTL);
    private final Conductor conductor = new Conductor("b", 1);
    private long now = SECOND;
    private Instant wall = Instant.parse("2026-11-22T11:59:50Z");

    private void control(String schedule) {
        rate.read(ModelFleet.control(1_000, Mode.FIXED, schedule), now);
    }

    private void holdLease() {
        rate.read(rate.declare(BUSY, now), now);
    }

    private void peer(String id, long ttlMillis) {
        rate.read(new Lease(id, "life", 1, 0, ttlMillis, Claim.NONE, 0, Activity.NONE), now);
    }

    private List<Pace> speak() {
        return conductor.speak(rate, Activity.NONE, now, wall.toEpochMilli());
    }

    /** Says and reads back for so long, and answers with all that was said. */
    private List<Pace> speakFor(long nanos) {
        List<Pace> said = new ArrayList<>();
        for (long end = now + nanos; now < end; now += 50 * MILLI) {
            List<Pace> paces = speak();
            paces.forEach(pace -> rate.read(pace, now));
            said.addAll(paces);
            wall = wall.plusMillis(50);
        }
        return said;
    }

    @Test
    void hasNothingToSayWhereTheOperatorSaidTheRate() {
        control("");
        holdLease();
        assertEquals(List.of(), speakFor(20 * SECOND));
        assertEquals(1_000, rate.targetPerSecond());
    }

    @Test
    void speaksOnlyWithALeaseAndOnlyIfNobodyLowerLives() {
        control(SCHEDULE);
        assertEquals(List.of(), speak());
        peer("a", 1_000);
        holdLease();
        assertEquals(List.of(), speak());
        now += 2 * SECOND;
        assertEquals(1_000, speak().get(0).ratePerSecond(), "a's lease has run out");
    }

    @Test
    void followsTheCalendarAndRepeatsItselfEveryTenSeconds() {
        control(SCHEDULE);
        holdLease();
        assertEquals(1, speakFor(9 * SECOND).size());
        List<Pace> atNoon = speakFor(2 * SECOND);
        assertEquals(100, rate.targetPerSecond());
        assertEquals(List.of(100.0), atNoon.stream().map(Pace::ratePerSecond).toList());
        assertEquals("schedule", atNoon.get(0).reason());
        assertEquals(3, speakFor(30 * SECOND).size());
    }

    @Test
    void aRampIsSaidInStepsAtMostFourTimesASecondAndEndsExactly() {
        control(SCHEDULE);
        wall = Instant.parse("2026-11-22T12:59:59Z");
        holdLease();
        int said = speakFor(11 * SECOND + 500 * MILLI).size();
        assertTrue(said > 30 && said <= 44, said + " paces");
        assertEquals(300, rate.targetPerSecond());
    }

    @Test
    void saysAgainWhatWasNotReadBack() {
        control(SCHEDULE);
        holdLease();
        assertEquals(1, speak().size());
        now += 100 * MILLI;
        assertEquals(0, speak().size());
        now += 150 * MILLI;
        assertEquals(1, speak().size());
    }

    @Test
    void repeatsItselfForWhomItHasNotSeenBefore() {
        control(SCHEDULE);
        holdLease();
        speakFor(SECOND);
        peer("c", 60_000);
        assertEquals(1, speakFor(SECOND).size());
    }

    @Test
    void aSecondConductorIsOverruled() {
        control(SCHEDULE);
        holdLease();
        speakFor(SECOND);
        rate.read(new Pace(5_000, false, "z", Cause.PROBE, "another view", 0), now);
        assertEquals(5_000, rate.targetPerSecond(), "all read the same log and follow it");
        assertEquals(1, speakFor(SECOND).size());
        assertFalse(rate.targetPerSecond() > 1_000);
    }

    @Test
    void aScheduleThatIsNotUnderstoodLeavesTheOperatorsRate() {
        control("at night");
        holdLease();
        speakFor(SECOND);
        assertEquals(1_000, rate.targetPerSecond());
    }
}
