package io.sluice.loadtest.downstream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

final class ServiceQueueTest {
    private static final long MILLI_NANOS = 1_000_000;
    private static final long START_NANOS = -5_000;

    private final ServiceQueue queue = new ServiceQueue(START_NANOS, 1_000, 10 * MILLI_NANOS);

    @Test
    void nobodyWaitsBelowCapacity() {
        for (int i = 0; i < 5_000; i++) {
            assertEquals(OptionalLong.of(0), queue.admit(START_NANOS + i * MILLI_NANOS));
        }
    }

    @Test
    void waitingGrowsAboveCapacityAndThenCallsAreTurnedAway() {
        for (int i = 0; i <= 10; i++) {
            assertEquals(OptionalLong.of(i * MILLI_NANOS), queue.admit(START_NANOS));
        }
        assertTrue(queue.admit(START_NANOS).isEmpty());
        assertEquals(11 * MILLI_NANOS, queue.waitNanos(START_NANOS));
    }

    @Test
    void admitsNoMoreThanItsCapacityHoweverManyComeAndRecoversWhenTheyStop() {
        int admitted = 0;
        for (int i = 0; i < 3_000; i++) {
            admitted += queue.admit(START_NANOS + i * MILLI_NANOS / 3).isPresent() ? 1 : 0;
        }
        assertEquals(1_011, admitted, 1);

        assertEquals(OptionalLong.of(0), queue.admit(START_NANOS + 1_020 * MILLI_NANOS));
    }

    @Test
    void whoeverWaitsWaitsLongerWhenCapacityDrops() {
        for (int i = 0; i < 4; i++) {
            queue.admit(START_NANOS);
        }

        queue.retune(START_NANOS, 250);

        assertEquals(16 * MILLI_NANOS, queue.waitNanos(START_NANOS));
        assertTrue(queue.admit(START_NANOS).isEmpty());
        assertEquals(OptionalLong.of(0), queue.admit(START_NANOS + 16 * MILLI_NANOS));
        assertEquals(4 * MILLI_NANOS, queue.waitNanos(START_NANOS + 16 * MILLI_NANOS));
    }
}
