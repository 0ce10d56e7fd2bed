package io.sluice.loadtest.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

final class AxisTest {
    @Test
    void ticksAtRoundValues() {
        assertEquals(
                List.of("0", "2,000", "4,000", "6,000"),
                texts(Axis.linear("orders", 0, 6_000).ticks(4)));
        assertEquals(
                List.of("0.0", "0.5", "1.0"), texts(Axis.linear("share", 0, 1).ticks(2)));
    }

    @Test
    void ticksLogarithmsAtOneTwoFive() {
        assertEquals(
                List.of("1", "2", "5", "10", "20", "50", "100"),
                texts(Axis.log("ms", 1, 100).ticks(8)));
        assertEquals(List.of("1", "10", "100"), texts(Axis.log("ms", 1, 100).ticks(4)));
    }

    @Test
    void givesEachFurtherNineTheSameRoom() {
        Axis axis = Axis.nines("share", 4);

        assertEquals(0.25, axis.at(0.9), 1e-9);
        assertEquals(0.5, axis.at(0.99), 1e-9);
        assertEquals(1, axis.at(0.9999), 1e-9);
        assertEquals(List.of("0 %", "50 %", "90 %", "99 %", "99.9 %", "99.99 %"), texts(axis.ticks(9)));
    }

    @Test
    void drawsWhatLiesOutsideAtTheEdge() {
        Axis axis = Axis.linear("calls", 900, 1_000);

        assertEquals(0, axis.at(0));
        assertEquals(1, axis.at(5_000));
    }

    private static List<String> texts(List<Axis.Tick> ticks) {
        return ticks.stream().map(Axis.Tick::text).toList();
    }
}
