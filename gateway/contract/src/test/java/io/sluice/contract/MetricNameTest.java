package io.sluice.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MetricNameTest {
    /** What dashboards and alerts of others are built on: none of these may go or change. */
    private static final Set<String> PROMISED = Set.of(
            "sluice_orders_total",
            "sluice_order_accept_seconds",
            "sluice_inflight_orders",
            "sluice_lag_orders",
            "sluice_lag_seconds",
            "sluice_drain_eta_seconds",
            "sluice_retention_headroom_seconds",
            "sluice_eta_error_seconds",
            "sluice_drain_rate_target",
            "sluice_drain_rate_share",
            "sluice_downstream_call_seconds",
            "sluice_orders_settled_total",
            "sluice_throttled_seconds_total",
            "sluice_duplicates_dropped_total",
            "sluice_dead_letters_total");

    @Test
    void everyPromisedNameIsThere() {
        Set<String> missing = new TreeSet<>(PROMISED);
        Stream.of(MetricName.values()).map(MetricName::prometheusName).forEach(missing::remove);
        assertEquals(Set.of(), missing);
    }

    @Test
    void noTwoMetricsShareAName() {
        Set<String> names =
                Stream.of(MetricName.values()).map(MetricName::prometheusName).collect(Collectors.toSet());
        assertEquals(MetricName.values().length, names.size());
    }

    @Test
    void namesFollowPrometheusConventions() {
        for (MetricName metric : MetricName.values()) {
            String name = metric.prometheusName();
            assertTrue(name.matches("sluice(_[a-z]+)+"), name);
            boolean isCounter =
                    metric.type() == MetricName.Type.COUNTER || metric.type() == MetricName.Type.TIME_COUNTER;
            assertEquals(isCounter, name.endsWith("_total"), name);
            assertFalse(name.matches(".*(_millis|_ms|_nanos|_minutes|_kb|_mb).*"), name + " has no base unit");
            assertFalse(name.matches(".*_(count|sum|bucket)$"), name + " has an ending that Prometheus gives away");
            assertFalse(name.contains("seconds_seconds") || name.contains("total_total"), name);
        }
    }

    @Test
    void aLabelIsOneWordAndHelpIsOneLine() {
        for (MetricName metric : MetricName.values()) {
            String label = metric.label();
            assertTrue(label == null || label.matches("[a-z]+"), metric.name());
            assertFalse(metric.help().isBlank(), metric.name());
            assertFalse(metric.help().contains("\n"), metric.name());
        }
    }

    @Test
    void theLabelsOfTheContractArePinned() {
        assertEquals("result", MetricName.ORDERS.label());
        assertEquals("partition", MetricName.LAG_ORDERS.label());
        assertEquals("partition", MetricName.LAG_SECONDS.label());
        assertEquals("result", MetricName.DOWNSTREAM_CALL.label());
        assertEquals("outcome", MetricName.ORDERS_SETTLED.label());
        assertEquals("reason", MetricName.THROTTLED.label());
    }
}
