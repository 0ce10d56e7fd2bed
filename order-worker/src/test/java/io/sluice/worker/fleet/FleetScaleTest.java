package io.sluice.worker.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The scale study, small: what {@link FleetScale} finds at full size must hold for 50 workers too. */
class FleetScaleTest {
    private static final FleetSize SMALL = new FleetSize(50, 500, Duration.ofMillis(400), 50_000);

    private static ScaleTrial trial() {
        return new ScaleTrial(SMALL, 1, () -> 0);
    }

    @Test
    void sharesSettleAfterWhateverHappensAndNeverSumToMoreThanOne() {
        ScaleFindings findings = trial().disturb();
        String told = String.join("\n", findings.lines());
        assertTrue(findings.sharesInUseMax() <= 1, told);
        assertTrue(findings.joinSeconds() < FleetSimulation.JOIN_SECONDS_MAX, told);
        assertTrue(findings.crashSeconds() < FleetSimulation.DEATH_SECONDS_MAX, told);
        assertTrue(findings.tenthCrashSeconds() < FleetSimulation.DEATH_SECONDS_MAX, told);
        assertTrue(findings.rateSeconds() < FleetSimulation.RATE_SECONDS_MAX, told);
    }

    @Test
    void aBacklogIsDrainedAtTheRateToTheLastOrder() {
        DrainFindings findings = trial().drain(1_000_000);
        String told = String.join("\n", findings.lines());
        assertEquals(1_000_000, findings.drained(), told);
        assertTrue(findings.usedPart() >= 0.98 && findings.usedPart() <= 1, told);
        assertTrue(findings.sharesInUseMax() <= 1, told);
    }
}
