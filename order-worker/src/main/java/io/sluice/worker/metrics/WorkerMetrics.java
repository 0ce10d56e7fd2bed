package io.sluice.worker.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.sluice.contract.FleetRecord.Cause;
import io.sluice.contract.MetricName;
import io.sluice.contract.OrderOutcome;
import io.sluice.telemetry.ProcessMeters;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/** What the worker counts, for Prometheus. All names come from {@link MetricName}. Thread-safe. */
public final class WorkerMetrics {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Map<OrderOutcome.Kind, Counter> settled = new EnumMap<>(OrderOutcome.Kind.class);
    private final Map<String, Timer> calls = new ConcurrentHashMap<>();
    private final Map<String, LongAdder> throttledNanos = new ConcurrentHashMap<>();
    private final ProcessMeters process = new ProcessMeters(registry);
    private final Counter deadLetters = counter(MetricName.DEAD_LETTERS, null);
    private final Counter duplicates = counter(MetricName.DUPLICATES_DROPPED, null);

    public WorkerMetrics() {
        for (OrderOutcome.Kind kind : OrderOutcome.Kind.values()) {
            settled.put(kind, counter(MetricName.ORDERS_SETTLED, kind.word()));
        }
        for (Cause cause : Cause.values()) {
            var unused = counter(MetricName.DRAIN_RATE_CHANGES, cause.word());
        }
    }

    /** An order reached its end. */
    public void settled(OrderOutcome.Kind kind) {
        counterOf(kind).increment();
        if (kind == OrderOutcome.Kind.FAILED) {
            deadLetters.increment();
        }
    }

    private Counter counterOf(OrderOutcome.Kind kind) {
        Counter counter = settled.get(kind);
        if (counter == null) {
            throw new IllegalStateException("the constructor makes one for each kind");
        }
        return counter;
    }

    /** Something that was no order went to the dead letters. */
    public void malformed() {
        deadLetters.increment();
    }

    /** An order was dropped, as one with its id is settled or on its way. */
    public void duplicate() {
        duplicates.increment();
    }

    /** This worker, as the conductor, changed the fleet's rate. */
    public void rateChanged(Cause cause) {
        counter(MetricName.DRAIN_RATE_CHANGES, cause.word()).increment();
    }

    /** A downstream call was answered, or not. */
    public void called(String result, long durationNanos) {
        calls.computeIfAbsent(result, this::callTimer).record(durationNanos, TimeUnit.NANOSECONDS);
    }

    /** A call may be answered so: counted from 0 on, or a rate would not see the first one. */
    public void expect(String result) {
        var unused = calls.computeIfAbsent(result, this::callTimer);
    }

    private Timer callTimer(String result) {
        return Timer.builder(MetricName.DOWNSTREAM_CALL.meterName())
                .description(MetricName.DOWNSTREAM_CALL.help())
                .tags(tags(MetricName.DOWNSTREAM_CALL, result))
                .serviceLevelObjectives(
                        Duration.ofMillis(5),
                        Duration.ofMillis(10),
                        Duration.ofMillis(25),
                        Duration.ofMillis(50),
                        Duration.ofMillis(100),
                        Duration.ofMillis(250),
                        Duration.ofMillis(500),
                        Duration.ofSeconds(1),
                        Duration.ofMillis(2_500),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(10))
                .register(registry);
    }

    /** Orders waited, and this is what for. */
    public void throttled(String reason, long nanos) {
        throttledNanos.computeIfAbsent(reason, this::throttledCounter).add(nanos);
    }

    private LongAdder throttledCounter(String reason) {
        LongAdder nanos = new LongAdder();
        FunctionCounter.builder(MetricName.THROTTLED.meterName() + ".seconds", nanos, sum -> sum.sum() / 1e9)
                .description(MetricName.THROTTLED.help())
                .tags(tags(MetricName.THROTTLED, reason))
                .register(registry);
        return nanos;
    }

    /** A figure that is looked up when it is scraped. */
    public void gauge(MetricName name, DoubleSupplier value) {
        Gauge.builder(name.meterName(), value, DoubleSupplier::getAsDouble)
                .description(name.help())
                .strongReference(true)
                .register(registry);
    }

    private Counter counter(MetricName name, @Nullable String label) {
        return Counter.builder(name.meterName())
                .description(name.help())
                .tags(tags(name, label))
                .register(registry);
    }

    private static Tags tags(MetricName name, @Nullable String value) {
        String label = name.label();
        return label == null || value == null ? Tags.empty() : Tags.of(label, value);
    }

    /** What the process tells whatever its task. */
    public ProcessMeters process() {
        return process;
    }

    /** All of it in Prometheus' text format. */
    public String scrape() {
        return registry.scrape();
    }
}
