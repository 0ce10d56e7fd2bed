package io.sluice.loadtest.verdict;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class SpacingTest {
    @Test
    void aClockworkHasNoVariation() {
        Spacing spacing = of(LongStream.range(0, 5_000).map(i -> i * 1_000));

        assertEquals(5_000, spacing.calls());
        assertEquals(1_000, spacing.perSecond(), 0.001);
        assertEquals(0, spacing.variation(), 1e-9);
        assertEquals(100, spacing.mostIn100Millis());
    }

    @Test
    void chanceHasAVariationOfOne() {
        Random random = new Random(19980519);
        long[] stamps = new long[20_000];
        for (int i = 1; i < stamps.length; i++) {
            stamps[i] = stamps[i - 1] + Math.round(-Math.log(1 - random.nextDouble()) * 10_000);
        }

        assertEquals(1, of(LongStream.of(stamps)).variation(), 0.03);
    }

    @Test
    void alternatingGapsVaryByTheirDistanceFromTheMean() {
        Spacing spacing = of(LongStream.range(0, 1_001).map(i -> i * 1_000 + (i % 2) * 500));

        assertEquals(0.5, spacing.variation(), 0.001);
        assertEquals(1.5, spacing.gapMaxMillis(), 1e-9);
    }

    @Test
    void countsTheFirstCallsAfterAMoment() {
        assertEquals(
                100,
                Spacing.firstBurst(
                        LongStream.range(0, 5_000)
                                .map(i -> i * 1_000)
                                .mapToObj(SpacingTest::call)
                                .toList(),
                        2_000_500));
    }

    private static Spacing of(LongStream stamps) {
        return Spacing.of(stamps.mapToObj(SpacingTest::call).toList(), 0, Long.MAX_VALUE);
    }

    private static CallLine call(long micros) {
        return new CallLine(micros, "X", 1, 200, true);
    }
}
