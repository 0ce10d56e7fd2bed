package io.sluice.loadtest.verdict;

import static io.sluice.loadtest.verdict.SyntheticFleet.at;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.loadtest.verdict.FleetFacts.Kind;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FleetVerdictTest {
    private final SyntheticFleet fleet = new SyntheticFleet();

    @Test
    void findsNothingWrongWithAnEvenFleet() {
        FleetVerdict verdict = fleet.call(from(0, 500)).judge();

        assertEquals(List.of(), verdict.failures());
        assertEquals(1.0, verdict.use().share(), 0.001);
        assertEquals(-3.0, verdict.judgedWindows().get(1).worst(), 0.01);
        assertTrue(new JsonObject(FleetVerdictJson.of(verdict)).getBoolean("clean"));
        assertTrue(FleetVerdictTable.text(verdict).contains("VERDICT: CLEAN"));
    }

    @Test
    void seesFourCallsTooManyInAHundredMilliseconds() {
        fleet.call(from(0, 500));
        for (int i = 0; i < 4; i++) {
            fleet.calls.set(9_000 + i, at(5.0501 + i * 1e-4));
        }

        FleetVerdict verdict = fleet.judge();

        assertTrue(verdict.judgedWindows().get(0).above() > 0);
        assertEquals(1.0, verdict.judgedWindows().get(0).worst(), 0.01);
        assertEquals(54, verdict.judgedWindows().get(0).worstCalls());
        assertFalse(verdict.clean());
    }

    @Test
    void allowsOneCallMoreForEachWorkerThatExists() {
        fleet.call(from(0, 500));
        for (int i = 0; i < 3; i++) {
            fleet.calls.set(9_000 + i, at(5.0501 + i * 1e-4));
        }

        assertEquals(0, fleet.judge().judgedWindows().get(0).above());
    }

    @Test
    void allowsNoCallForAWorkerThatIsNotThereYet() {
        fleet.call(from(0, 500));
        fleet.lives.set(2, new FleetFacts.Life("worker-3", at(6), at(60)));
        for (int i = 0; i < 3; i++) {
            fleet.calls.set(9_000 + i, at(5.0501 + i * 1e-4));
        }

        assertTrue(fleet.judge().judgedWindows().get(0).above() > 0);
    }

    @Test
    void seesARateThatIsAPercentTooHighOnlyInLongWindows() {
        FleetVerdict verdict = fleet.call(from(0, 505)).judge();

        assertEquals(0, verdict.judgedWindows().get(0).above());
        assertEquals(5 - 3 + 1, verdict.judgedWindows().get(1).worst(), 1.01);
        assertTrue(verdict.judgedWindows().get(1).above() > 0);
    }

    @Test
    void letsTheOldRateHoldForASecondAfterItWasLowered() {
        fleet.change(5, 250).call(from(0, 500), from(5.7, 250));

        FleetVerdict verdict = fleet.judge();

        assertEquals(List.of(), verdict.failures());
        assertEquals(700, verdict.effects().get(0).settledMillis(), 60);
    }

    @Test
    void seesALoweredRateThatIsNotFollowedInASecond() {
        fleet.change(5, 250).call(from(0, 500), from(6.2, 250));

        FleetVerdict verdict = fleet.judge();

        assertTrue(verdict.judgedWindows().get(0).above() > 0);
        assertTrue(
                verdict.failures().stream().anyMatch(text -> text.startsWith("rate: the rate took 1.2 s")),
                () -> verdict.failures().toString());
    }

    @Test
    void allowsTheHigherRateFromTheMomentItsRecordWasSent() {
        fleet.change(5, 750).call(from(0, 500), from(4.985, 750));

        assertEquals(List.of(), fleet.judge().failures());
    }

    @Test
    void seesAHigherRateBeforeAnybodyAskedForIt() {
        fleet.change(5, 750).call(from(0, 500), from(4.5, 750));

        assertTrue(fleet.judge().judgedWindows().get(0).above() > 0);
    }

    @Test
    void measuresHowLongAHigherRateTook() {
        fleet.change(5, 750).call(from(0, 500), from(5.4, 750));

        assertEquals(400, fleet.judge().effects().get(0).settledMillis(), 60);
    }

    @Test
    void forgivesTwoAndAHalfSecondsAfterAKill() {
        fleet.fault(Kind.KILL, 5, 5).call(from(0, 500), from(5, 0), from(7, 500));

        FleetVerdict verdict = fleet.judge();

        assertEquals(List.of(), verdict.failures());
        assertEquals(2_000, verdict.effects().get(0).settledMillis(), 20);
        assertEquals(1_000, verdict.effects().get(0).missingCalls(), 2);
        assertTrue(verdict.use().shareWithFaults() < 0.98);
    }

    @Test
    void seesAShareThatStaysIdleForLonger() {
        fleet.fault(Kind.KILL, 5, 5).call(from(0, 500), from(5, 400), from(9, 500));

        FleetVerdict verdict = fleet.judge();

        assertEquals(4_000, verdict.effects().get(0).settledMillis(), 50);
        assertTrue(verdict.use().share() < 0.99);
        assertFalse(verdict.clean());
    }

    @Test
    void seesAPauseThatNothingExplains() {
        FleetVerdict verdict =
                fleet.call(from(0, 500), from(5, 0), from(6, 500)).judge();

        assertTrue(verdict.use().share() < 0.98);
        assertFalse(verdict.clean());
    }

    @Test
    void leavesTheTimeWithoutABrokerOut() {
        fleet.fault(Kind.BROKER, 5, 15).call(from(0, 500), from(5, 0), from(16, 500));

        FleetVerdict verdict = fleet.judge();

        assertEquals(List.of(), verdict.failures());
        assertEquals(1_000, verdict.effects().get(0).settledMillis(), 20);
    }

    @Test
    void countsNothingBeforeTheFleetHadFoundItsPace() {
        SyntheticFleet slow = new SyntheticFleet().call(from(0, 100), from(2, 500));
        slow.mishaps.add("worker-2 ended by itself");

        FleetVerdict verdict = slow.judge();

        assertEquals(List.of("worker-2 ended by itself"), verdict.failures().subList(0, 1));
        assertTrue(verdict.use().share() < 0.98, "measured from 0 it counts");
    }

    @Test
    void staysTheSameWhenItsFactsAreReadAgain(@TempDir Path directory) throws Exception {
        FleetFacts facts = fleet.change(5, 250)
                .fault(Kind.BROKER, 7, 8)
                .call(from(0, 500))
                .judge()
                .facts();

        facts.write(directory);

        assertEquals(facts, FleetFacts.read(directory));
    }

    private static double[] from(double seconds, double ratePerSecond) {
        return new double[] {seconds, ratePerSecond};
    }
}
