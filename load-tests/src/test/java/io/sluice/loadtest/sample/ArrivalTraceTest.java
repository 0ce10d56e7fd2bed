package io.sluice.loadtest.sample;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.StringReader;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class ArrivalTraceTest {
    private static final long SECOND_NANOS = 1_000_000_000;

    @Test
    void spreadsOrdersEvenlyWithinEachSlot() throws IOException {
        ArrivalTrace trace = parse("offset_s,requests\n0,2\n10,4\n");

        assertArrayEquals(
                new long[] {2_500, 7_500, 11_250, 13_750, 16_250, 18_750},
                Arrays.stream(trace.schedule(6, 20 * SECOND_NANOS))
                        .map(nanos -> nanos / 1_000_000)
                        .toArray());
    }

    @Test
    void scalesHeightAndLengthApart() throws IOException {
        ArrivalTrace trace = parse("offset_s,requests\n0,1\n60,3\n");

        long[] dueNanos = trace.schedule(4_000, SECOND_NANOS);

        assertEquals(4_000, dueNanos.length);
        assertEquals(
                1_000,
                Arrays.stream(dueNanos).filter(due -> due < SECOND_NANOS / 2).count());
    }

    @Test
    void aRateColumnMeansTheSameAsCounts() throws IOException {
        long[] fromCounts = parse("offset_s,requests\n0,60\n60,600\n").schedule(100, SECOND_NANOS);
        long[] fromRates =
                parse("offset_s,minute_utc,mean_rps\n0,a,1.0\n60,b,10.0\n").schedule(100, SECOND_NANOS);

        assertArrayEquals(fromCounts, fromRates);
    }

    @Test
    void nothingIsDueInAnEmptySlot() throws IOException {
        long[] dueNanos = parse("offset_s,requests\n0,0\n1,5\n2,0\n3,5\n4,0\n").schedule(10, 5 * SECOND_NANOS);

        for (long due : dueNanos) {
            long slot = due / SECOND_NANOS;
            assertTrue(slot == 1 || slot == 3, "due at " + due);
        }
    }

    @Test
    void saysWhatIsWrongWithAFile() {
        assertRefused("", "needs the columns");
        assertRefused("offset_s,colour\n0,1\n1,1\n", "needs the columns");
        assertRefused("offset_s,requests\n0,1\nsoon,1\n", "line 3");
        assertRefused("offset_s,requests\n0,-1\n1,1\n", "line 2");
        assertRefused("offset_s,requests\n0\n1,1\n", "line 2");
        assertRefused("offset_s,requests\n0,1\n", "two slots");
        assertRefused("offset_s,requests\n0,1\n0,1\n", "does not end after it begins");
        assertRefused("offset_s,requests\n0,0\n1,0\n", "nothing arrives");
    }

    private static void assertRefused(String csv, String reason) {
        String message =
                assertThrows(IllegalStateException.class, () -> parse(csv)).getMessage();
        assertTrue(message.contains(reason), message);
    }

    private static ArrivalTrace parse(String csv) throws IOException {
        return ArrivalTrace.parse(new StringReader(csv));
    }
}
