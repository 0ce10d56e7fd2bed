package io.sluice.loadtest.drive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class ArrivalScheduleTest {
    @Test
    void spacesConstantArrivalsEvenly() {
        ArrivalSchedule schedule = ArrivalSchedule.constant(100, Duration.ofSeconds(2));

        assertEquals(200, schedule.orders());
        assertEquals(0, schedule.dueNanos(0));
        assertNear(10_000_000, schedule.dueNanos(1), 2);
        assertNear(1_990_000_000, schedule.dueNanos(199), 2);
    }

    @Test
    void rampsUpwards() {
        ArrivalSchedule schedule = ArrivalSchedule.ramp(0, 1_000, Duration.ofSeconds(10));

        assertEquals(5_000, schedule.orders());
        // A quarter of the orders has come by half of the time.
        assertNear(5_000_000_000L, schedule.dueNanos(1_250), 1_000_000);
        assertNeverGoesBack(schedule);
    }

    @Test
    void rampsDownToNothing() {
        ArrivalSchedule schedule = ArrivalSchedule.ramp(1_000, 0, Duration.ofSeconds(10));

        assertEquals(5_000, schedule.orders());
        assertTrue(schedule.dueNanos(4_999) <= Duration.ofSeconds(10).toNanos());
        assertNeverGoesBack(schedule);
    }

    @Test
    void letsOneScheduleFollowAnother() {
        ArrivalSchedule schedule = ArrivalSchedule.ramp(0, 500, Duration.ofSeconds(2))
                .then(ArrivalSchedule.constant(1_000, Duration.ofSeconds(1)), Duration.ofSeconds(2));

        assertEquals(1_500, schedule.orders());
        assertEquals(2_000_000_000L, schedule.dueNanos(500));
        assertNeverGoesBack(schedule);
    }

    private static void assertNear(long expectedNanos, long nanos, long toleranceNanos) {
        assertTrue(Math.abs(expectedNanos - nanos) <= toleranceNanos, () -> nanos + " ns");
    }

    private static void assertNeverGoesBack(ArrivalSchedule schedule) {
        for (int order = 1; order < schedule.orders(); order++) {
            assertTrue(schedule.dueNanos(order) >= schedule.dueNanos(order - 1), "order " + order);
        }
    }
}
