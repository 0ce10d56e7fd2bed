package io.sluice.observability;

import io.sluice.contract.KafkaClientMetric;
import io.sluice.contract.MetricName;

/** PromQL over the metrics of Sluice, by their one home of names and narrowed by the dashboards' variables. Stateless. */
final class Series {
    private static final String CHOSEN = "fleet=~\"$fleet\",job=~\"$job\",instance=~\"$instance\"";

    private Series() {}

    static String of(MetricName name) {
        return of(name.prometheusName());
    }

    static String of(MetricName name, String matchers) {
        return name.prometheusName() + "{" + CHOSEN + "," + matchers + "}";
    }

    static String of(KafkaClientMetric name, String client) {
        return name.prometheusName() + "{" + CHOSEN + ",client=\"" + client + "\"}";
    }

    /** By its name in Prometheus, for what is not ours. */
    static String of(String name) {
        return name + "{" + CHOSEN + "}";
    }

    /** How fast something grows: the window is Grafana's, four scrapes at least. */
    static String rate(String counter) {
        return "rate(" + counter + "[$__rate_interval])";
    }

    /** How often a timer was used. */
    static String timesPerSecond(MetricName timer, String by) {
        return "sum by (" + by + ") (" + rate(of(timer.prometheusName() + "_count")) + ")";
    }

    static String timesPerSecond(MetricName timer) {
        return "sum(" + rate(of(timer.prometheusName() + "_count")) + ")";
    }

    static String perSecond(MetricName counter) {
        return "sum(" + rate(of(counter)) + ")";
    }

    static String perSecond(MetricName counter, String by) {
        return "sum by (" + by + ") (" + rate(of(counter)) + ")";
    }

    static String quantile(double quantile, MetricName timer) {
        return "histogram_quantile(" + quantile + ", sum by (le) (" + rate(of(timer.prometheusName() + "_bucket"))
                + "))";
    }

    /** A figure of the whole fleet, which every gateway tells. */
    static String ofFleet(MetricName gauge) {
        return "max(" + of(gauge) + ")";
    }

    static String lagByPartition() {
        return "max by (partition) (" + of(MetricName.LAG_ORDERS) + ")";
    }

    static String backlog() {
        return "sum(" + lagByPartition() + ")";
    }
}
