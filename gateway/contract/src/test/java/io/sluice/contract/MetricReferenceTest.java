package io.sluice.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The reference of all metrics is what the code says, and is written by it. */
class MetricReferenceTest {
    private static final Path FILE = Path.of("..", "..", "grafana", "METRICS.md");
    private static final String WRITE = "sluice.write";

    @Test
    void theReferenceIsWhatTheCodeSays() throws IOException {
        String expected = reference();
        if (Boolean.getBoolean(WRITE)) {
            Files.writeString(FILE, expected);
        }
        assertEquals(
                expected,
                Files.exists(FILE) ? Files.readString(FILE) : "",
                "grafana/METRICS.md is stale. It is written by: mvn -pl gateway/contract test"
                        + " -Dtest=MetricReferenceTest -D" + WRITE + "=true");
    }

    private static String reference() {
        return """
                # Metrics

                <!-- Written by MetricReferenceTest from MetricName and KafkaClientMetric. Change those. -->

                All are at `/metrics` of a process's management port, in base units, with bounded labels. A gauge that is not \
                known yet is `NaN`, never 0. Figures of the whole fleet (lag, age, ETA, headroom, live workers, replicas) \
                come from every gateway, which has them from the brokers: take `max` over gateways, not `sum`. \
                They hold with no worker alive.

                A timer `x` has the series `x_count`, `x_sum` and `x_max`, and where it has buckets `x_bucket{le}`.

                ## Sluice

                | metric | kind | labels | meaning |
                |---|---|---|---|
                %s

                ## Kafka clients

                One series for each client of a process: `client` is `producer`, `control`, `cancellations`, `fleet`, \
                `outcomes`, `head-ages`, `order-peek` or `admin` in a gateway; `orders`, `settlements`, `leases`, `fleet`, \
                `outcomes`, `cancellations` or `admin` in a worker. Nothing by topic, partition or broker.

                | metric | kind | labels | meaning |
                |---|---|---|---|
                %s

                ## Process

                As Micrometer's binders name them: `jvm_*` (memory, collections, threads, classes), `process_*` and \
                `system_*` (processor, start, open files), `logback_events_total{level}`, and \
                `netty_eventexecutor_tasks_pending{name}` for each event loop.
                """.formatted(
                rows(Arrays.stream(MetricName.values())
                        .map(metric -> row(metric.prometheusName(), kind(metric.type()), metric.label(), metric.help()))
                        .toList()),
                rows(Arrays.stream(KafkaClientMetric.values())
                        .map(metric -> row(
                                metric.prometheusName(),
                                metric.isCounter() ? "counter" : "gauge",
                                KafkaClientMetric.LABEL,
                                metric.help()))
                        .toList()));
    }

    private static String kind(MetricName.Type type) {
        return switch (type) {
            case GAUGE -> "gauge";
            case COUNTER, TIME_COUNTER -> "counter";
            case TIMER -> "timer";
        };
    }

    private static String row(String name, String kind, String label, String help) {
        return "| `" + name + "` | " + kind + " | " + (label == null ? "–" : "`" + label + "`") + " | " + help + " |";
    }

    private static String rows(List<String> rows) {
        return rows.stream().collect(Collectors.joining("\n"));
    }
}
