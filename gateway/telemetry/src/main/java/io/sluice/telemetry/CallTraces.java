package io.sluice.telemetry;

import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.sluice.contract.Order;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The worker's part of an order's trace, if the trace in its record is sampled: how long it was queued, and each call. Both have the
 * record's span as their parent, so they stand side by side under what the gateway did. Thread-safe.
 */
public final class CallTraces {
    private static final int FIRST = 1;

    private final Tracer tracer;
    private final String topic;

    CallTraces(Tracer tracer, String topic) {
        this.tracer = tracer;
        this.topic = topic;
    }

    /**
     * Begins the span of a call that starts now, or returns null if the order is not sampled. With the first call of this worker the
     * waiting is over, which is a span of its own; after a takeover there is a second of it, as the order waited on.
     *
     * @param attempt counts the calls for this order, from 1
     * @param nowMillis wall clock, milliseconds since 1970
     */
    public @Nullable OrderSpan called(Order order, int attempt, long nowMillis) {
        String traceparent = order.traceparent();
        Context parent = traceparent == null ? null : TraceContext.sampledParent(traceparent);
        if (parent == null) {
            return null;
        }
        if (attempt == FIRST) {
            queued(order, parent, nowMillis);
        }
        return OrderSpan.of(tracer.spanBuilder("call")
                .setSpanKind(SpanKind.CLIENT)
                .setParent(parent)
                .setAttribute(OrderSpan.ORDER_ID, order.id())
                .setAttribute(OrderSpan.ATTEMPT, (long) attempt)
                .setAttribute(OrderSpan.METHOD, "POST")
                .startSpan());
    }

    private void queued(Order order, Context parent, long nowMillis) {
        // The gateway's clock may be ahead of ours, and nothing ends before it begins.
        long endMillis = Math.max(order.queuedAtMillis(), nowMillis);
        tracer.spanBuilder("queued")
                .setSpanKind(SpanKind.CONSUMER)
                .setParent(parent)
                .setStartTimestamp(order.queuedAtMillis(), TimeUnit.MILLISECONDS)
                .setAttribute(OrderSpan.ORDER_ID, order.id())
                .setAttribute(OrderSpan.REPLAY, (long) order.replay())
                .setAttribute(OrderSpan.SYSTEM, OrderSpan.KAFKA)
                .setAttribute(OrderSpan.TOPIC, topic)
                .startSpan()
                .end(endMillis, TimeUnit.MILLISECONDS);
    }
}
