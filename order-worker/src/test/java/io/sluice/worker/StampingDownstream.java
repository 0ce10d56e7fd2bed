package io.sluice.worker;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToIntFunction;

/** An order system that takes down when it is called with what, and answers as it is told. Thread-safe. */
final class StampingDownstream implements AutoCloseable {
    private static final long TIMEOUT_NANOS = 90_000_000_000L;

    private final Vertx vertx = Vertx.vertx();
    private final HttpServer server;
    private final List<Call> calls = new ArrayList<>();
    private final Set<String> gone = ConcurrentHashMap.newKeySet();
    private volatile long delayMillis;
    private volatile ToIntFunction<Call> statusOf = call -> 200;

    /** One call, as it arrived; {@code atNanos} on the monotonic clock. */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    record Call(long atNanos, String orderId, int attempt, byte[] body) {}

    StampingDownstream() {
        server = vertx.createHttpServer()
                .requestHandler(this::take)
                .listen(0, "127.0.0.1")
                .await();
    }

    private void take(HttpServerRequest request) {
        long atNanos = System.nanoTime();
        request.bodyHandler(body -> answer(
                request,
                new Call(
                        atNanos,
                        request.getHeader("Idempotency-Key"),
                        Integer.parseInt(request.getHeader("Sluice-Attempt")),
                        body.getBytes())));
    }

    private void answer(HttpServerRequest request, Call call) {
        synchronized (calls) {
            calls.add(call);
        }
        String body = new String(call.body(), StandardCharsets.UTF_8);
        List<String> wanted =
                gone.stream().filter(sku -> body.contains('"' + sku + '"')).toList();
        HttpServerResponse response = request.response();
        if (wanted.isEmpty()) {
            response.setStatusCode(statusOf.applyAsInt(call));
        } else {
            response.setStatusCode(409).putHeader("Sluice-Sold-Out", String.join(", ", wanted));
        }
        if (delayMillis == 0) {
            var unused = response.end();
        } else {
            vertx.setTimer(delayMillis, ignored -> response.end());
        }
    }

    /** Takes so long for each answer. */
    void delay(long millis) {
        delayMillis = millis;
    }

    /** Answers 409 to each order that names the SKU. */
    void sellOut(String sku) {
        gone.add(sku);
    }

    /** Has the SKU again. */
    void restock(String sku) {
        gone.remove(sku);
    }

    String url() {
        return "http://127.0.0.1:" + server.actualPort() + "/orders";
    }

    void answer(ToIntFunction<Call> status) {
        statusOf = status;
    }

    List<Call> calls() {
        synchronized (calls) {
            return List.copyOf(calls);
        }
    }

    /** Forgets all calls and what is sold out, and answers 200 at once from now on. */
    void reset() {
        statusOf = call -> 200;
        gone.clear();
        delayMillis = 0;
        synchronized (calls) {
            calls.clear();
        }
    }

    /** The most calls that arrived in any window of this length. */
    int mostWithin(long windowNanos) {
        long[] stamps = calls().stream().mapToLong(Call::atNanos).sorted().toArray();
        int most = 0;
        int first = 0;
        for (int last = 0; last < stamps.length; last++) {
            while (stamps[last] - stamps[first] >= windowNanos) {
                first++;
            }
            most = Math.max(most, last - first + 1);
        }
        return most;
    }

    /** Calls that arrived from one moment until just before another. */
    int between(long fromNanos, long untilNanos) {
        return (int) calls().stream()
                .filter(call -> call.atNanos() - fromNanos >= 0 && call.atNanos() - untilNanos < 0)
                .count();
    }

    /** Returns when a call has arrived at or after this moment. */
    void awaitCallAfter(long atNanos) {
        long endNanos = System.nanoTime() + TIMEOUT_NANOS;
        while (calls().stream().noneMatch(call -> call.atNanos() - atNanos >= 0)) {
            if (System.nanoTime() - endNanos > 0) {
                throw new AssertionError("no call came");
            }
            LockSupport.parkNanos(20_000_000);
        }
    }

    @Override
    public void close() {
        vertx.close().await();
    }
}
