package io.sluice.gateway.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.contract.DrainSchedule;
import java.time.Instant;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DrainCurveTest {
    private static final long FROM = Instant.parse("2026-10-24T00:00:00Z").toEpochMilli();
    private static final DrainSchedule SCHEDULE = DrainSchedule.parse(
            "Europe/Berlin; Mon-Fri 22:00-06:00=1000 ramp PT10M; Sat,Sun 00:00-24:00=400; 12:00-13:00=0 ramp PT30M");

    @Test
    void saysWhatTheScheduleSays() {
        DrainCurve curve = DrainCurve.of(SCHEDULE, 100, FROM);
        Random random = new Random(1);
        for (int round = 0; round < 2_000; round++) {
            long at = FROM + random.nextInt(7 * 86_400_000);
            long orders = random.nextInt(20_000_000);
            long after = curve.drainedAfterMillis(orders, at);
            OptionalLong exact = SCHEDULE.drainedAtMillis((double) orders, at, 100);

            assertEquals(SCHEDULE.rateAt(at, 100), curve.rateAt(at), 1e-6, "round " + round);
            assertTrue(Math.abs(exact.orElseThrow() - at - after) <= 1, "round " + round);
        }
        assertTrue(curve.isScheduled());
    }

    @Test
    void isALineWithoutASchedule() {
        DrainCurve level = DrainCurve.of(DrainSchedule.none(), 100, FROM);

        assertEquals(2_500, level.drainedAfterMillis(250, FROM));
        assertEquals(100, level.rateAt(0));
        assertFalse(level.isScheduled());
        assertEquals(5_000, level.cappedAt(50).drainedAfterMillis(250, FROM));
        assertEquals(DrainCurve.UNKNOWN, DrainCurve.NONE.drainedAfterMillis(1, FROM));
    }

    @Test
    void neverExceedsItsCap() {
        DrainCurve capped = DrainCurve.of(SCHEDULE, 100, FROM).cappedAt(250);
        for (int minute = 0; minute < 10 * 1_440; minute++) {
            long at = FROM + minute * 60_000L;
            double rate = capped.rateAt(at);
            assertTrue(rate <= 250 && rate <= SCHEDULE.rateAt(at, 100) + 1e-6, "minute " + minute);
        }
    }

    @Test
    void knowsNothingOfWhatIsFurtherThanAMonthAndTakesAClockThatWentBackForItsBeginning() {
        DrainCurve curve = DrainCurve.of(DrainSchedule.parse("UTC; 12:00-13:00=1"), 1, FROM);

        assertEquals(DrainCurve.UNKNOWN, curve.drainedAfterMillis(33 * 86_400, FROM));
        assertEquals(1, curve.rateAt(FROM - 86_400_000));
        assertEquals(10_000 + 5_000, curve.drainedAfterMillis(10, FROM - 5_000));
    }
}
