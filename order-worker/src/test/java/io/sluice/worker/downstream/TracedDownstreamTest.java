package io.sluice.worker.downstream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.sluice.contract.Order;
import io.sluice.telemetry.TraceExport;
import io.sluice.worker.downstream.CallResult.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TracedDownstreamTest {
    private static final String TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String SAMPLED = "00-" + TRACE_ID + "-00f067aa0ba902b7-01";

    private final InMemorySpanExporter kept = InMemorySpanExporter.create();
    private final TraceExport export =
            TraceExport.into(kept, new TraceExport.Source("sluice-order-worker", "w", "orders"));
    private final List<Order> called = new ArrayList<>();
    private CallResult answer = new CallResult(Kind.CONFIRMED, 201, null, 0, List.of());
    private final Downstream downstream = new TracedDownstream(this::answerAtOnce, export.calls(), () -> 1_000);

    @AfterEach
    void close() {
        export.close();
    }

    private void answerAtOnce(Order order, int attempt, Runnable whenSent, Consumer<CallResult> whenAnswered) {
        called.add(order);
        whenSent.run();
        whenAnswered.accept(answer);
    }

    private CallResult call(Order order, int attempt) {
        List<CallResult> results = new ArrayList<>();
        downstream.call(order, attempt, () -> {}, results::add);
        assertEquals(1, results.size());
        return results.get(0);
    }

    private List<SpanData> spans() {
        export.flush();
        return kept.getFinishedSpanItems();
    }

    private static Order order(String traceparent) {
        return new Order("id", "key", "client", List.of("A"), new byte[] {1}, 10, traceparent).replayed(2, 20);
    }

    @Test
    void theOrderSystemIsCalledUnderTheSpanOfTheCall() {
        assertSame(answer, call(order(SAMPLED), 1));

        SpanData span = spans().get(1);
        assertEquals("call", span.getName());
        Order sent = called.get(0);
        assertEquals("00-" + TRACE_ID + "-" + span.getSpanId() + "-01", sent.traceparent());
        // All else is the order as it was, and the body is not copied.
        Order original = order(SAMPLED);
        assertEquals(original.id(), sent.id());
        assertEquals(original.key(), sent.key());
        assertEquals(original.client(), sent.client());
        assertEquals(original.skus(), sent.skus());
        assertEquals(original.acceptedAtMillis(), sent.acceptedAtMillis());
        assertEquals(original.replay(), sent.replay());
        assertEquals(original.queuedAtMillis(), sent.queuedAtMillis());
        assertEquals(1, sent.body()[0]);
    }

    @Test
    void onlyWhatIsTriedAgainIsAFailureAndNoReasonIsTold() {
        answer = new CallResult(Kind.REJECTED, 409, "Mrs Smith has no credit", 0, List.of());
        call(order(SAMPLED), 2);
        answer = CallResult.unanswered(Kind.TIMED_OUT, "no answer in time");
        call(order(SAMPLED), 3);

        List<SpanData> spans = spans();
        assertEquals(StatusCode.UNSET, spans.get(0).getStatus().getStatusCode());
        assertEquals(StatusCode.ERROR, spans.get(1).getStatus().getStatusCode());
        assertEquals("timed_out", spans.get(1).getStatus().getDescription());
        assertEquals(false, spans.toString().contains("Smith"));
    }

    @Test
    void ordersThatAreNotSampledPassAsTheyAre() {
        Order without = order(null);
        Order unsampled = order(SAMPLED.substring(0, 53) + "00");
        call(without, 1);
        call(unsampled, 1);

        assertSame(without, called.get(0));
        assertSame(unsampled, called.get(1));
        assertNull(called.get(0).traceparent());
        assertEquals(List.of(), spans());
    }
}
