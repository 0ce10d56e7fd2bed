package io.sluice.loadtest.verdict;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

final class StepLineTest {
    private final StepLine line = StepLine.of(List.of(
            new StepLine.Step(1_000_000, 100), new StepLine.Step(3_000_000, 50), new StepLine.Step(4_000_000, 200)));

    @Test
    void holdsEachRateFromItsMomentOn() {
        assertEquals(100, line.at(0));
        assertEquals(100, line.at(2_999_999));
        assertEquals(50, line.at(3_000_000));
        assertEquals(200, line.at(9_000_000));
    }

    @Test
    void sumsUpAcrossSteps() {
        assertEquals(200 + 50 + 100, line.sum(1_000_000, 4_500_000), 1e-9);
        assertEquals(100, line.sum(0, 1_000_000), 1e-9);
        assertEquals(25, line.sum(3_250_000, 3_750_000), 1e-9);
        assertEquals(0, line.sum(3_250_000, 3_250_000), 1e-9);
    }
}
