package io.sluice.gateway.operator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.contract.FleetRecord.Mode;
import io.sluice.gateway.intake.Defect;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ControlReadingTest {

    @Test
    void readsAnySubset() {
        assertEquals(
                new ControlChange(800.0, null, null, null, null),
                read("{\"ratePerSecond\":800}").change());
        assertEquals(
                new ControlChange(0.5, true, Mode.RECOMMEND, "UTC; 12:00-13:00=0", "tea"),
                read(" {\"reason\":\" tea \",\"schedule\":\"UTC; 12:00-13:00=0 \",\"mode\":\"recommend\",\"paused\":true,"
                                + "\"ratePerSecond\":5e-1} ")
                        .change());
        assertEquals(
                new ControlChange(null, false, null, "", null),
                read("{\"paused\":false,\"schedule\":\"\"}").change());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "{", "{\"paused\":true", "{\"paused\":true}{}", "paused"})
    void knowsWhatIsNoJson(String body) {
        assertNotNull(read(body).notJson());
        assertNull(read(body).change());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[] | `` | must be an object",
                "{} | `` | must have at least one of",
                "{\"rate\":5} | /rate | is not known",
                "{\"a/b~\":{\"c\":[1]}} | /a~1b~0 | is not known",
                "{\"ratePerSecond\":0} | /ratePerSecond | must be a number over 0",
                "{\"ratePerSecond\":-1} | /ratePerSecond | must be a number over 0",
                "{\"ratePerSecond\":1000001} | /ratePerSecond | up to 1000000",
                "{\"ratePerSecond\":1e999} | /ratePerSecond | must be a number",
                "{\"ratePerSecond\":\"5\"} | /ratePerSecond | must be a number",
                "{\"ratePerSecond\":[5]} | /ratePerSecond | must be a number",
                "{\"ratePerSecond\":null} | /ratePerSecond | must be a number",
                "{\"paused\":1} | /paused | must be true or false",
                "{\"paused\":true,\"paused\":false} | /paused | is given twice",
                "{\"mode\":\"guess\"} | /mode | must be \"fixed\", \"adaptive\" or \"recommend\"",
                "{\"mode\":{}} | /mode | must be",
                "{\"schedule\":5} | /schedule | must be a string",
                "{\"schedule\":\"UTC; Fr 10:00-11:00=1\"} | /schedule | 'Fr' is no day",
                "{\"reason\":\" \"} | /reason | must be a string of 1 to 200 characters",
                "{\"reason\":\"tea\\nroot changed the drain\"} | /reason | in one line",
                "{\"schedule\":\"UTC;\\n00:00-24:00=1\"} | /schedule | of one line",
                "{\"reason\":[]} | /reason | must be a string",
            })
    void namesWhatIsWrong(String body, String pointer, String detail) {
        ControlReading.Result read = read(body);

        assertNull(read.change());
        assertNull(read.notJson());
        assertEquals(1, read.defects().size(), read.defects().toString());
        assertEquals(pointer, read.defects().get(0).pointer());
        assertTrue(
                read.defects().get(0).detail().contains(detail), read.defects().toString());
    }

    @Test
    void namesEverythingThatIsWrongUpToABound() {
        assertEquals(
                List.of("/paused", "/mode", "/reason"),
                read("{\"paused\":\"\",\"mode\":1,\"reason\":\"" + "x".repeat(201) + "\"}").defects().stream()
                        .map(Defect::pointer)
                        .toList());
        StringBuilder many = new StringBuilder("{\"a\":1");
        for (int i = 0; i < 100; i++) {
            many.append(",\"f").append(i).append("\":1");
        }
        assertEquals(20, read(many + "}").defects().size());
    }

    private static ControlReading.Result read(String body) {
        return ControlReading.of(body.getBytes(StandardCharsets.UTF_8));
    }
}
