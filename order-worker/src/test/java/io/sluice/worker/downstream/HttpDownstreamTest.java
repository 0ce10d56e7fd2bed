package io.sluice.worker.downstream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.sluice.contract.Order;
import io.sluice.worker.downstream.CallResult.Kind;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Against a real server on the loopback interface. */
class HttpDownstreamTest {
    private static final Duration PATIENT = Duration.ofSeconds(20);
    private static final String TRACEPARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    private static final long NOW_MILLIS = 946_684_740_000L;

    private static Vertx vertx;
    private static Context eventLoop;
    private static HttpServer server;
    private static volatile java.util.function.Consumer<HttpServerRequest> answer;

    @BeforeAll
    static void startServer() {
        vertx = Vertx.vertx();
        eventLoop = vertx.getOrCreateContext();
        server = vertx.createHttpServer()
                .requestHandler(request -> answer.accept(request))
                .listen(0, "127.0.0.1")
                .await();
    }

    @AfterAll
    static void stopServer() {
        vertx.close().await();
    }

    private static HttpDownstream downstream(int port, Duration timeout, int connectionsMax) {
        URI url = URI.create("http://127.0.0.1:" + port + "/v1/orders?from=sluice");
        return new HttpDownstream(vertx, url, timeout, connectionsMax, () -> NOW_MILLIS);
    }

    private static Order order(String id, String traceparent) {
        return new Order(id, "key", null, List.of(), "{}".getBytes(StandardCharsets.UTF_8), 0, traceparent);
    }

    private static CompletableFuture<CallResult> start(HttpDownstream downstream, Order order) {
        CompletableFuture<CallResult> result = new CompletableFuture<>();
        eventLoop.runOnContext(ignored -> downstream.call(order, 1, () -> {}, result::complete));
        return result;
    }

    private static CallResult call(HttpDownstream downstream, Order order)
            throws InterruptedException, ExecutionException, TimeoutException {
        return start(downstream, order).get(PATIENT.toSeconds(), TimeUnit.SECONDS);
    }

    private static CallResult callWhenAnswered(int status, Map<String, String> headers, String body)
            throws InterruptedException, ExecutionException, TimeoutException {
        answer = request -> {
            request.response().setStatusCode(status).headers().addAll(headers);
            ignore(request.response().end(body));
        };
        return call(downstream(server.actualPort(), PATIENT, 1), order("id", null));
    }

    private static void ignore(Future<?> future) {
        var unused = future;
    }

    @Test
    void sendsTheBodyByteForByteWithTheHeadersOfTheContract()
            throws InterruptedException, ExecutionException, TimeoutException {
        BlockingQueue<HttpServerRequest> requests = new LinkedBlockingQueue<>();
        BlockingQueue<Buffer> bodies = new LinkedBlockingQueue<>();
        answer = request -> request.body().onSuccess(received -> {
            requests.add(request);
            bodies.add(received);
            ignore(request.response().end());
        });
        byte[] body = new byte[100_000];
        for (int i = 0; i < body.length; i++) {
            body[i] = (byte) (i * 31);
        }
        HttpDownstream downstream = downstream(server.actualPort(), PATIENT, 1);
        CompletableFuture<CallResult> result = new CompletableFuture<>();
        Order order = new Order("the-id", "key", "client", List.of(), body, 0, TRACEPARENT);
        eventLoop.runOnContext(ignored -> downstream.call(order, 3, () -> {}, result::complete));
        assertEquals(
                Kind.CONFIRMED,
                result.get(PATIENT.toSeconds(), TimeUnit.SECONDS).kind());
        HttpServerRequest request = requests.take();
        assertEquals(HttpMethod.POST, request.method());
        assertEquals("/v1/orders?from=sluice", request.uri());
        MultiMap headers = request.headers();
        assertEquals("application/json", headers.get("Content-Type"));
        assertEquals("the-id", headers.get("Idempotency-Key"));
        assertEquals("3", headers.get("Sluice-Attempt"));
        assertEquals(TRACEPARENT, headers.get("traceparent"));
        assertEquals("100000", headers.get("Content-Length"));
        assertArrayEquals(body, bodies.take().getBytes());
    }

    @Test
    void sendsNoTraceparentWhereThereIsNone() throws InterruptedException, ExecutionException, TimeoutException {
        BlockingQueue<Boolean> traced = new LinkedBlockingQueue<>();
        answer = request -> {
            traced.add(request.headers().contains("traceparent"));
            ignore(request.response().end());
        };
        call(downstream(server.actualPort(), PATIENT, 1), order("id", null));
        assertFalse(traced.take());
    }

    @Test
    void everyStatusHasItsMeaning() throws InterruptedException, ExecutionException, TimeoutException {
        Map<Integer, Kind> meanings = Map.ofEntries(
                Map.entry(200, Kind.CONFIRMED),
                Map.entry(201, Kind.CONFIRMED),
                Map.entry(204, Kind.CONFIRMED),
                Map.entry(302, Kind.REJECTED),
                Map.entry(400, Kind.REJECTED),
                Map.entry(404, Kind.REJECTED),
                Map.entry(408, Kind.ERROR),
                Map.entry(409, Kind.REJECTED),
                Map.entry(422, Kind.REJECTED),
                Map.entry(425, Kind.ERROR),
                Map.entry(429, Kind.OVERLOADED),
                Map.entry(500, Kind.ERROR),
                Map.entry(502, Kind.ERROR),
                Map.entry(503, Kind.OVERLOADED),
                Map.entry(504, Kind.ERROR));
        for (Map.Entry<Integer, Kind> meaning : meanings.entrySet()) {
            CallResult result = callWhenAnswered(meaning.getKey(), Map.of(), "");
            assertEquals(meaning.getValue(), result.kind(), "status " + meaning.getKey());
            assertEquals(meaning.getKey(), result.status());
            assertEquals(meaning.getKey() < 300 ? null : "HTTP " + meaning.getKey(), result.reason());
        }
    }

    @Test
    void theReasonIsTheBodyUpToTwoKibibytes() throws InterruptedException, ExecutionException, TimeoutException {
        assertEquals(
                "no such SKU", callWhenAnswered(422, Map.of(), "no such SKU").reason());
        assertEquals(
                "x".repeat(2_048),
                callWhenAnswered(400, Map.of(), "x".repeat(300_000)).reason());
        assertNull(callWhenAnswered(200, Map.of(), "thank you").reason());
    }

    @Test
    void retryAfterIsUnderstoodAsSecondsAndAsADate() throws InterruptedException, ExecutionException, TimeoutException {
        assertEquals(
                7_000, callWhenAnswered(503, Map.of("Retry-After", "7"), "").retryAfterMillis());
        assertEquals(
                59_000,
                callWhenAnswered(429, Map.of("Retry-After", "Fri, 31 Dec 1999 23:59:59 GMT"), "")
                        .retryAfterMillis());
        assertEquals(0, callWhenAnswered(503, Map.of(), "").retryAfterMillis());
    }

    @Test
    void aLateAnswerIsNotTakenForThatOfTheNextCall() throws InterruptedException, ExecutionException, TimeoutException {
        BlockingQueue<HttpServerRequest> kept = new LinkedBlockingQueue<>();
        answer = request -> {
            if (request.getHeader("Idempotency-Key").equals("slow")) {
                kept.add(request);
            } else {
                ignore(kept.remove().response().setStatusCode(400).end("answer to slow"));
                ignore(request.response().setStatusCode(400).end("answer to next"));
            }
        };
        HttpDownstream downstream = downstream(server.actualPort(), Duration.ofSeconds(2), 1);
        CallResult slow = call(downstream, order("slow", null));
        assertEquals(CallResult.unanswered(Kind.TIMED_OUT, "no answer in time"), slow);
        assertEquals("answer to next", call(downstream, order("next", null)).reason());
    }

    @Test
    void anAnswerThatStopsHalfWayTimesOut() throws InterruptedException, ExecutionException, TimeoutException {
        answer = request -> {
            request.response().setChunked(true);
            ignore(request.response().write("half an ans"));
        };
        HttpDownstream downstream = downstream(server.actualPort(), Duration.ofMillis(200), 1);
        assertEquals(Kind.TIMED_OUT, call(downstream, order("id", null)).kind());
    }

    @Test
    void aBrokenConnectionIsUnreachable() throws InterruptedException, ExecutionException, TimeoutException {
        answer = request -> ignore(request.connection().close());
        HttpDownstream downstream = downstream(server.actualPort(), PATIENT, 1);
        CallResult result = call(downstream, order("id", null));
        assertEquals(Kind.UNREACHABLE, result.kind());
        assertEquals(0, result.status());
    }

    @Test
    void aRefusedConnectionIsUnreachable() throws InterruptedException, ExecutionException, TimeoutException {
        CallResult result = call(downstream(closedPort(), PATIENT, 1), order("id", null));
        assertEquals(Kind.UNREACHABLE, result.kind());
    }

    private static int closedPort() {
        HttpServer gone = vertx.createHttpServer()
                .requestHandler(request -> ignore(request.response().end()))
                .listen(0, "127.0.0.1")
                .await();
        int port = gone.actualPort();
        gone.close().await();
        return port;
    }

    @Test
    void anOrderThatCannotBeSentDoesNotKeepItsConnection()
            throws InterruptedException, ExecutionException, TimeoutException {
        answer = request -> ignore(request.response().end());
        HttpDownstream downstream = downstream(server.actualPort(), PATIENT, 1);
        assertEquals(
                Kind.UNREACHABLE, call(downstream, order("id", "two\r\nlines")).kind());
        assertEquals(Kind.CONFIRMED, call(downstream, order("id", null)).kind());
    }

    @Test
    void saysWhenACallLeavesAndNothingIfItNeverDoes()
            throws InterruptedException, ExecutionException, TimeoutException {
        answer = request -> ignore(request.response().end());
        assertEquals(List.of("sent", "confirmed"), heard(server.actualPort()));
        assertEquals(List.of("unreachable"), heard(closedPort()));
    }

    private static List<String> heard(int port) throws InterruptedException, ExecutionException, TimeoutException {
        HttpDownstream downstream = downstream(port, PATIENT, 1);
        List<String> heard = new ArrayList<>();
        CompletableFuture<List<String>> all = new CompletableFuture<>();
        eventLoop.runOnContext(ignored -> downstream.call(order("id", null), 1, () -> heard.add("sent"), result -> {
            heard.add(result.kind().word());
            all.complete(heard);
        }));
        return all.get(PATIENT.toSeconds(), TimeUnit.SECONDS);
    }

    @Test
    void connectionsAreKeptOpen() throws InterruptedException, ExecutionException, TimeoutException {
        BlockingQueue<String> clients = new LinkedBlockingQueue<>();
        answer = request -> {
            clients.add(request.remoteAddress().toString());
            ignore(request.response().end());
        };
        HttpDownstream downstream = downstream(server.actualPort(), PATIENT, 1);
        call(downstream, order("a", null));
        call(downstream, order("b", null));
        assertEquals(clients.take(), clients.take());
    }

    @Test
    void aConflictNamesWhatIsSoldOutAndNoOtherAnswerDoes() throws Exception {
        Map<String, String> headers = Map.of("Sluice-Sold-Out", "A, B");
        CallResult conflict = callWhenAnswered(409, headers, "none left");
        assertEquals(new CallResult(Kind.REJECTED, 409, "none left", 0, List.of("A", "B")), conflict);
        assertEquals(List.of(), callWhenAnswered(200, headers, "").soldOut());
        assertEquals(List.of(), callWhenAnswered(503, headers, "").soldOut());
        assertEquals(List.of(), callWhenAnswered(409, Map.of(), "").soldOut());
    }
}
