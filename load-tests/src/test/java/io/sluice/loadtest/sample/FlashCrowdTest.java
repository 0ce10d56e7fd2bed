package io.sluice.loadtest.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class FlashCrowdTest {
    private static final long DURATION_NANOS = 15_000_000_000L;
    private static final int ORDERS = 30_000;

    private final ArrivalTrace trace = FlashCrowd.trace();

    @Test
    void isTheRecordedCrowd() {
        assertEquals(46, trace.slots());
        assertEquals(46 * 60, trace.recordedSeconds());
        assertEquals(216_852, trace.recordedArrivals());
        assertEquals(12.5, trace.peakOverMedian(), 0.1);
    }

    @Test
    void compressedItHasExactlyTheOrdersAskedForInTimeAndInOrder() {
        long[] dueNanos = trace.schedule(ORDERS, DURATION_NANOS);

        assertEquals(ORDERS, dueNanos.length);
        assertTrue(dueNanos[0] >= 0 && dueNanos[ORDERS - 1] <= DURATION_NANOS);
        for (int i = 1; i < ORDERS; i++) {
            assertTrue(dueNanos[i] > dueNanos[i - 1], "order " + i);
        }
    }

    @Test
    void compressedItIsAsSteepAsItWas() {
        long[] perSlot = new long[trace.slots()];
        for (long due : trace.schedule(ORDERS, DURATION_NANOS)) {
            perSlot[(int) (due * trace.slots() / DURATION_NANOS)]++;
        }
        Arrays.sort(perSlot);
        double median = (perSlot[trace.slots() / 2 - 1] + perSlot[trace.slots() / 2]) / 2.0;

        assertEquals(trace.peakOverMedian(), perSlot[trace.slots() - 1] / median, 0.05);
    }
}
