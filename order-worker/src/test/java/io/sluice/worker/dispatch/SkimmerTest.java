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
            (order, ending) -> ended.add(order));

    @BeforeEach
    void threePortionsOfExpiredOrders() {
        for (int i = 0; i < 3 * PORTION; i++) {
            feed.add("old", 0);
        }
    }

    @Test
    void goesOnInPortionsWhileLooksAreInTime() {
        assertTrue(skimmer.skim(0, 0));
        assertEquals(PORTION, ended.size());
        assertTrue(skimmer.skim(MILLI, MILLI));
        assertTrue(skimmer.skim(2 * MILLI, -MILLI));
        assertEquals(3 * PORTION, ended.size());
        assertFalse(skimmer.skim(3 * MILLI, 0));
    }

    @Test
    void restsForAMomentAfterALookThatCameLate() {
        assertTrue(skimmer.skim(0, MILLI + 1), "there may be more");
        assertTrue(skimmer.skim(4 * MILLI, 0));
        assertEquals(0, ended.size());
        assertTrue(skimmer.skim(5 * MILLI, 0));
        assertEquals(PORTION, ended.size());
    }
}
