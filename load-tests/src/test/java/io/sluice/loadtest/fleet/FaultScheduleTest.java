package io.sluice.loadtest.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.loadtest.fleet.FaultSchedule.Planned;
import io.sluice.loadtest.verdict.FleetFacts.Kind;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class FaultScheduleTest {
    private static final Duration TEN_MINUTES = Duration.ofMinutes(10);

    @Test
    void plansAsManyFaultsAsAskedForSpreadOverTheWholeTime() {
        for (int faults : new int[] {1, 2, 6, 30, 100}) {
            List<Planned> schedule = FaultSchedule.of(7, faults, TEN_MINUTES, 500);

            assertEquals(faults, schedule.size());
            long slotMillis = TEN_MINUTES.toMillis() / faults;
            for (int i = 0; i < faults; i++) {
                assertEquals(i, schedule.get(i).atMillis() / slotMillis, () -> schedule.toString());
            }
        }
    }

    @Test
    void isTheSameForTheSameSeedOnly() {
        assertEquals(FaultSchedule.of(7, 30, TEN_MINUTES, 500), FaultSchedule.of(7, 30, TEN_MINUTES, 500));
        assertNotEquals(FaultSchedule.of(7, 30, TEN_MINUTES, 500), FaultSchedule.of(8, 30, TEN_MINUTES, 500));
    }

    @Test
    void growsTheFleetFromOneToEightAndShrinksItToTwo() {
        for (long seed = 0; seed < 50; seed++) {
            int workers = 1;
            int most = 1;
            for (Planned planned : FaultSchedule.of(seed, 30, TEN_MINUTES, 500)) {
                workers += planned.kind() == Kind.JOIN ? planned.workers() : 0;
                workers -= planned.kind() == Kind.LEAVE ? planned.workers() : 0;
                most = Math.max(most, workers);
            }
            assertEquals(8, most);
            assertEquals(2, workers);
        }
    }

    @Test
    void hasEveryKindAndAtMostTwoBrokerKills() {
        for (long seed = 0; seed < 50; seed++) {
            List<Kind> kinds = FaultSchedule.of(seed, 30, TEN_MINUTES, 500).stream()
                    .map(Planned::kind)
                    .toList();
            assertEquals(2, kinds.stream().filter(kind -> kind == Kind.BROKER).count());
            assertTrue(kinds.containsAll(List.of(Kind.KILL, Kind.SUSPEND, Kind.LEAVE, Kind.JOIN, Kind.RATE)));
            assertEquals(Kind.JOIN, kinds.get(0));
        }
    }

    @Test
    void changesTheRateByStepsThatCanBeSeen() {
        double before = 1_000;
        for (Planned planned : FaultSchedule.of(3, 100, TEN_MINUTES, 1_000)) {
            if (planned.kind() == Kind.RATE) {
                assertTrue(planned.ratePerSecond() >= 500 && planned.ratePerSecond() <= 1_500);
                assertTrue(Math.abs(planned.ratePerSecond() - before) >= 200 - 1e-6);
                before = planned.ratePerSecond();
            }
        }
    }

    @Test
    void knowsTheMeanRateThatItAsksFor() {
        List<Planned> half = List.of(new Planned(300_000, Kind.RATE, 1, 1_500));

        assertEquals(1_000, FaultSchedule.meanRate(half, TEN_MINUTES, 500), 1e-9);
        assertEquals(500, FaultSchedule.meanRate(List.of(), TEN_MINUTES, 500), 1e-9);
    }
}
