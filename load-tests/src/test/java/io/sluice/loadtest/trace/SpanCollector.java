package io.sluice.loadtest.trace;

import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A collector of OpenTelemetry spans that keeps what it gets; and, at {@code /orders}, an order system that says yes. Thread-safe. */
final class SpanCollector implements AutoCloseable {
    private static final HexFormat HEX = HexFormat.of();

    private final Vertx vertx = Vertx.vertx();
    private final HttpServer server;
    private final List<Received> spans = new CopyOnWriteArrayList<>();
    private final List<String> traceparents = new CopyOnWriteArrayList<>();

    /** A span, and the program that it is from. */
    record Received(String service, Span span) {
        String traceId() {
            return HEX.formatHex(span.getTraceId().toByteArray());
        }

        String id() {
            return HEX.formatHex(span.getSpanId().toByteArray());
        }

        String parentId() {
            return HEX.formatHex(span.getParentSpanId().toByteArray());
        }

        String attribute(String name) {
            return text(span.getAttributesList(), name);
        }
    }

    SpanCollector() {
        server = vertx.createHttpServer(
                        new HttpServerOptions().setDecompressionSupported(true).setHttp2ClearTextEnabled(false))
                .requestHandler(request -> request.bodyHandler(body -> answer(request, body)))
                .listen(0, "127.0.0.1")
                .await();
    }

    private void answer(HttpServerRequest request, Buffer body) {
        switch (request.path()) {
            case "/v1/traces" -> keep(request, body);
            case "/orders" -> {
                traceparents.add(String.valueOf(request.getHeader("traceparent")));
                var unused = request.response().setStatusCode(201).end();
            }
            default -> {
                var unused = request.response().setStatusCode(404).end();
            }
        }
    }

    private void keep(HttpServerRequest request, Buffer body) {
        try {
            for (ResourceSpans from :
                    ExportTraceServiceRequest.parseFrom(body.getBytes()).getResourceSpansList()) {
                String service = text(from.getResource().getAttributesList(), "service.name");
                from.getScopeSpansList()
                        .forEach(scope -> scope.getSpansList().forEach(span -> spans.add(new Received(service, span))));
            }
            var unused = request.response().end();
        } catch (IOException e) {
            var unused = request.response().setStatusCode(400).end();
        }
    }

    private static String text(List<KeyValue> attributes, String name) {
        return attributes.stream()
                .filter(attribute -> attribute.getKey().equals(name))
                .map(attribute -> attribute.getValue().getStringValue())
                .findFirst()
                .orElse("");
    }

    int port() {
        return server.actualPort();
    }

    List<Received> spans() {
        return List.copyOf(spans);
    }

    /** What the order system was called with, in that order. */
    List<String> traceparents() {
        return List.copyOf(traceparents);
    }

    @Override
    public void close() {
        vertx.close().await();
    }
}
