package io.sluice.gateway.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sluice.contract.FleetRecord;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class FleetViewTest {
    private final FleetView fleet = new FleetView();

    @Test
    void knowsNothingAtFirst() {
        assertEquals(DrainState.UNKNOWN, fleet.state(0, 0));
    }

    @Test
    void takesTheFirstControlEvenIfInitialAndThenOnlyTrueOnes() {
        fleet.apply(control(100, true), 0);
        fleet.apply(control(200, true), 0);
        assertEquals(100, fleet.state(0, 0).ratePerSecond());
        fleet.apply(control(300, false), 0);
        assertEquals(300, fleet.state(0, 0).ratePerSecond());
    }

    @Test
    void countsAWorkerForOneAndAHalfTimesItsPromise() {
        fleet.apply(lease("a", "1"), millis(0));
        fleet.apply(lease("b", "1"), millis(1_000));
        fleet.apply(lease("a", "2"), millis(1_000));

        assertEquals(2, fleet.state(millis(1_499), 0).liveWorkers());
        assertEquals(2, fleet.state(millis(2_499), 0).liveWorkers());
        assertEquals(0, fleet.state(millis(2_500), 0).liveWorkers());
    }

    @Test
    void tellsHowMuchLongerTheDownstreamWantsQuiet() {
        fleet.apply(new FleetRecord.Hold(3_000, "a"), millis(10));

        assertEquals(2_000, fleet.state(millis(1_010), 0).holdMillis());
        assertEquals(0, fleet.state(millis(3_010), 0).holdMillis());
    }

    private static FleetRecord control(double rate, boolean initial) {
        return new FleetRecord.Control(rate, false, FleetRecord.Mode.FIXED, "", initial, "test", "", 0);
    }

    private static FleetRecord lease(String worker, String incarnation) {
        return new FleetRecord.Lease(worker, incarnation, 1, 1, 1_000, 1, 0, 0, FleetRecord.Activity.NONE);
    }

    private static long millis(long millis) {
        return TimeUnit.MILLISECONDS.toNanos(millis);
    }
}
