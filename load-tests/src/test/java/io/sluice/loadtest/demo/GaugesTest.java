package io.sluice.loadtest.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.contract.MetricName;
import org.junit.jupiter.api.Test;

final class GaugesTest {
    private static final String METRICS = """
            # HELP sluice_lag_seconds Age of the oldest unsettled order in the partition
            # TYPE sluice_lag_seconds gauge
            sluice_lag_seconds{partition="0"} 1.5
            sluice_lag_seconds{partition="1"} 12.25
            sluice_lag_seconds{partition="2"} NaN
            sluice_lag_seconds_more{partition="2"} 99
            sluice_live_workers 3.0
            """;

    @Test
    void takesTheGreatestOfAllSeries() {
        assertEquals(12.25, Gauges.greatest(METRICS, MetricName.LAG_SECONDS));
        assertEquals(3, Gauges.greatest(METRICS, MetricName.LIVE_WORKERS));
    }

    @Test
    void knowsNothingOfAMetricThatIsNotThere() {
        assertTrue(Double.isNaN(Gauges.greatest(METRICS, MetricName.DRAIN_ETA)));
    }
}
