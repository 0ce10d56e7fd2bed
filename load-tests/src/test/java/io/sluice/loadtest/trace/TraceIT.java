package io.sluice.loadtest.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.broker.EmbeddedBroker;
import io.sluice.broker.LoopbackPorts;
import io.sluice.loadtest.rig.ChildProcess;
import io.sluice.loadtest.rig.HealthProbe;
import io.sluice.loadtest.rig.ProcessGroup;
import io.sluice.loadtest.rig.Programs;
import io.sluice.loadtest.trace.SpanCollector.Received;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One order's way through the programs as they are shipped, as a collector of OpenTelemetry sees it. */
final class TraceIT {
    private static final String TRACE_ID = "0af7651916cd43dd8448eb211c80319c";
    private static final String BROWSER_SPAN_ID = "b7ad6b7169203331";
    private static final String ORDER = "{\"customerId\":\"c\",\"items\":[{\"sku\":\"A\",\"quantity\":1}]}";

    private final HealthProbe probe = new HealthProbe();
    private final HttpClient browser = HttpClient.newHttpClient();

    @TempDir
    private Path logs;

    @Test
    void theOrderSystemIsCalledUnderTheTraceThatTheBrowserBegan() throws Exception {
        List<Integer> ports = new LoopbackPorts("127.0.0.1").free(3);
        try (SpanCollector collector = new SpanCollector();
                EmbeddedBroker broker = EmbeddedBroker.start(EmbeddedBroker.Options.defaults());
                ProcessGroup group = new ProcessGroup(logs, List.of("gateway", "worker"), System::nanoTime)) {
            start(group, broker, collector, ports);

            assertEquals(202, post(ports.get(0), "00-" + TRACE_ID + "-" + BROWSER_SPAN_ID + "-01"));
            // Not sampled, and the ratio of this gateway is 0.
            assertEquals(202, post(ports.get(0), "00-" + "1".repeat(32) + "-" + BROWSER_SPAN_ID + "-00"));
            group.awaitReady(
                    group.named("worker"), () -> collector.traceparents().size() == 2);
            // Who stops has sent its spans before.
            group.stop("gateway");
            group.stop("worker");

            assertEquals(3, collector.spans().size(), collector.spans().toString());
            Received post = only(collector, "POST /v1/orders");
            Received queued = only(collector, "queued");
            Received call = only(collector, "call");
            assertEquals("sluice-gateway", post.service());
            assertEquals(BROWSER_SPAN_ID, post.parentId());
            for (Received ofWorker : List.of(queued, call)) {
                assertEquals("sluice-order-worker", ofWorker.service());
                assertEquals(post.id(), ofWorker.parentId());
                assertEquals(post.attribute("sluice.order_id"), ofWorker.attribute("sluice.order_id"));
            }
            collector.spans().forEach(span -> assertEquals(TRACE_ID, span.traceId()));
            assertTrue(collector.traceparents().contains("00-" + TRACE_ID + "-" + call.id() + "-01"));
            assertTrue(collector.traceparents().contains("00-" + "1".repeat(32) + "-" + BROWSER_SPAN_ID + "-00"));
        }
    }

    private void start(ProcessGroup group, EmbeddedBroker broker, SpanCollector collector, List<Integer> ports)
            throws IOException, InterruptedException {
        Programs programs = Programs.built(null, null);
        Programs.requireBuilt(programs.gateway(), programs.worker());
        int brokerPort = Integer.parseInt(
                broker.bootstrapServers().substring(broker.bootstrapServers().lastIndexOf(':') + 1));
        Map<String, String> gateway = new TreeMap<>(Programs.gatewaySettings(brokerPort, ports.get(0), ports.get(1)));
        gateway.put("SLUICE_OTLP_ENDPOINT", "http://127.0.0.1:" + collector.port());
        gateway.put("SLUICE_TRACE_SAMPLE_RATIO", "0");
        gateway.put("SLUICE_ORDERS_PARTITIONS", "1");
        Map<String, String> worker =
                new TreeMap<>(Programs.workerSettings("w", brokerPort, collector.port(), 100, ports.get(2)));
        worker.put("SLUICE_OTLP_ENDPOINT", "http://127.0.0.1:" + collector.port());
        ChildProcess gatewayProcess = group.start("gateway", programs.gatewayCommand(), gateway);
        group.awaitReady(gatewayProcess, () -> probe.isReady(ports.get(1)));
        ChildProcess workerProcess = group.start("worker", programs.workerCommand(), worker);
        group.awaitReady(workerProcess, () -> probe.isReady(ports.get(2)));
    }

    private int post(int port, String traceparent) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v1/orders"))
                .header("Content-Type", "application/json")
                .header("traceparent", traceparent)
                .POST(HttpRequest.BodyPublishers.ofString(ORDER))
                .build();
        return browser.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }

    private static Received only(SpanCollector collector, String name) {
        List<Received> spans = collector.spans().stream()
                .filter(span -> span.span().getName().equals(name))
                .toList();
        assertEquals(1, spans.size(), collector.spans().toString());
        return spans.get(0);
    }
}
