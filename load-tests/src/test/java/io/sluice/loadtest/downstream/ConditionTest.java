package io.sluice.loadtest.downstream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

final class ConditionTest {

    @Test
    void aBrownoutLeavesAQuarterOfTheCapacityAndTakesTenTimesAsLong() {
        Condition brownout = new Condition(1_000, 20, Condition.Mode.BROWNOUT);

        assertEquals(250, brownout.callsPerSecondNow());
        assertEquals(200_000_000, brownout.latencyNanosNow());
    }

    @Test
    void refusesWhatMakesNoSense() {
        assertThrows(IllegalArgumentException.class, () -> new Condition(0, 20, Condition.Mode.NORMAL));
        assertThrows(IllegalArgumentException.class, () -> new Condition(1, -1, Condition.Mode.NORMAL));
        assertThrows(IllegalArgumentException.class, () -> Condition.Mode.named("NORMAL"));
        assertEquals(Condition.Mode.BLACKOUT, Condition.Mode.named("blackout"));
    }
}
