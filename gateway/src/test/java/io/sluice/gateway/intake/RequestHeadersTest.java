package io.sluice.gateway.intake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestHeadersTest {
    private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    @Test
    void takesIdempotencyKeysBareOrQuoted() {
        assertEquals("abc", IdempotencyKey.parse("abc"));
        assertEquals("abc", IdempotencyKey.parse("\"abc\""));
        assertEquals("k".repeat(128), IdempotencyKey.parse("\"" + "k".repeat(128) + "\""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\"\"", "\"", "\"abc", "a b", "a\tb", "clé"})
    void knowsWhatIsNoIdempotencyKey(String header) {
        assertNull(IdempotencyKey.parse(header));
        assertNull(IdempotencyKey.parse("k".repeat(129)));
    }

    @Test
    void passesTracesOn() {
        assertEquals(TRACE, Traceparent.wellFormed(TRACE));
        assertEquals("01" + TRACE.substring(2) + "-more", Traceparent.wellFormed("01" + TRACE.substring(2) + "-more"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00",
                TRACE + "-more",
                "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                "00-00000000000000000000000000000000-b7ad6b7169203331-01",
                "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
                "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331_01"
            })
    void dropsTracesThatAreMalformed(String header) {
        assertNull(Traceparent.wellFormed(header));
    }

    @Test
    void copesWithoutATrace() {
        assertNull(Traceparent.wellFormed(null));
    }
}
