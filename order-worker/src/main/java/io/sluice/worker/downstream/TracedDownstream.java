package io.sluice.worker.downstream;

import io.sluice.contract.Order;
import io.sluice.telemetry.CallTraces;
import io.sluice.telemetry.OrderSpan;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Makes each call for a sampled order a span, which the order system gets as the parent of what it does; other orders pass through as
 * they are. As thread-safe as what it wraps.
 */
public final class TracedDownstream implements Downstream {
    private final Downstream downstream;
    private final CallTraces traces;
    private final LongSupplier wallClockMillis;

    /** @param wallClockMillis the clock that orders carry */
    public TracedDownstream(Downstream downstream, CallTraces traces, LongSupplier wallClockMillis) {
        this.downstream = downstream;
        this.traces = traces;
        this.wallClockMillis = wallClockMillis;
    }

    @Override
    public void call(Order order, int attempt, Runnable whenSent, Consumer<CallResult> whenAnswered) {
        OrderSpan span = traces.called(order, attempt, wallClockMillis.getAsLong());
        if (span == null) {
            downstream.call(order, attempt, whenSent, whenAnswered);
            return;
        }
        downstream.call(order.calledBy(span.traceparent()), attempt, whenSent, result -> {
            // What the order system said stays out: it may be about a buyer. To turn an order down is its right, no
            // failure.
            span.end(result.kind().word(), result.status(), !result.kind().isFinal());
            whenAnswered.accept(result);
        });
    }
}
