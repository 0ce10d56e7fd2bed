package io.sluice.telemetry;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.StatusCode;
import org.jspecify.annotations.Nullable;

/**
 * One step on an order's way, while it lasts. It says which order and how it went, and nothing of who bought what. To be ended once;
 * confined to the thread that began it or to one at a time.
 *
 * <p>Names are OpenTelemetry's own where its semantic conventions have one.
 */
public final class OrderSpan {
    static final AttributeKey<String> ORDER_ID = AttributeKey.stringKey("sluice.order_id");
    static final AttributeKey<Long> ATTEMPT = AttributeKey.longKey("sluice.attempt");
    static final AttributeKey<Long> REPLAY = AttributeKey.longKey("sluice.replay");
    static final AttributeKey<String> RESULT = AttributeKey.stringKey("sluice.result");
    static final AttributeKey<String> METHOD = AttributeKey.stringKey("http.request.method");
    static final AttributeKey<String> ROUTE = AttributeKey.stringKey("http.route");
    static final AttributeKey<Long> STATUS = AttributeKey.longKey("http.response.status_code");
    static final AttributeKey<String> SYSTEM = AttributeKey.stringKey("messaging.system");
    static final AttributeKey<String> TOPIC = AttributeKey.stringKey("messaging.destination.name");
    static final AttributeKey<String> PARTITION = AttributeKey.stringKey("messaging.destination.partition.id");
    static final AttributeKey<Long> OFFSET = AttributeKey.longKey("messaging.kafka.offset");

    static final String KAFKA = "kafka";

    private final Span span;

    private OrderSpan(Span span) {
        this.span = span;
    }

    /** Null once the export is closed: what OpenTelemetry begins then has no id that could go on. */
    static @Nullable OrderSpan of(Span span) {
        return span.isRecording() ? new OrderSpan(span) : null;
    }

    /** What whoever is called under this span gets as its {@code traceparent}. */
    public String traceparent() {
        SpanContext context = span.getSpanContext();
        return "00-" + context.getTraceId() + "-" + context.getSpanId() + "-"
                + context.getTraceFlags().asHex();
    }

    /** The order is known by this name. */
    public void order(String id) {
        span.setAttribute(ORDER_ID, id);
    }

    /** The order lies there. */
    public void stored(int partition, long offset) {
        span.setAttribute(PARTITION, Integer.toString(partition));
        span.setAttribute(OFFSET, offset);
    }

    /**
     * It is over.
     *
     * @param result how it went, one of a fixed few
     * @param status the HTTP status, 0 if there was no answer
     * @param failed whether it is to be looked at as a failure
     */
    public void end(String result, int status, boolean failed) {
        span.setAttribute(RESULT, result);
        if (status > 0) {
            span.setAttribute(STATUS, (long) status);
        }
        if (failed) {
            span.setStatus(StatusCode.ERROR, result);
        }
        span.end();
    }
}
