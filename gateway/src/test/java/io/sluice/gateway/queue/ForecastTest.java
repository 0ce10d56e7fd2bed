package io.sluice.gateway.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.contract.DrainSchedule;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ForecastTest {
    private static final long NOON_MILLIS =
            Instant.parse("2026-11-23T12:00:00Z").toEpochMilli();

    private final Backlog backlog = new Backlog(1);
    private DrainState drain = new DrainState(100, false, 3, 0);
    private long nowMillis = NOON_MILLIS;
    private final Forecast forecast = new Forecast(backlog, () -> drain, () -> 50, () -> nowMillis);

    @Test
    void dividesThePositionByTheRateOfTheFleet() {
        assertEquals(2_500, forecast.etaMillis(250));
        drain = new DrainState(100, false, 3, 1_000);
        assertEquals(3_500, forecast.etaMillis(250));
    }

    @Test
    void saysNothingRatherThanSomethingWrong() {
        for (DrainState unknown :
                new DrainState[] {DrainState.UNKNOWN, new DrainState(100, true, 3, 0), new DrainState(100, false, 0, 0)
                }) {
            drain = unknown;
            assertEquals(Forecast.UNKNOWN, forecast.etaMillis(1));
        }
    }

    @Test
    void boundsTheWaitByTheTargetRateEvenWhilePaused() {
        backlog.endSeen(0, 950);
        drain = new DrainState(100, true, 0, 0);

        assertEquals(10, forecast.newOrderWaitSeconds());
        drain = DrainState.UNKNOWN;
        assertTrue(Double.isNaN(forecast.newOrderWaitSeconds()));
    }

    @Test
    void integratesTheScheduleFromTheEndOfTheHoldOn() {
        drain = scheduled(0, "UTC; 12:00-13:00=0; 13:00-14:00=50", NOON_MILLIS);

        nowMillis = NOON_MILLIS - 1_000;
        assertEquals(500, forecast.etaMillis(50));
        assertEquals(1_000 + 3_600_000 + 2_000, forecast.etaMillis(200));
        drain = scheduled(500, "UTC; 12:00-13:00=0; 13:00-14:00=50", NOON_MILLIS);
        assertEquals(1_000 + 3_600_000 + 1_000, forecast.etaMillis(100));
        assertEquals(500, forecast.etaMillis(0));
    }

    @Test
    void tellsTheEndOfABreakToWhomeverIsNext() {
        drain = scheduled(0, "UTC; 12:00-13:00=0", NOON_MILLIS);
        nowMillis = NOON_MILLIS + 600_000;

        assertEquals(3_000_000, forecast.etaMillis(0));
        assertEquals(Forecast.State.PAUSED, forecast.state());
        assertEquals(3_000.5, forecast.newOrderWaitSeconds());
        assertEquals(0, forecast.drainedInMillis(), "there is nothing to drain");
        backlog.endSeen(0, 950);
        assertEquals(NOON_MILLIS + 3_600_000 + 9_500, forecast.drainedAtMillis());
        drain = new DrainState(100, true, 3, 0);
        assertEquals(Forecast.UNKNOWN, forecast.drainedAtMillis());
    }

    @Test
    void callsAWaitOfMoreThanAMonthInfinite() {
        drain = scheduled(0, "UTC; 00:00-24:00=0", NOON_MILLIS);

        assertEquals(Forecast.UNKNOWN, forecast.etaMillis(1));
        assertEquals(Double.POSITIVE_INFINITY, forecast.newOrderWaitSeconds());
    }

    private static DrainState scheduled(long holdMillis, String schedule, long nowMillis) {
        // Drawn an hour ago, as it may be.
        DrainCurve curve = DrainCurve.of(DrainSchedule.parse(schedule), 100, nowMillis - 3_600_000);
        return new DrainState(curve.rateAt(nowMillis), false, 3, holdMillis, curve);
    }

    @Test
    void namesTheStateOfTheQueue() {
        assertEquals(Forecast.State.EMPTY, forecast.state());
        backlog.endSeen(0, 1);
        assertEquals(Forecast.State.DRAINING, forecast.state());
        drain = new DrainState(100, false, 0, 0);
        assertEquals(Forecast.State.STALLED, forecast.state());
        drain = new DrainState(100, true, 0, 0);
        assertEquals(Forecast.State.PAUSED, forecast.state());
    }
}
