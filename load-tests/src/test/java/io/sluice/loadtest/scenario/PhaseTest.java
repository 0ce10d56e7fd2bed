package io.sluice.loadtest.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.loadtest.drive.ArrivalSchedule;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PhaseTest {
    private static final long SECOND_NANOS = 1_000_000_000L;

    private static List<Phase> all() {
        return List.of(
                new Phase.Constant(40, Duration.ofSeconds(2)),
                new Phase.Ramp(100, 10, Duration.ofSeconds(3)),
                new Phase.Steps(List.of(10.0, 0.0, 30.0), Duration.ofSeconds(1)),
                new Phase.Crowd(500, Duration.ofSeconds(4)),
                new Phase.Recorded(
                        "x.csv", List.of(0L, SECOND_NANOS / 2, SECOND_NANOS / 2, SECOND_NANOS), Duration.ofSeconds(2)));
    }

    @Test
    void nobodyComesBeforeThoseBeforeOrAfterTheEnd() {
        for (Phase phase : all()) {
            for (Phase same : List.of(phase, phase.stretched(2.5))) {
                ArrivalSchedule schedule = same.schedule();
                long before = 0;
                for (int i = 0; i < schedule.orders(); i++) {
                    assertTrue(schedule.dueNanos(i) >= before, same.words() + " at " + i);
                    before = schedule.dueNanos(i);
                }
                assertTrue(before <= same.duration().toNanos(), same.words());
            }
        }
    }

    @Test
    void stretchedTakesLongerAtTheSameRate() {
        for (Phase phase : all()) {
            Phase stretched = phase.stretched(3);
            assertEquals(phase.duration().multipliedBy(3), stretched.duration(), phase.words());
            assertEquals(3.0 * phase.schedule().orders(), stretched.schedule().orders(), 3, phase.words());
        }
    }

    @Test
    void stepsFollowEachOther() {
        ArrivalSchedule steps = new Phase.Steps(List.of(2.0, 4.0), Duration.ofSeconds(1)).schedule();

        assertEquals(6, steps.orders());
        assertEquals(SECOND_NANOS / 2, steps.dueNanos(1));
        assertEquals(SECOND_NANOS, steps.dueNanos(2));
        assertEquals(SECOND_NANOS * 5 / 4, steps.dueNanos(3));
    }

    @Test
    void theSameOrdersAreTheHotCustomersAtEveryTime() {
        ScenarioOrders orders = ScenarioOrders.of(new Scenario.Orders(2, 0.9, ""), "run");
        int hot = 0;
        for (int i = 0; i < 1_000; i++) {
            hot += orders.isHot(i) ? 1 : 0;
        }

        assertEquals(900, hot);
        assertTrue(new String(orders.body(1), StandardCharsets.US_ASCII)
                .startsWith("{\"customerId\":\"hot-customer\",\"reference\":"));
    }
}
