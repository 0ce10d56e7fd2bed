package io.sluice.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.Span;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Against a collector at the other end of a real connection: one that takes spans, one that is not there, one that says nothing. */
@Timeout(120)
class TraceExportIT {
    private static final TraceExport.Source SOURCE = new TraceExport.Source("sluice-test", "test-1", "orders");

    private final Vertx vertx = Vertx.vertx();
    private final BlockingQueue<HttpServerRequest> unanswered = new LinkedBlockingQueue<>();
    private final BlockingQueue<ExportTraceServiceRequest> received = new LinkedBlockingQueue<>();
    private volatile boolean silent;

    @AfterEach
    void close() {
        vertx.close().await();
    }

    private URI collector() {
        // As collectors do, it leaves aside that the JDK's client offers HTTP/2.
        HttpServerOptions options =
                new HttpServerOptions().setDecompressionSupported(true).setHttp2ClearTextEnabled(false);
        HttpServer server = vertx.createHttpServer(options)
                .requestHandler(this::take)
                .listen(0, "127.0.0.1")
                .await();
        return URI.create("http://127.0.0.1:" + server.actualPort() + "/otlp/");
    }

    private void take(HttpServerRequest request) {
        if (silent) {
            unanswered.add(request);
            return;
        }
        request.bodyHandler(body -> {
            try {
                assertEquals("/otlp/v1/traces", request.path());
                assertEquals("application/x-protobuf", request.getHeader("Content-Type"));
                received.add(ExportTraceServiceRequest.parseFrom(body.getBytes()));
                var unused = request.response().end();
            } catch (IOException | AssertionError e) {
                var unused = request.response().setStatusCode(400).end(String.valueOf(e));
            }
        });
    }

    private static void post(TraceExport export) {
        OrderSpan span = export.posts(1).posted(null);
        assertNotNull(span);
        span.order("id-1");
        span.end("accepted", 202, false);
    }

    private static void await(String what, BooleanSupplier holds) {
        long endNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!holds.getAsBoolean()) {
            assertTrue(System.nanoTime() - endNanos < 0, what);
            LockSupport.parkNanos(10_000_000);
        }
    }

    @Test
    void whatEndedIsWithTheCollectorWhenTheProcessEnds() throws InterruptedException {
        TraceExport export = TraceExport.open(collector(), SOURCE);
        post(export);
        export.close();

        ExportTraceServiceRequest request = received.poll(30, TimeUnit.SECONDS);
        assertNotNull(request);
        Span span = request.getResourceSpans(0).getScopeSpans(0).getSpans(0);
        assertEquals("POST /v1/orders", span.getName());
        assertTrue(span.toString().contains("id-1"), span.toString());
        assertTrue(request.getResourceSpans(0).getResource().toString().contains("sluice-test"));
        assertEquals(0, export.dropped());
    }

    @Test
    void aCollectorThatIsNotThereCostsSpansAndNothingElse() throws IOException {
        int nobody;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = socket.getLocalPort();
        }
        try (TraceExport export = TraceExport.open(URI.create("http://127.0.0.1:" + nobody), SOURCE)) {
            post(export);
            await("the span was not given up", () -> export.dropped() == 1);
            post(export);
        }
    }

    @Test
    void aCollectorThatSaysNothingKeepsNobodyWaiting() throws InterruptedException {
        silent = true;
        TraceExport export = TraceExport.open(collector(), SOURCE);
        post(export);
        assertNotNull(unanswered.poll(30, TimeUnit.SECONDS));
        // It has the first batch and keeps it: this returns all the same, and so does the end.
        for (int i = 0; i < 2 * SpanBudget.SPANS_MAX; i++) {
            post(export);
        }
        assertTrue(export.dropped() >= SpanBudget.SPANS_MAX);
        export.close();
    }
}
