package io.sluice.worker.pacing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PacerTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long MILLI = 1_000_000L;

    private final Pacer pacer = new Pacer(0);
    private final List<Long> starts = new ArrayList<>();
    private long now;

    /** Starts calls as a dispatcher would that is woken this late. */
    private void startCalls(int count, LongSupplier lateNanos) {
        for (int i = 0; i < count; i++) {
            long waitNanos = pacer.waitNanos(now);
            while (waitNanos > 0) {
                now += waitNanos + lateNanos.getAsLong();
                waitNanos = pacer.waitNanos(now);
            }
            pacer.started(now);
            starts.add(now);
        }
    }

    private void assertNoWindowHasMoreThan(double calls, long windowNanos) {
        int from = 0;
        for (int to = 0; to < starts.size(); to++) {
            while (starts.get(to) - starts.get(from) >= windowNanos) {
                from++;
            }
            assertTrue(to - from + 1 <= calls, (to - from + 1) + " calls within " + windowNanos + " ns");
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.5, 30, 500, 20_000})
    void staysWithinItsPromiseHoweverLateItIsWoken(double rate) {
        SplittableRandom random = new SplittableRandom(5);
        pacer.setRate(rate, rate, now);
        startCalls(40_000, () -> random.nextInt(40) == 0 ? random.nextLong(30 * MILLI) : random.nextLong(100_000));
        assertNoWindowHasMoreThan(rate * 10 + 1, 10 * SECOND);
        assertNoWindowHasMoreThan(rate + 1, SECOND);
        assertNoWindowHasMoreThan(rate * 0.8 + 1, SECOND / 10 * 8);
        assertNoWindowHasMoreThan(rate * 0.604 + 1, SECOND / 10 * 6);
        assertNoWindowHasMoreThan(rate * 0.104 + 1, SECOND / 10);
        assertNoWindowHasMoreThan(rate * 0.014 + 1, SECOND / 100);
    }

    @Test
    void makesUpForShortDelaysButForNoLongOne() {
        pacer.setRate(1_000, 1_000, now);
        startCalls(1_000, () -> 0);
        now += 2 * MILLI;
        long late = now;
        startCalls(995, () -> 20_000);
        assertEquals(0.998, (now - late) / 1e9, 0.000_3, "caught up at the full rate");
        now += SECOND;
        late = now;
        startCalls(9_950, () -> 0);
        assertEquals(9.995, (now - late) / 1e9, 0.001, "no more than the lateness allowed is made up for");
    }

    @Test
    void anIdleHourIsNoBurst() {
        pacer.setRate(1_000, 1_000, now);
        now += 3_600 * SECOND;
        pacer.idle(now);
        startCalls(100, () -> 0);
        assertNoWindowHasMoreThan(1, MILLI);
    }
}
