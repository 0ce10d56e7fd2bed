package io.sluice.gateway.operator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.contract.FleetRecord.Control;
import io.sluice.contract.FleetRecord.Mode;
import org.junit.jupiter.api.Test;

class ControlChangeTest {
    private static final String SCHEDULE = "UTC; 12:00-13:00=0";
    private static final Control BEFORE =
            new Control(500, false, Mode.FIXED, SCHEDULE, true, "worker-1", "first start", 1);

    @Test
    void leavesAloneWhatItDoesNotName() {
        assertEquals(
                new Control(500, true, Mode.FIXED, SCHEDULE, false, "ada", "paused", 7),
                new ControlChange(null, true, null, null, null).after(BEFORE, "ada", 7));
        assertEquals(
                new Control(800.5, false, Mode.FIXED, SCHEDULE, false, "ada", "rate 500 to 800.5", 7),
                new ControlChange(800.5, null, null, null, null).after(BEFORE, "ada", 7));
    }

    @Test
    void saysWhatChangedUnlessToldWhy() {
        Control after = new ControlChange(400.0, true, Mode.ADAPTIVE, "", null).after(BEFORE, "ada", 7);

        assertEquals("rate 500 to 400, paused, mode fixed to adaptive, schedule removed", after.reason());
        assertEquals(
                "resumed, schedule changed",
                new ControlChange(null, false, null, SCHEDULE, null)
                        .after(after, "ada", 8)
                        .reason());
        assertEquals(
                "nothing changed",
                new ControlChange(500.0, false, Mode.FIXED, SCHEDULE, null)
                        .after(BEFORE, "ada", 7)
                        .reason());
        assertEquals(
                "sale over",
                new ControlChange(1.0, null, null, null, "sale over")
                        .after(BEFORE, "ada", 7)
                        .reason());
    }

    @Test
    void beginsWithARateWhereNobodySaidAnything() {
        assertTrue(new ControlChange(null, true, null, null, null).needsRate(null));
        assertFalse(new ControlChange(null, true, null, null, null).needsRate(BEFORE));
        assertEquals(
                new Control(5, true, Mode.FIXED, "", false, "ada", "rate 5", 7),
                new ControlChange(5.0, true, null, null, null).after(null, "ada", 7));
    }
}
