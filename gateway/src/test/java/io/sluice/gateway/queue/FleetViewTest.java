package io.sluice.gateway.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.sluice.contract.FleetRecord;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class FleetViewTest {
    private static final long NOON = Instant.parse("2026-11-23T12:00:00Z").toEpochMilli();

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

    @Test
    void followsTheScheduleUntilSomebodySaysThePace() {
        fleet.apply(control(100, FleetRecord.Mode.FIXED, "UTC; 12:00-13:00=500"), 0);

        assertEquals(100, fleet.state(0, NOON - 1).ratePerSecond());
        assertEquals(500, fleet.state(0, NOON).ratePerSecond());
        fleet.apply(pace(480, false), 0);
        assertEquals(480, fleet.state(0, NOON).ratePerSecond());
        fleet.apply(control(100, FleetRecord.Mode.FIXED, "UTC; 12:00-13:00=600"), 0);
        assertEquals(600, fleet.state(0, NOON).ratePerSecond(), "that pace was about another schedule");
        fleet.apply(pace(590, false), 0);
        fleet.apply(control(100, FleetRecord.Mode.FIXED, ""), 0);
        assertEquals(100, fleet.state(0, NOON).ratePerSecond());
    }

    @Test
    void followsThePaceInAdaptiveModeNeverAboveTheOperatorsRate() {
        fleet.apply(control(100, FleetRecord.Mode.ADAPTIVE, ""), 0);
        assertEquals(100, fleet.state(0, NOON).ratePerSecond());
        fleet.apply(pace(60, false), 0);

        assertEquals(60, fleet.state(0, NOON).ratePerSecond());
        assertEquals(10_000, fleet.state(0, NOON).curve().drainedAfterMillis(600, NOON));
        fleet.apply(control(50, FleetRecord.Mode.ADAPTIVE, ""), 0);
        assertEquals(50, fleet.state(0, NOON).ratePerSecond());
        assertEquals(12_000, fleet.state(0, NOON).curve().drainedAfterMillis(600, NOON));
        fleet.apply(control(100, FleetRecord.Mode.FIXED, ""), 0);
        assertEquals(6_000, fleet.state(0, NOON).curve().drainedAfterMillis(600, NOON));
    }

    @Test
    void expectsNoMoreThanWasFoundWhereAScheduleAllowsMore() {
        fleet.apply(control(1_000, FleetRecord.Mode.ADAPTIVE, "UTC; 12:00-13:00=100"), 0);
        fleet.apply(pace(60, false), 0);
        assertEquals(7_200_000, fleet.state(0, NOON).curve().drainedAfterMillis(432_000, NOON));

        fleet.apply(pace(100, false), 0);
        assertEquals(
                3_601_000, fleet.state(0, NOON).curve().drainedAfterMillis(361_000, NOON), "it was as high as it may");
    }

    @Test
    void looksFurtherAheadAsTimeGoesBy() {
        fleet.apply(control(1, FleetRecord.Mode.FIXED, "UTC; 12:00-13:00=2"), 0);
        for (int hour = 0; hour < 24 * 60; hour++) {
            long nowMillis = NOON + hour * 3_600_000L + 1;
            assertEquals(hour % 24 == 0 ? 2 : 1, fleet.state(0, nowMillis).ratePerSecond());
            long days = fleet.state(0, nowMillis).curve().drainedAfterMillis(30 * 25 * 3_600, nowMillis);
            assertEquals(30, Math.round(days / 86_400_000.0));
        }
    }

    @Test
    void goesByTheOperatorsRateIfItCannotReadTheSchedule() {
        fleet.apply(control(100, FleetRecord.Mode.FIXED, "UTC; every full moon=5"), 0);

        assertEquals(100, fleet.state(0, NOON).ratePerSecond());
    }

    @Test
    void takesAdviceForWhatItIs() {
        fleet.apply(control(100, FleetRecord.Mode.RECOMMEND, ""), 0);
        fleet.apply(pace(70, true), 0);

        assertEquals(100, fleet.state(0, NOON).ratePerSecond());
        assertEquals(pace(70, true), fleet.report(0, NOON).advice());
        fleet.apply(control(100, FleetRecord.Mode.FIXED, ""), 0);
        assertNull(fleet.report(0, NOON).advice());
    }

    @Test
    void reportsTheLiveWorkersAndWhatBindsMostOfTheShare() {
        assertNull(fleet.report(0, NOON).binding());
        fleet.apply(control(100, FleetRecord.Mode.FIXED, ""), 0);
        fleet.apply(lease("c", 200, "concurrency"), 0);
        fleet.apply(lease("b", 150, "rate"), 0);
        fleet.apply(lease("a", 100, "rate"), 0);

        FleetReport report = fleet.report(0, NOON);
        assertEquals("rate", report.binding());
        assertEquals(
                List.of("a", "b", "c"),
                report.workers().stream().map(FleetRecord.Lease::worker).toList());
        assertEquals(100, report.ratePerSecond());
        fleet.apply(new FleetRecord.Hold(1_000, "a"), 0);
        assertEquals(0, fleet.report(0, NOON).ratePerSecond(), "on hold");
        assertEquals(0, fleet.report(millis(1_500), NOON).ratePerSecond(), "all are gone");
        assertEquals(List.of(), fleet.report(millis(1_500), NOON).workers());
    }

    @Test
    void remembersTwentyChangesAndTenOfPeopleAtLeast() {
        for (int i = 0; i < 15; i++) {
            fleet.apply(control(i, false), 0);
        }
        for (int i = 0; i < 50; i++) {
            fleet.apply(pace(i, i % 2 == 0), 0);
            fleet.apply(pace(i, i % 2 == 0), 0);
        }
        List<FleetReport.Change> changes = fleet.report(0, NOON).changes();

        assertEquals(20, changes.size());
        assertEquals(
                new FleetReport.Change(FleetReport.Change.Kind.PACE, 49, false, "w", "because", 7), changes.get(0));
        assertEquals(FleetReport.Change.Kind.ADVICE, changes.get(1).kind());
        assertEquals(
                List.of(14.0, 13.0, 12.0, 11.0, 10.0, 9.0, 8.0, 7.0, 6.0, 5.0),
                changes.stream()
                        .filter(change -> change.kind() == FleetReport.Change.Kind.CONTROL)
                        .map(FleetReport.Change::ratePerSecond)
                        .toList());
    }

    private static FleetRecord.Pace pace(double rate, boolean advice) {
        return new FleetRecord.Pace(rate, advice, "w", FleetRecord.Cause.PROBE, "because", 7);
    }

    private static FleetRecord control(double rate, FleetRecord.Mode mode, String schedule) {
        return new FleetRecord.Control(rate, false, mode, schedule, false, "test", "", 0);
    }

    private static FleetRecord lease(String worker, long share, String brake) {
        return new FleetRecord.Lease(
                worker,
                "1",
                1,
                share,
                1_000,
                FleetRecord.Claim.NONE,
                0,
                new FleetRecord.Activity(0, 0, 0, 0, 0, 0, brake));
    }

    private static FleetRecord control(double rate, boolean initial) {
        return new FleetRecord.Control(rate, false, FleetRecord.Mode.FIXED, "", initial, "test", "", 0);
    }

    private static FleetRecord lease(String worker, String incarnation) {
        return new FleetRecord.Lease(
                worker, incarnation, 1, 1, 1_000, FleetRecord.Claim.NONE, 0, FleetRecord.Activity.NONE);
    }

    private static long millis(long millis) {
        return TimeUnit.MILLISECONDS.toNanos(millis);
    }
}
