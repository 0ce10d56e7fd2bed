package io.sluice.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.sluice.contract.Order;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What gateway and worker tell of an order, and of which. */
class OrderTracesTest {
    private static final String TRACE_ID = "0af7651916cd43dd8448eb211c80319c";
    private static final String PARENT_ID = "b7ad6b7169203331";
    private static final String SAMPLED = "00-" + TRACE_ID + "-" + PARENT_ID + "-01";
    private static final String UNSAMPLED = "00-" + TRACE_ID + "-" + PARENT_ID + "-00";
    private static final long QUEUED_AT_MILLIS = 1_770_000_000_000L;

    private final InMemorySpanExporter kept = InMemorySpanExporter.create();
    private final TraceExport export =
            TraceExport.into(kept, new TraceExport.Source("sluice-test", "test-1", "t.orders"));

    @AfterEach
    void close() {
        export.close();
    }

    private List<SpanData> spans() {
        export.flush();
        return kept.getFinishedSpanItems();
    }

    private static Order order(String traceparent) {
        return new Order("id-1", "customer", "client", List.of(), new byte[0], QUEUED_AT_MILLIS, traceparent);
    }

    @Test
    void whatComesInSampledIsAndGoesOnUnderOurSpan() {
        OrderSpan span = export.posts(0).posted(SAMPLED);
        assertNotNull(span);
        span.order("id-1");
        span.stored(3, 17);
        span.end("accepted", 202, false);

        SpanData told = spans().get(0);
        assertEquals("POST /v1/orders", told.getName());
        assertEquals(SpanKind.SERVER, told.getKind());
        assertEquals(TRACE_ID, told.getTraceId());
        assertEquals(PARENT_ID, told.getParentSpanId());
        assertEquals("00-" + TRACE_ID + "-" + told.getSpanId() + "-01", span.traceparent());
        assertEquals(
                Map.of(
                        "sluice.order_id", "id-1",
                        "sluice.result", "accepted",
                        "http.request.method", "POST",
                        "http.route", "/v1/orders",
                        "http.response.status_code", 202L,
                        "messaging.system", "kafka",
                        "messaging.destination.name", "t.orders",
                        "messaging.destination.partition.id", "3",
                        "messaging.kafka.offset", 17L),
                attributes(told));
        assertEquals(
                "sluice-test",
                told.getResource().getAttributes().asMap().entrySet().stream()
                        .filter(entry -> entry.getKey().getKey().equals("service.name"))
                        .findFirst()
                        .orElseThrow()
                        .getValue());
    }

    private static Map<String, Object> attributes(SpanData span) {
        return span.getAttributes().asMap().entrySet().stream()
                .collect(Collectors.toMap(entry -> entry.getKey().getKey(), Map.Entry::getValue));
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = UNSAMPLED)
    void theRatioDecidesOfTheOthers(String traceparent) {
        assertNull(export.posts(0).posted(traceparent));
        OrderSpan span = export.posts(1).posted(traceparent);
        assertNotNull(span);
        assertTrue(span.traceparent().matches("00-[0-9a-f]{32}-[0-9a-f]{16}-0[13]"), span.traceparent());
        span.end("accepted", 202, false);

        SpanData told = spans().get(0);
        assertEquals(span.traceparent().substring(3, 35), told.getTraceId());
        assertEquals(traceparent == null, !told.getParentSpanContext().isValid());
        assertTrue(traceparent == null || told.getTraceId().equals(TRACE_ID));
    }

    /** The last 56 bits of this one are 0.32 of all there are. */
    @Test
    void aPostingThatIsRepeatedIsSampledEachTimeOrNever() {
        String trace = "00-0af7651916cd43dd8452000000000000-" + PARENT_ID + "-00";
        for (int i = 0; i < 10; i++) {
            assertNull(export.posts(0.32).posted(trace));
            assertNotNull(export.posts(0.33).posted(trace));
        }
    }

    @Test
    void aCallAndTheWaitBeforeItStandSideBySide() {
        OrderSpan call = export.calls().called(order(SAMPLED), 1, QUEUED_AT_MILLIS + 5_000);
        assertNotNull(call);
        call.end("overloaded", 503, true);
        OrderSpan again = export.calls().called(order(SAMPLED), 2, QUEUED_AT_MILLIS + 6_000);
        assertNotNull(again);
        again.end("confirmed", 201, false);

        List<SpanData> told = spans();
        assertEquals(
                List.of("queued", "call", "call"),
                told.stream().map(SpanData::getName).toList());
        for (SpanData span : told) {
            assertEquals(TRACE_ID, span.getTraceId());
            assertEquals(PARENT_ID, span.getParentSpanId());
        }
        SpanData queued = told.get(0);
        assertEquals(SpanKind.CONSUMER, queued.getKind());
        assertEquals(QUEUED_AT_MILLIS * 1_000_000, queued.getStartEpochNanos());
        assertEquals((QUEUED_AT_MILLIS + 5_000) * 1_000_000, queued.getEndEpochNanos());
        SpanData first = told.get(1);
        assertEquals(SpanKind.CLIENT, first.getKind());
        assertEquals(StatusCode.ERROR, first.getStatus().getStatusCode());
        assertEquals(
                Map.of(
                        "sluice.order_id", "id-1",
                        "sluice.attempt", 1L,
                        "sluice.result", "overloaded",
                        "http.request.method", "POST",
                        "http.response.status_code", 503L),
                attributes(first));
        assertEquals(call.traceparent(), "00-" + TRACE_ID + "-" + first.getSpanId() + "-01");
        assertEquals(StatusCode.UNSET, told.get(2).getStatus().getStatusCode());
    }

    @Test
    void aClockThatIsBehindMakesAWaitOfNothing() {
        OrderSpan call = export.calls().called(order(SAMPLED), 1, QUEUED_AT_MILLIS - 5_000);
        assertNotNull(call);

        SpanData queued = spans().get(0);
        assertEquals(queued.getStartEpochNanos(), queued.getEndEpochNanos());
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {UNSAMPLED, "", "00-" + TRACE_ID, "nonsense that is as long as a traceparent would have to be  "})
    void ordersThatAreNotSampledAreNotTold(String traceparent) {
        assertNull(export.calls().called(order(traceparent), 1, QUEUED_AT_MILLIS));
        assertEquals(List.of(), spans());
    }

    /** Whoever writes to the topic may write anything. */
    @Test
    void aRecordWithoutASoundTraceIsNotTold() {
        assertNull(export.calls().called(order("00-" + "0".repeat(32) + "-" + PARENT_ID + "-01"), 2, 0));
        assertNull(export.calls().called(order("x".repeat(54) + "1"), 2, 0));
    }
}
