package io.sluice.gateway.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class PointRingTest {
    private final PointRing ring = new PointRing();

    @Test
    void tellsWhatCameAfter() {
        assertEquals("", ring.after(Long.MIN_VALUE));
        ring.add(10, "a");
        ring.add(20, "b");
        ring.add(30, "c");

        assertEquals("a,b,c", ring.after(Long.MIN_VALUE));
        assertEquals("b,c", ring.after(10));
        assertEquals("b,c", ring.after(19));
        assertEquals("", ring.after(30));
        assertEquals("", ring.after(Long.MAX_VALUE));
    }

    @Test
    void keepsTenMinutes() {
        for (int second = 0; second < 1_000; second++) {
            ring.add(second, "p" + second);
        }

        String all = ring.after(Long.MIN_VALUE);
        assertTrue(all.startsWith("p400,p401,"), all);
        assertTrue(all.endsWith(",p999"), all);
        assertEquals(all, ring.after(17));
        assertEquals("p998,p999", ring.after(997));
    }
}
