package io.sluice.worker;

import io.sluice.worker.metrics.WorkerMetrics;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.BooleanSupplier;

/** The worker's only port: health and metrics. Confined to its event loop. */
final class ManagementApi {
    private final BooleanSupplier isReady;
    private final WorkerMetrics metrics;

    ManagementApi(BooleanSupplier isReady, WorkerMetrics metrics) {
        this.isReady = isReady;
        this.metrics = metrics;
    }

    Future<HttpServer> listen(Vertx vertx, String host, int port) {
        return vertx.createHttpServer().requestHandler(this::answer).listen(port, host);
    }

    private void answer(HttpServerRequest request) {
        if (!HttpMethod.GET.equals(request.method()) && !HttpMethod.HEAD.equals(request.method())) {
            request.response().putHeader("Allow", "GET, HEAD");
            text(request, 405, "method not allowed\n");
            return;
        }
        switch (String.valueOf(request.path())) {
            case "/health/live" -> text(request, 200, "live\n");
            case "/health/ready" -> {
                boolean ready = isReady.getAsBoolean();
                text(request, ready ? 200 : 503, ready ? "ready\n" : "not ready\n");
            }
            case "/metrics" -> {
                request.response().putHeader("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
                text(request, 200, metrics.scrape());
            }
            default -> text(request, 404, "not found\n");
        }
    }

    private static void text(HttpServerRequest request, int status, String body) {
        if (!request.response().headers().contains("Content-Type")) {
            request.response().putHeader("Content-Type", "text/plain; charset=utf-8");
        }
        var unused = request.response().setStatusCode(status).end(body);
    }
}
