package io.sluice.gateway.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class LagTest {
    private final Lag lag = new Lag(2);

    @Test
    void tellsTheAgeOfTheOldestOrder() {
        lag.ordersSeen(0, 5);
        lag.headSeen(0, 1_000);
        lag.ordersSeen(1, 1);
        lag.headSeen(1, 3_000);

        assertEquals(3, lag.ageSeconds(0, 4_000));
        assertEquals(3, lag.ageSecondsMax(4_000));
        assertEquals(0, lag.ageSeconds(1, 2_000));
    }

    @Test
    void hasNoAgeWhereNothingIsLeftEvenIfTheHeadIsReadLate() {
        lag.ordersSeen(0, 0);
        lag.headSeen(0, 1_000);

        assertEquals(0, lag.ageSeconds(0, 4_000));
    }

    @Test
    void knowsNothingBeforeTheBrokersHaveTold() {
        assertEquals(Double.NaN, lag.orders(0));
        assertEquals(Double.NaN, lag.ageSeconds(0, 4_000));
        assertEquals(Double.NaN, lag.ageSecondsMax(4_000));
    }

    @Test
    void knowsTheCountBeforeTheAgeOfABacklogThatWasThere() {
        lag.ordersSeen(0, 5);

        assertEquals(5, lag.orders(0));
        assertEquals(Double.NaN, lag.ageSeconds(0, 4_000));
    }

    @Test
    void takesTheFirstOrderOfAnEmptyPartitionForNewUntilItIsLookedAt() {
        lag.ordersSeen(0, 0);
        lag.ordersSeen(0, 5);

        assertEquals(0, lag.ageSeconds(0, 4_000));
    }
}
