package io.sluice.worker.fleet;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.worker.pacing.Pacer;
import org.junit.jupiter.api.Test;

/** Who waited longest is served first, fleet-wide, and a hot partition gets what the others do not need. */
class AgeFairnessTest {
    private static final double RATE = 1_000;

    private static Schedule quiet(int workers, int partitions, double backlogMillis) {
        return new Schedule(1, false, Pacer.Slack.USUAL, workers, partitions, RATE, 0, 60, backlogMillis);
    }

    @Test
    void aHotPartitionWithNineTenthsOfTheBacklogGetsNearlyAllOfTheRate() {
        SimulatedFleet fleet = new SimulatedFleet(quiet(8, 64, 60_000), SimulatedFleet.Rules.PRODUCTION);
        for (int i = 0; i < 64; i++) {
            fleet.fill(i, i == 17 ? 90_000 : 10_000 / 63, 60_000, 0);
        }
        fleet.startQuietly(8);
        fleet.runFor(30);
        long before = fleet.calls();
        fleet.runFor(30);
        double used = (fleet.calls() - before) / (30 * RATE);
        assertTrue(used >= 0.98, "used " + used);
    }

    @Test
    void headsOfAllPartitionsStayEquallyOld() {
        // Five workers hold 3 or 4 of 16 partitions; each was filled in a span of its own, some of them ten times as
        // densely.
        SimulatedFleet fleet = new SimulatedFleet(quiet(5, 16, 600_000), SimulatedFleet.Rules.PRODUCTION);
        for (int i = 0; i < 16; i++) {
            fleet.fill(i, 12_000 * (i % 4 + 1), 600_000, 120_000);
            fleet.fill(i, i % 3 == 0 ? 60_000 : 2_000, 120_000, 0);
        }
        fleet.startQuietly(5);
        fleet.runFor(30);
        for (int second = 30; second < 120; second++) {
            fleet.runFor(1);
            double spreadMillis = fleet.orders().headSpreadMillis(10);
            double ageMillis = fleet.nowMillis() - fleet.orders().oldestHeadMillis();
            assertTrue(
                    spreadMillis <= Math.max(2_000, ageMillis / 10),
                    "after " + second + " s heads were " + spreadMillis + " ms apart, the oldest " + ageMillis);
        }
    }
}
