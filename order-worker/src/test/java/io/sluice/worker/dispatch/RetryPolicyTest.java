package io.sluice.worker.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class RetryPolicyTest {
    private static final RetryPolicy.Options OPTIONS =
            new RetryPolicy.Options(5, Duration.ofMillis(100), Duration.ofMillis(500));

    private static long waitMillis(double random, int attempts, long retryAfterMillis) {
        return new RetryPolicy(OPTIONS, () -> random)
                        .waitNanos(attempts, retryAfterMillis)
                        .orElseThrow()
                / 1_000_000;
    }

    @Test
    void theWaitDoublesUpToItsBound() {
        assertEquals(100, waitMillis(0.5, 1, 0));
        assertEquals(200, waitMillis(0.5, 2, 0));
        assertEquals(400, waitMillis(0.5, 3, 0));
        assertEquals(500, waitMillis(0.5, 4, 0));
    }

    @Test
    void theWaitIsSpreadByAFifth() {
        assertEquals(80, waitMillis(0, 1, 0));
        assertEquals(120, waitMillis(1, 1, 0));
    }

    @Test
    void givesUpWhenTheAttemptsAreSpent() {
        RetryPolicy policy = new RetryPolicy(OPTIONS, () -> 0.5);
        assertEquals(OptionalLong.empty(), policy.waitNanos(5, 0));
        assertEquals(OptionalLong.empty(), policy.waitNanos(6, 60_000));
    }

    @Test
    void neverComesBackBeforeItWasAskedTo() {
        assertEquals(3_000, waitMillis(0, 1, 3_000));
        assertEquals(100, waitMillis(0.5, 1, 50));
    }

    @Test
    void aHugeNumberOfAttemptsDoesNotOverflow() {
        RetryPolicy patient =
                new RetryPolicy(new RetryPolicy.Options(1_000, Duration.ofMillis(1), Duration.ofHours(24)), () -> 0.5);
        assertEquals(
                OptionalLong.of(Duration.ofHours(24).toNanos()), patient.waitNanos(999, 0), "not negative, not zero");
    }
}
