package io.sluice.observability;

import io.sluice.contract.MetricName;
import java.util.List;

/** How a process is, gateway or worker. Stateless. */
final class ProcessPanels {
    private ProcessPanels() {}

    /** @param owns a metric that only processes of this kind have, which picks them out whatever their job is called */
    static List<Panel> of(MetricName owns) {
        String here = " and on (job, instance) group by (job, instance) (" + Series.of(owns) + ")";
        return List.of(
                Panel.lines("Processor", "Share of all processors that the process uses.", "percentunit")
                        .query(Series.of("process_cpu_usage") + here, "{{instance}}")
                        .badFrom(0.7, 0.9),
                Panel.lines("Heap", "Memory that is used, garbage included.", "bytes")
                        .query(
                                "sum by (job, instance) (jvm_memory_used_bytes{fleet=~\"$fleet\",job=~\"$job\","
                                        + "instance=~\"$instance\",area=\"heap\"})" + here,
                                "{{instance}}"),
                Panel.lines("Collections", "Share of the time in which a collection stops everything.", "percentunit")
                        .query(
                                "sum by (job, instance) (" + Series.rate(Series.of("jvm_gc_pause_seconds_sum")) + ")"
                                        + here,
                                "{{instance}}")
                        .badFrom(0.05, 0.2),
                Panel.lines(
                                "Event loops late",
                                "By how much what was due ran late, 99 %. What keeps a loop keeps its orders and calls.",
                                "s")
                        .query(
                                "histogram_quantile(0.99, sum by (job, instance, le) ("
                                        + Series.rate(
                                                Series.of(MetricName.EVENT_LOOP_DELAY.prometheusName() + "_bucket"))
                                        + "))" + here,
                                "{{instance}}")
                        .badFrom(0.1, 0.5),
                Panel.lines("Event loops' tasks", "Tasks that wait for an event loop.", "short")
                        .query(
                                "sum by (job, instance) (" + Series.of("netty_eventexecutor_tasks_pending") + ")"
                                        + here,
                                "{{instance}}"),
                Panel.lines("Warnings and errors", "Log events; each is meant for a person.", "short")
                        .query(
                                "sum by (job, instance, level) (increase(logback_events_total{fleet=~\"$fleet\",job=~\"$job\","
                                        + "instance=~\"$instance\",level=~\"warn|error\"}[$__rate_interval]))" + here,
                                "{{instance}} {{level}}"),
                Panel.lines(
                                "Spans dropped",
                                "What the OpenTelemetry collector did not get; orders do not wait for it.",
                                "reqps")
                        .query(
                                "sum by (job, instance) (" + Series.rate(Series.of(MetricName.SPANS_DROPPED)) + ")"
                                        + here,
                                "{{instance}}"));
    }
}
