package io.sluice.telemetry;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.logging.LogbackMetrics;
import io.micrometer.core.instrument.binder.netty4.NettyEventExecutorMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.netty.channel.EventLoopGroup;
import io.sluice.contract.MetricName;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** What every process of Sluice tells of itself, whatever its task: JVM, machine, log, event loops, Kafka clients. Thread-safe. */
public final class ProcessMeters implements AutoCloseable {
    private final MeterRegistry registry;
    private final KafkaClientMeters kafkaClients;
    private final JvmGcMetrics garbageCollection = new JvmGcMetrics();
    private final LogbackMetrics logEvents = new LogbackMetrics();

    /** Begins to tell, there. */
    public ProcessMeters(MeterRegistry registry) {
        this.registry = registry;
        kafkaClients = new KafkaClientMeters(registry);
        new ClassLoaderMetrics().bindTo(registry);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        garbageCollection.bindTo(registry);
        logEvents.bindTo(registry);
    }

    /** Where Kafka's clients show what they count. */
    public KafkaClientMetrics.Sink kafkaClients() {
        return kafkaClients;
    }

    /** Measures how late these event loops run what is due, and how much waits for them, for as long as they live. */
    public void eventLoops(Vertx vertx, LongSupplier nanoClock) {
        EventLoopGroup loops = ((VertxInternal) vertx).nettyEventLoopGroup();
        EventLoopDelay.measure(loops, registry, nanoClock);
        new NettyEventExecutorMetrics(loops).bindTo(registry);
    }

    /** Counts what the export drops; where there is none nothing is dropped, which is a figure, too. */
    public void traces(@Nullable TraceExport export) {
        LongSupplier dropped = export == null ? () -> 0 : export::dropped;
        FunctionCounter.builder(MetricName.SPANS_DROPPED.meterName(), this, process -> dropped.getAsLong())
                .description(MetricName.SPANS_DROPPED.help())
                .register(registry);
    }

    @Override
    public void close() {
        garbageCollection.close();
        logEvents.close();
    }
}
