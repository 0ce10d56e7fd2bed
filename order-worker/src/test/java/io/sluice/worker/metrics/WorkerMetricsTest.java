package io.sluice.worker.metrics;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.contract.MetricName;
import io.sluice.contract.OrderOutcome;
import org.junit.jupiter.api.Test;

class WorkerMetricsTest {
    private final WorkerMetrics metrics = new WorkerMetrics();

    private void assertScraped(String line) {
        String scrape = metrics.scrape();
        assertTrue(scrape.lines().anyMatch(line::equals), () -> line + " is not in\n" + scrape);
    }

    @Test
    void everyMeterIsScrapedUnderTheNameOfTheContract() {
        metrics.settled(OrderOutcome.Kind.CONFIRMED);
        metrics.called("confirmed", 20_000_000);
        metrics.throttled("rate", 1_500_000_000);
        metrics.gauge(MetricName.DRAIN_RATE_TARGET, () -> 812.5);
        assertScraped(MetricName.ORDERS_SETTLED.prometheusName() + "{outcome=\"confirmed\"} 1.0");
        assertScraped(MetricName.DOWNSTREAM_CALL.prometheusName() + "_count{result=\"confirmed\"} 1");
        assertScraped(MetricName.DOWNSTREAM_CALL.prometheusName() + "_sum{result=\"confirmed\"} 0.02");
        assertScraped(MetricName.THROTTLED.prometheusName() + "{reason=\"rate\"} 1.5");
        assertScraped(MetricName.DRAIN_RATE_TARGET.prometheusName() + " 812.5");
    }

    @Test
    void everyOutcomeIsThereFromTheStart() {
        for (OrderOutcome.Kind kind : OrderOutcome.Kind.values()) {
            assertScraped(MetricName.ORDERS_SETTLED.prometheusName() + "{outcome=\"" + kind.word() + "\"} 0.0");
        }
        assertScraped(MetricName.DEAD_LETTERS.prometheusName() + " 0.0");
    }

    @Test
    void whatIsGivenUpAndWhatWasNoOrderAreDeadLetters() {
        metrics.settled(OrderOutcome.Kind.FAILED);
        metrics.malformed();
        assertScraped(MetricName.DEAD_LETTERS.prometheusName() + " 2.0");
    }
}
