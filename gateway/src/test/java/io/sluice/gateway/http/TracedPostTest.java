package io.sluice.gateway.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import io.sluice.gateway.intake.OrderLog;
import io.sluice.telemetry.TraceExport;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The public port of a gateway that exports spans, and samples only what it is asked to. */
class TracedPostTest {
    private static final String TRACE_ID = "0af7651916cd43dd8448eb211c80319c";
    private static final String SAMPLED = "00-" + TRACE_ID + "-b7ad6b7169203331-01";
    private static final String UNSAMPLED = "00-" + TRACE_ID + "-b7ad6b7169203331-00";

    private final InMemorySpanExporter kept = InMemorySpanExporter.create();
    private final TraceExport export = TraceExport.into(kept, new TraceExport.Source("sluice-gateway", "g", "orders"));
    private RunningApi api;

    @BeforeEach
    void start() throws Exception {
        api = new RunningApi(null, export.posts(0));
    }

    @AfterEach
    void stop() throws Exception {
        api.close();
        export.close();
    }

    /** A span ends just after its answer was written: once the port is closed it has. */
    private List<SpanData> spans() throws Exception {
        api.undeploy();
        export.flush();
        return kept.getFinishedSpanItems();
    }

    private static Object attribute(SpanData span, String name) {
        return span.getAttributes().asMap().entrySet().stream()
                .filter(entry -> entry.getKey().getKey().equals(name))
                .map(java.util.Map.Entry::getValue)
                .findFirst()
                .orElse(null);
    }

    @Test
    void theSpanOfASampledOrderIsTheParentInItsRecord() throws Exception {
        HttpResponse<String> accepted = api.send(api.order(RunningApi.ORDER).header("traceparent", SAMPLED));

        SpanData span = spans().get(0);
        assertEquals(
                "00-" + TRACE_ID + "-" + span.getSpanId() + "-01",
                api.log.take().traceparent());
        assertEquals("b7ad6b7169203331", span.getParentSpanId());
        assertEquals(202L, span.getAttributes().get(AttributeKey.longKey("http.response.status_code")));
        assertEquals("accepted", attribute(span, "sluice.result"));
        assertEquals("0", attribute(span, "messaging.destination.partition.id"));
        assertEquals(0L, attribute(span, "messaging.kafka.offset"));
        String id = String.valueOf(attribute(span, "sluice.order_id"));
        assertEquals(202, accepted.statusCode());
        assertEquals(true, accepted.body().contains("\"orderId\":\"" + id + "\""), accepted.body());
    }

    @Test
    void aRefusalIsToldWithItsStatusAndOnlyOursIsAFailure() throws Exception {
        api.send(api.order("{").header("traceparent", SAMPLED));
        api.log.answer(OrderLog.Appended.Kind.NOT_SENT);
        api.send(api.order(RunningApi.ORDER).header("traceparent", SAMPLED));

        List<SpanData> spans = spans();
        assertEquals(400L, attribute(spans.get(0), "http.response.status_code"));
        assertNull(attribute(spans.get(0), "sluice.order_id"));
        assertEquals(StatusData.unset(), spans.get(0).getStatus());
        assertEquals(503L, attribute(spans.get(1), "http.response.status_code"));
        assertEquals("refused_kafka_unreachable", spans.get(1).getStatus().getDescription());
    }

    @Test
    void whatIsNotSampledGoesOnAsItCame() throws Exception {
        api.send(api.order(RunningApi.ORDER).header("traceparent", UNSAMPLED));
        api.send(api.order(RunningApi.ORDER));

        assertEquals(UNSAMPLED, api.log.take().traceparent());
        assertEquals("-00", String.valueOf(api.log.take().traceparent()).substring(52));
        assertEquals(List.of(), spans());
    }
}
