package io.sluice.telemetry;

import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The gateway's part of an order's trace, of the orders that are sampled. What comes in sampled is; of the others a share is chosen, by
 * the trace's own id where there is one, so that a posting that is repeated, at whichever gateway, is in or out each time.
 * The flag of what comes in unsampled only says that its sender recorded nothing: {@code sluice.js} begins traces without
 * being able to record any. Thread-safe.
 */
public final class PostTraces {
    private static final int RANDOM_FROM = 21;
    private static final int RANDOM_TO = 35;
    private static final int HEX = 16;
    /** The 14 digits are 56 bits, which is what W3C Trace Context asks to be random. */
    private static final double RANDOM_END = 1L << 56;

    private final Tracer tracer;
    private final String topic;
    private final double sampleRatio;

    PostTraces(Tracer tracer, String topic, double sampleRatio) {
        this.tracer = tracer;
        this.topic = topic;
        this.sampleRatio = sampleRatio;
    }

    /**
     * Begins the span of a posting that was received just now, or returns null if it is not sampled.
     *
     * @param traceparent what came with it, well-formed; null if nothing did, and then a trace begins here
     */
    public @Nullable OrderSpan posted(@Nullable String traceparent) {
        if (!isSampled(traceparent)) {
            return null;
        }
        SpanBuilder builder = tracer.spanBuilder("POST /v1/orders")
                .setSpanKind(SpanKind.SERVER)
                .setAttribute(OrderSpan.METHOD, "POST")
                .setAttribute(OrderSpan.ROUTE, "/v1/orders")
                .setAttribute(OrderSpan.SYSTEM, OrderSpan.KAFKA)
                .setAttribute(OrderSpan.TOPIC, topic);
        return OrderSpan.of(
                (traceparent == null ? builder.setNoParent() : builder.setParent(TraceContext.parent(traceparent)))
                        .startSpan());
    }

    private boolean isSampled(@Nullable String traceparent) {
        if (traceparent == null) {
            return ThreadLocalRandom.current().nextDouble() < sampleRatio;
        }
        return TraceContext.isSampled(traceparent)
                || Long.parseUnsignedLong(traceparent, RANDOM_FROM, RANDOM_TO, HEX) < sampleRatio * RANDOM_END;
    }
}
