package io.sluice.telemetry;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.sluice.contract.KafkaClientMetric;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.DoubleSupplier;

/**
 * One meter for each metric and client; a client that is opened anew goes on in the meter of the one before. Thread-safe.
 */
final class KafkaClientMeters implements KafkaClientMetrics.Sink {
    private final MeterRegistry registry;
    private final ConcurrentHashMap<Series, DoubleSupplier> figures = new ConcurrentHashMap<>();

    private record Series(KafkaClientMetric metric, String client) {}

    KafkaClientMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void show(KafkaClientMetric metric, String client, DoubleSupplier value) {
        Series series = new Series(metric, client);
        if (figures.put(series, value) == null) {
            register(series);
        }
    }

    private void register(Series series) {
        KafkaClientMetric metric = series.metric();
        if (metric.isCounter()) {
            FunctionCounter.builder(metric.meterName(), figures, all -> figure(series))
                    .description(metric.help())
                    .tag(KafkaClientMetric.LABEL, series.client())
                    .register(registry);
        } else {
            Gauge.builder(metric.meterName(), () -> figure(series))
                    .description(metric.help())
                    .tag(KafkaClientMetric.LABEL, series.client())
                    .strongReference(true)
                    .register(registry);
        }
    }

    private double figure(Series series) {
        DoubleSupplier figure = figures.get(series);
        return figure == null ? Double.NaN : figure.getAsDouble();
    }
}
