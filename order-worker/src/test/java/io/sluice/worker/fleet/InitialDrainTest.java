package io.sluice.worker.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.sluice.contract.FleetRecord.Control;
import io.sluice.contract.FleetRecord.Mode;
import java.util.List;
import org.junit.jupiter.api.Test;

class InitialDrainTest {
    private static final Control ADAPTIVE = ModelFleet.control(500, Mode.ADAPTIVE, "UTC; 12:00-13:00=100");

    @Test
    void isTheFirstWordInALog() {
        assertEquals(
                new Control(800, false, Mode.ADAPTIVE, "UTC; 12:00-13:00=100", true, "w", "first start", 7),
                new InitialDrain(800.0, Mode.ADAPTIVE, "UTC; 12:00-13:00=100").control("w", 7));
    }

    @Test
    void withoutARateItHasNoWordToSay() {
        assertNull(new InitialDrain(null, Mode.ADAPTIVE, "").control("w", 7));
    }

    @Test
    void whatIsLeftAtItsDefaultIsNoDifference() {
        assertEquals(List.of(), new InitialDrain(null, Mode.FIXED, "").differencesTo(ADAPTIVE));
        assertEquals(List.of(), new InitialDrain(500.0, Mode.ADAPTIVE, ADAPTIVE.schedule()).differencesTo(ADAPTIVE));
    }

    @Test
    void eachDifferenceIsNamed() {
        assertEquals(
                List.of(
                        "rate 800.0, the fleet's is 500.0",
                        "mode recommend, the fleet's is adaptive",
                        "schedule 'UTC; 01:00-02:00=5', the fleet's is 'UTC; 12:00-13:00=100'"),
                new InitialDrain(800.0, Mode.RECOMMEND, "UTC; 01:00-02:00=5").differencesTo(ADAPTIVE));
    }
}
