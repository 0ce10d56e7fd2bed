package io.sluice.telemetry;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Sends the spans of sampled orders to an OpenTelemetry collector, by OTLP over HTTP, on threads of its own. Nobody who works for an
 * order ever waits for it: what the collector does not take in time is dropped and counted. Made only where an operator asked
 * for it; nothing of OpenTelemetry is loaded before. Thread-safe.
 *
 * <p>Put together here and not by OpenTelemetry's autoconfiguration, whose environment variables would be a second home for settings.
 */
public final class TraceExport implements AutoCloseable {
    private static final String PATH = "/v1/traces";
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
    /** For one batch with all its repetitions. */
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

    /** Held, as the JDK forgets the level of a logger that nobody holds. */
    private static final Logger OWN_WORDS = Logger.getLogger("io.opentelemetry");

    private final SpanBudget budget;
    private final SdkTracerProvider provider;
    private final Tracer tracer;
    private final Source source;

    /**
     * Who exports.
     *
     * @param service name of the program
     * @param instance tells its processes apart
     * @param ordersTopic where orders lie
     */
    public record Source(String service, String instance, String ordersTopic) {}

    private TraceExport(SpanExporter collector, Source source) {
        // It would write to standard error, past format and budget of our log. SpanBudget says when a collector fails.
        OWN_WORDS.setLevel(Level.OFF);
        this.source = source;
        budget = new SpanBudget(collector);
        provider = SdkTracerProvider.builder()
                .setResource(Resource.getDefault()
                        .merge(Resource.create(Attributes.builder()
                                .put("service.name", source.service())
                                .put("service.instance.id", source.instance())
                                .build())))
                // Whoever begins a span has asked already whether it is wanted: those that are not cost nothing.
                .setSampler(Sampler.alwaysOn())
                .addSpanProcessor(budget)
                .build();
        tracer = provider.get("io.sluice");
    }

    /** To the collector at this address; its path, if it has one, goes before OTLP's own. Does not connect before there is a span. */
    public static TraceExport open(URI endpoint, Source source) {
        String address = endpoint.toString();
        return into(
                OtlpHttpSpanExporter.builder()
                        .setEndpoint(
                                (address.endsWith("/") ? address.substring(0, address.length() - 1) : address) + PATH)
                        .setCompression("gzip")
                        .setConnectTimeout(CONNECT_TIMEOUT)
                        .setTimeout(TIMEOUT)
                        .build(),
                source);
    }

    /** To another place than a collector; tests look into it. */
    public static TraceExport into(SpanExporter exporter, Source source) {
        return new TraceExport(exporter, source);
    }

    /**
     * The spans of a gateway.
     *
     * @param sampleRatio share of the orders to sample though who posted them did not ask for it, 0 to 1
     */
    public PostTraces posts(double sampleRatio) {
        return new PostTraces(tracer, source.ordersTopic(), sampleRatio);
    }

    /** The spans of a worker. */
    public CallTraces calls() {
        return new CallTraces(tracer, source.ordersTopic());
    }

    /** Spans that the collector did not get, since the start. */
    public long dropped() {
        return budget.dropped();
    }

    /** Sends what has ended so far, and waits two seconds at most for it. Blocks. */
    public void flush() {
        provider.forceFlush().join(CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Sends what has ended, waits two seconds at most for it, and stops. Spans that end later are dropped. Blocks. */
    @Override
    public void close() {
        provider.shutdown().join(CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        budget.tellLeftBehind();
    }
}
