package io.sluice.gateway.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ForecastTest {
    private static final long NOW_MILLIS = 1_795_305_600_000L;

    private final Backlog backlog = new Backlog(1);
    private DrainState drain = new DrainState(100, false, 3, 0);
    private final Forecast forecast = new Forecast(backlog, () -> drain, () -> 50, () -> NOW_MILLIS);

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
