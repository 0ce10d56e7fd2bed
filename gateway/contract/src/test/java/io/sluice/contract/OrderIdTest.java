package io.sluice.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OrderIdTest {
    @Test
    void aDerivedIdIsTheSameForever() {
        assertEquals("0AFGMBG0GN3W810TDKZ3Z4670E", OrderId.derived("shop-web", "checkout-42"));
        assertEquals("0JD5RR5DHMD48NYGNKGV8FWE3G", OrderId.derived("käufer", "ключ"));
    }

    @Test
    void aDerivedIdDependsOnBothParts() {
        String id = OrderId.derived("shop-web", "checkout-42");
        assertNotEquals(id, OrderId.derived("shop-app", "checkout-42"));
        assertNotEquals(id, OrderId.derived("shop-web", "checkout-43"));
    }

    @Test
    void theBorderBetweenThePartsMatters() {
        assertEquals("20QDA7V4VBQMRK33Q3FB47K7KY", OrderId.derived("a", "bc"));
        assertEquals("3C0CQ6679SM56RBBZQWCCN8TQQ", OrderId.derived("ab", "c"));
    }

    @Test
    void randomIdsAreWellFormedAndDiffer() {
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < 10_000; i++) {
            String id = OrderId.random();
            assertTrue(OrderId.isWellFormed(id), id);
            assertTrue(ids.add(id), id);
        }
    }

    @Test
    void everyIdIs128BitsInCharactersThatCanBeReadOut() {
        for (int i = 0; i < 1_000; i++) {
            assertTrue(OrderId.random().matches("[0-7][0-9A-HJKMNP-TV-Z]{25}"));
            assertTrue(OrderId.derived("identity", "key-" + i).matches("[0-7][0-9A-HJKMNP-TV-Z]{25}"));
        }
    }

    @Test
    void refusesWhatHasNotTheShapeOfAnId() {
        String id = "0AFGMBG0GN3W810TDKZ3Z4670E";
        assertTrue(OrderId.isWellFormed(id));
        assertFalse(OrderId.isWellFormed(""));
        assertFalse(OrderId.isWellFormed(id.substring(1)));
        assertFalse(OrderId.isWellFormed(id + "0"));
        assertFalse(OrderId.isWellFormed(id.replace('A', 'a')));
        for (String never : new String[] {"I", "L", "O", "U", "-", " ", "/", ":", "@", "[", "é", "\u0000"}) {
            assertFalse(OrderId.isWellFormed(never + id.substring(1)), never);
        }
    }

    @Test
    void everyIdComesBackFromItsTwoHalves() {
        for (int i = 0; i < 10_000; i++) {
            String id = OrderId.random();
            assertEquals(id, OrderId.encode(OrderId.high(id), OrderId.low(id)));
        }
        for (long half : new long[] {0, 1, -1, Long.MIN_VALUE, Long.MAX_VALUE}) {
            String id = OrderId.encode(half, ~half);
            assertEquals(half, OrderId.high(id));
            assertEquals(~half, OrderId.low(id));
        }
    }

    @Test
    void noTwoTextsAreOneId() {
        assertTrue(OrderId.isWellFormed("7ZZZZZZZZZZZZZZZZZZZZZZZZZ"));
        // It has 130 bits and would be cut to those of another.
        assertFalse(OrderId.isWellFormed("80000000000000000000000000"));
    }

    @Test
    void theNumbersAreThoseOfTheHashThatAnIdIsDerivedFrom() {
        byte[] hash = Sha256.of(
                "shop-web".getBytes(StandardCharsets.UTF_8),
                new byte[] {0},
                "checkout-42".getBytes(StandardCharsets.UTF_8));
        String id = OrderId.derived("shop-web", "checkout-42");
        assertEquals(ByteBuffer.wrap(hash).getLong(), OrderId.high(id));
        assertEquals(ByteBuffer.wrap(hash).getLong(8), OrderId.low(id));
    }
}
