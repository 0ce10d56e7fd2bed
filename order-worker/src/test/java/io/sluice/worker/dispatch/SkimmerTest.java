package io.sluice.worker.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.contract.SoldOutSkus;
import io.sluice.worker.metrics.WorkerMetrics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SkimmerTest {
    private static final long MILLI = 1_000_000;
    private static final int PORTION = 64;

    private final FakeFeed feed = new FakeFeed();
    private final List<QueuedOrder> ended = new ArrayList<>();
    private final Skimmer skimmer = new Skimmer(
            feed,
            new RetryQueue(),
            new Triage(Duration.ofSeconds(1), new SoldOutSkus(), () -> 10_000),
            new Settlement(new FakeOutcomeLog(new Journal()), new WorkerMetrics()),
            (order, ending) -> ended.add(order),
            () -> 2);

    @BeforeEach
    void threePortionsOfExpiredOrders() {
        for (int i = 0; i < 3 * PORTION; i++) {
            feed.add("old", 0);
        }
    }

    @Test
    void goesOnInPortionsAsFastAsTheFleetMay() {
        long time = 100 * MILLI;
        assertTrue(skimmer.skim(time));
        assertEquals(PORTION, ended.size());
        // 21,000 a second, of which this one of two workers has half.
        assertTrue(skimmer.skim(time += MILLI));
        assertEquals(PORTION + 10, ended.size());
        assertTrue(skimmer.skim(time + MILLI / 100), "there may be more");
        assertEquals(PORTION + 10, ended.size());
        for (int i = 0; i < 9; i++) {
            skimmer.skim(time += MILLI);
        }
        assertEquals(PORTION + 105, ended.size());
        assertFalse(skimmer.skim(time + 10 * MILLI));
        assertEquals(3 * PORTION, ended.size());
    }

    @Test
    void savesNoMoreThanAPortion() {
        skimmer.skim(100 * MILLI);
        assertTrue(skimmer.skim(10_000 * MILLI));
        assertEquals(2 * PORTION, ended.size());
    }
}
