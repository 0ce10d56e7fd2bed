package io.sluice.worker.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.contract.FleetRecord;
import io.sluice.contract.FleetRecord.Claim;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class FairSharesTest {
    private static final long WHOLE = FleetRecord.WHOLE;

    private static final double RATE = 100;
    private static final double OCTAVE_MILLIS = 1_000;

    private static double percent(long share) {
        return 100.0 * share / WHOLE;
    }

    @Test
    void oneWorkerGetsAll() {
        assertEquals(100, percent(FairShares.of(List.of(new Claim(WHOLE, 10, 1)), RATE, OCTAVE_MILLIS)[0]), 0.01);
    }

    @Test
    void equalBacklogsGetEqualShares() {
        long[] shares = FairShares.of(List.of(new Claim(WHOLE, 500, 7), new Claim(WHOLE, 500, 7)), RATE, OCTAVE_MILLIS);
        assertEquals(50, percent(shares[0]), 0.01);
        assertEquals(shares[0], shares[1]);
    }

    @Test
    void aHotWorkerGetsNearlyAllWhenTheOthersAreIdle() {
        Claim idle = new Claim(0, 0, 0);
        long[] shares = FairShares.of(List.of(idle, new Claim(WHOLE, 90_000, 7), idle, idle), RATE, OCTAVE_MILLIS);
        assertTrue(percent(shares[1]) > 99.8, Arrays.toString(shares));
        assertTrue(shares[0] > 0, "an idle worker must be able to start at once");
    }

    @Test
    void whatOneDoesNotDemandGoesToTheOthers() {
        long[] shares =
                FairShares.of(List.of(new Claim(WHOLE / 10, 500, 7), new Claim(WHOLE, 500, 7)), RATE, OCTAVE_MILLIS);
        assertEquals(10, percent(shares[0]), 0.1);
        assertEquals(90, percent(shares[1]), 0.1);
    }

    @Test
    void whatNobodyDemandsIsSpreadEvenly() {
        long[] shares = FairShares.of(List.of(new Claim(0, 0, 0), new Claim(0, 0, 0)), RATE, OCTAVE_MILLIS);
        assertEquals(50, percent(shares[0]), 0.01);
        assertEquals(50, percent(shares[1]), 0.01);
    }

    @Test
    void biggerBacklogsGetMore() {
        long[] shares =
                FairShares.of(List.of(new Claim(WHOLE, 1_000, 7), new Claim(WHOLE, 3_000, 7)), RATE, OCTAVE_MILLIS);
        assertEquals(25, percent(shares[0]), 0.2);
        assertEquals(75, percent(shares[1]), 0.2);
    }

    @Test
    void smallBacklogsCountAsEqual() {
        long[] shares = FairShares.of(List.of(new Claim(WHOLE, 10, 7), new Claim(WHOLE, 50, 7)), RATE, OCTAVE_MILLIS);
        assertEquals(shares[0], shares[1]);
    }

    @Test
    void theOneThatFellBehindCatchesUp() {
        long[] shares =
                FairShares.of(List.of(new Claim(WHOLE, 500, 9_000), new Claim(WHOLE, 500, 8_000)), RATE, OCTAVE_MILLIS);
        assertEquals(66.7, percent(shares[1]), 0.2);
    }

    @Test
    void theSumNeverExceedsTheWhole() {
        java.util.SplittableRandom random = new java.util.SplittableRandom(7);
        for (int i = 0; i < 10_000; i++) {
            Claim[] claims = new Claim[1 + random.nextInt(20)];
            Arrays.setAll(
                    claims,
                    ignored -> new Claim(random.nextLong(WHOLE + 1), random.nextLong(1_000), random.nextLong(5_000)));
            long sum = Arrays.stream(FairShares.of(List.of(claims), RATE, OCTAVE_MILLIS))
                    .sum();
            assertTrue(sum <= WHOLE && sum > WHOLE - 1_000, "sum " + sum);
        }
    }
}
