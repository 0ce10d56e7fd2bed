package io.sluice.gateway.admission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class ApiKeysTest {
    /** Of "abc", as FIPS 180 has it. */
    private static final String DIGEST_OF_ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    private static final String OTHER = "0".repeat(64);

    @Test
    void findsTheClientOfAKey() {
        ApiKeys keys = ApiKeys.read(List.of(
                        "# the shop, and its next key",
                        "shop : " + DIGEST_OF_ABC.toUpperCase(Locale.ROOT),
                        " ",
                        "shop:" + OTHER))
                .keys();

        assertEquals("shop", keys.client("abc"));
        assertNull(keys.client("abC"));
        assertNull(keys.client(DIGEST_OF_ABC));
        assertEquals(2, keys.size());
    }

    @Test
    void namesEveryLineThatIsWrongAndQuotesNone() {
        ApiKeys.Reading reading = ApiKeys.read(List.of(
                "shop:" + DIGEST_OF_ABC,
                DIGEST_OF_ABC,
                "s h o p:" + OTHER,
                "shop:abc",
                ":" + OTHER,
                "x".repeat(65) + ":" + OTHER,
                "other:" + DIGEST_OF_ABC));

        assertNull(reading.keys());
        assertEquals(
                List.of("line 2", "line 3", "line 4", "line 5", "line 6", "line 7"),
                reading.defects().stream().map(defect -> defect.substring(0, 6)).toList());
        assertTrue(reading.defects().get(5).endsWith("has a key that a line before has"));
        assertFalse(reading.toString().contains("abc"), reading.toString());
    }

    @Test
    void namesAtMostTwenty() {
        assertEquals(20, ApiKeys.read(Collections.nCopies(100, "x")).defects().size());
    }

    @Test
    void refusesAFileWithoutAKeyAsNobodyCouldPost() {
        assertEquals(1, ApiKeys.read(List.of("# nothing yet")).defects().size());
    }
}
