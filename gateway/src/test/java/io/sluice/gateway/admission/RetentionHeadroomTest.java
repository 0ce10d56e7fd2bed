package io.sluice.gateway.admission;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetentionHeadroomTest {

    @ParameterizedTest
    @CsvSource({"100, 10", "36000, 3600", "259200, 3600", "0, 0"})
    void keepsATenthBackAndAnHourAtMost(double retentionSeconds, double marginSeconds) {
        assertEquals(marginSeconds, RetentionHeadroom.marginSeconds(retentionSeconds));
    }

    @ParameterizedTest
    @CsvSource({
        "100, 0, -90",
        "100, 90, 0",
        "100, 91, 1",
        "259200, 255601, 1",
        "100, Infinity, Infinity",
        "100, NaN, 0",
        "NaN, 1e9, 0",
        "NaN, Infinity, 0"
    })
    void tellsByHowMuchAnOrderComesTooLate(double retentionSeconds, double untilTriedSeconds, double excessSeconds) {
        assertEquals(excessSeconds, RetentionHeadroom.excessSeconds(retentionSeconds, untilTriedSeconds), 1e-9);
    }
}
