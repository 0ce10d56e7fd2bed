package io.sluice.telemetry;

import io.sluice.contract.KafkaClientMetric;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.DoubleSupplier;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.common.metrics.JmxReporter;
import org.apache.kafka.common.metrics.KafkaMetric;
import org.apache.kafka.common.metrics.MetricsReporter;
import org.jspecify.annotations.Nullable;

/**
 * Shows a Kafka client's {@link KafkaClientMetric}s to whoever exports metrics. Plugged in by the client's own properties, so it
 * is there from the client's first moment to its last, for clients that are opened anew after a failure, too.
 *
 * <p>Rejected: Micrometer's {@code KafkaClientMetrics}. It is bound to one client from outside, so each place that opens one
 * would have to know it; it walks all two hundred figures of each once a minute on a thread of its own; and after a client was
 * opened anew under its old name it goes on showing the one before. Made by Kafka, for one client each; thread-safe.
 */
public final class KafkaClientMetrics implements MetricsReporter {
    private static final String SINK = "sluice.metrics";
    private static final String CLIENT = "sluice.client";
    private static final Set<String> TAGS_OF_A_CLIENT = Set.of("client-id");

    private @Nullable Sink sink;
    private String client = "";

    /** Where they are shown; told again when a client was opened anew. Has to be thread-safe. */
    public interface Sink {
        /**
         * Shows this one from now on.
         *
         * @param client what the client is for, one of a fixed few
         */
        void show(KafkaClientMetric metric, String client, DoubleSupplier value);
    }

    /** Adds to a client's properties that it shows its metrics there, beside the reporters that it has. */
    public static void into(Map<String, Object> properties, String client, Sink sink) {
        List<Object> reporters = new ArrayList<>();
        Object told = properties.get(CommonClientConfigs.METRIC_REPORTER_CLASSES_CONFIG);
        if (told instanceof List<?> several) {
            reporters.addAll(several);
        } else if (told instanceof String text) {
            reporters.addAll(List.of(text.strip().split("\\s*,\\s*", -1)));
        } else {
            // What Kafka does unless it is told otherwise.
            reporters.add(JmxReporter.class.getName());
        }
        reporters.add(KafkaClientMetrics.class.getName());
        properties.put(CommonClientConfigs.METRIC_REPORTER_CLASSES_CONFIG, reporters);
        properties.put(CLIENT, client);
        properties.put(SINK, sink);
    }

    @Override
    public void configure(Map<String, ?> configs) {
        sink = configs.get(SINK) instanceof Sink given ? given : null;
        client = String.valueOf(configs.get(CLIENT));
    }

    @Override
    public void init(List<KafkaMetric> metrics) {
        metrics.forEach(this::metricChange);
    }

    @Override
    public void metricChange(KafkaMetric metric) {
        org.apache.kafka.common.MetricName name = metric.metricName();
        KafkaClientMetric known = KafkaClientMetric.of(name.group(), name.name());
        Sink shownIn = sink;
        // Some have the same name for a topic or a partition.
        if (known != null && shownIn != null && name.tags().keySet().equals(TAGS_OF_A_CLIENT)) {
            shownIn.show(known, client, () -> number(metric));
        }
    }

    private static double number(KafkaMetric metric) {
        return metric.metricValue() instanceof Number number ? number.doubleValue() : Double.NaN;
    }

    /** Nothing: what a client counted stays so, and is replaced by the next one's. */
    @Override
    public void metricRemoval(KafkaMetric metric) {}

    @Override
    public void close() {}
}
