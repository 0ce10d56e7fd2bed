package io.sluice.gateway.metrics;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.contract.KafkaClientMetric;
import io.sluice.contract.MetricName;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GatewayMetricsTest {
    private final GatewayMetrics metrics = new GatewayMetrics();

    @AfterEach
    void close() {
        metrics.close();
    }

    @Test
    void aCountThatSomebodyElseKeepsOutlivesACollection() {
        AtomicLong lost = new AtomicLong();
        metrics.counter(MetricName.ORDERS_LOST, lost::get);
        System.gc();
        lost.set(7);

        assertTrue(metrics.scrape().contains("sluice_orders_lost_total 7.0\n"));
    }

    @Test
    void anExpectedResultCountsFromZero() {
        metrics.expect("accepted");
        assertTrue(metrics.scrape().contains("sluice_orders_total{result=\"accepted\"} 0.0\n"));
        metrics.answered("accepted");
        assertTrue(metrics.scrape().contains("sluice_orders_total{result=\"accepted\"} 1.0\n"));
    }

    @Test
    void aKafkaClientThatIsOpenedAnewGoesOnInTheSameSeries() {
        metrics.process().kafkaClients().show(KafkaClientMetric.RECORDS_SENT, "producer", () -> 5);
        System.gc();
        metrics.process().kafkaClients().show(KafkaClientMetric.RECORDS_SENT, "producer", () -> 2);
        metrics.process().kafkaClients().show(KafkaClientMetric.BUFFER_AVAILABLE, "producer", () -> 3);

        String page = metrics.scrape();
        assertTrue(page.contains("kafka_producer_record_send_total{client=\"producer\"} 2.0\n"), page);
        assertTrue(page.contains("kafka_producer_buffer_available_bytes{client=\"producer\"} 3.0\n"), page);
    }
}
