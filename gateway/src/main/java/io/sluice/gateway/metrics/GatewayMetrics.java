package io.sluice.gateway.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.sluice.contract.FleetRecord;
import io.sluice.contract.MetricName;
import io.sluice.telemetry.ProcessMeters;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;

/** The gateway's meters, by the names of {@link MetricName}, and their Prometheus text. Thread-safe. */
public final class GatewayMetrics implements AutoCloseable {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final ConcurrentHashMap<String, Counter> ordersByResult = new ConcurrentHashMap<>();
    private final Timer accept;
    private final Timer etaError;
    private final Counter operatorChanges;
    private final Counter lettersReplayed;
    private final ProcessMeters process = new ProcessMeters(registry);

    public GatewayMetrics() {
        accept = Timer.builder(MetricName.ORDER_ACCEPT.meterName())
                .description(MetricName.ORDER_ACCEPT.help())
                .serviceLevelObjectives(millis(1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 30_000))
                .register(registry);
        etaError = Timer.builder(MetricName.ETA_ERROR.meterName())
                .description(MetricName.ETA_ERROR.help())
                .serviceLevelObjectives(millis(100, 250, 500, 1_000, 2_000, 5_000, 10_000, 30_000, 60_000, 300_000))
                .register(registry);
        operatorChanges = Counter.builder(MetricName.DRAIN_RATE_CHANGES.meterName())
                .description(MetricName.DRAIN_RATE_CHANGES.help())
                .tag("cause", FleetRecord.Cause.OPERATOR.word())
                .register(registry);
        lettersReplayed = Counter.builder(MetricName.DEAD_LETTERS_REPLAYED.meterName())
                .description(MetricName.DEAD_LETTERS_REPLAYED.help())
                .register(registry);
    }

    private static Duration[] millis(long... bounds) {
        Duration[] durations = new Duration[bounds.length];
        for (int i = 0; i < bounds.length; i++) {
            durations[i] = Duration.ofMillis(bounds[i]);
        }
        return durations;
    }

    /** An order was answered; the result is one of a fixed few. */
    public void answered(String result) {
        Counter counter = ordersByResult.get(result);
        (counter == null ? ordersCounter(result) : counter).increment();
    }

    /** An order may be answered so: counted from 0 on, or a rate would not see the first one. */
    public void expect(String result) {
        var unused = ordersCounter(result);
    }

    private Counter ordersCounter(String result) {
        return ordersByResult.computeIfAbsent(result, label -> Counter.builder(MetricName.ORDERS.meterName())
                .description(MetricName.ORDERS.help())
                .tags(Tags.of("result", label))
                .register(registry));
    }

    /** How many orders were answered so far, by result. */
    public Map<String, Long> answered() {
        Map<String, Long> totals = new HashMap<>();
        ordersByResult.forEach((result, counter) -> totals.put(result, (long) counter.count()));
        return totals;
    }

    /** An order was accepted in this time. */
    public void accepted(long nanos) {
        accept.record(nanos, TimeUnit.NANOSECONDS);
    }

    /** An operator changed the drain. */
    public void changedByOperator() {
        operatorChanges.increment();
    }

    /** So many more dead letters were put back. */
    public void lettersReplayed(int count) {
        lettersReplayed.increment(count);
    }

    /** An ETA turned out to be this far off. */
    public void etaError(long millis) {
        etaError.record(millis, TimeUnit.MILLISECONDS);
    }

    /** A gauge that is read whenever somebody scrapes. */
    public void gauge(MetricName name, DoubleSupplier value) {
        Gauge.builder(name.meterName(), value::getAsDouble)
                .description(name.help())
                .strongReference(true)
                .register(registry);
    }

    /** A count that somebody else keeps. */
    public void counter(MetricName name, DoubleSupplier value) {
        // What it is asked of is held weakly, what is asked is not: a supplier that nobody else holds would be
        // gone with the next collection, and the count would stand still.
        FunctionCounter.builder(name.meterName(), this, metrics -> value.getAsDouble())
                .description(name.help())
                .register(registry);
    }

    /** A gauge for one partition. */
    public void gauge(MetricName name, int partition, DoubleSupplier value) {
        Gauge.builder(name.meterName(), value::getAsDouble)
                .description(name.help())
                .tags("partition", Integer.toString(partition))
                .strongReference(true)
                .register(registry);
    }

    /** What the process tells whatever its task. */
    public ProcessMeters process() {
        return process;
    }

    /** Everything, as Prometheus scrapes it. */
    public String scrape() {
        return registry.scrape();
    }

    @Override
    public void close() {
        process.close();
        registry.close();
    }
}
