package io.sluice.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.contract.KafkaClientMetric;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.DoubleSupplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.metrics.JmxReporter;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class KafkaClientMetricsTest {
    private final Map<String, DoubleSupplier> shown = new TreeMap<>();

    @Test
    void aProducerShowsItsFiguresFromItsFirstMoment() {
        Map<String, Object> properties = new HashMap<>(Map.of("bootstrap.servers", "127.0.0.1:1"));
        KafkaClientMetrics.into(
                properties, "orders", (metric, client, value) -> shown.put(client + " " + metric.meterName(), value));

        try (var producer = new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
            assertEquals(0, shown.get("orders kafka.producer.record.send.total").getAsDouble());
            assertTrue(shown.get("orders kafka.producer.buffer.available.bytes").getAsDouble() > 0);
            assertFalse(producer.metrics().isEmpty());
        }
        assertEquals(
                Arrays.stream(KafkaClientMetric.values())
                        .map(KafkaClientMetric::meterName)
                        .filter(name -> name.startsWith("kafka.producer"))
                        .map(name -> "orders " + name)
                        .collect(Collectors.toSet()),
                shown.keySet());
    }

    @Test
    void reportersOfTheOperatorStay() {
        Map<String, Object> told = new HashMap<>(Map.of("metric.reporters", "a.B, c.D"));
        Map<String, Object> untold = new HashMap<>();
        KafkaClientMetrics.into(told, "x", (metric, client, value) -> {});
        KafkaClientMetrics.into(untold, "x", (metric, client, value) -> {});

        String own = KafkaClientMetrics.class.getName();
        assertEquals(List.of("a.B", "c.D", own), told.get("metric.reporters"));
        assertEquals(List.of(JmxReporter.class.getName(), own), untold.get("metric.reporters"));
    }

    @Test
    void namesAreThoseOfMicrometersBinder() {
        assertEquals("kafka_producer_record_send_total", KafkaClientMetric.RECORDS_SENT.prometheusName());
        assertEquals(
                "kafka_consumer_fetch_manager_records_consumed_total",
                KafkaClientMetric.RECORDS_CONSUMED.prometheusName());
        for (KafkaClientMetric metric : KafkaClientMetric.values()) {
            assertEquals(metric.isCounter(), metric.prometheusName().endsWith("_total"), metric.name());
        }
    }
}
