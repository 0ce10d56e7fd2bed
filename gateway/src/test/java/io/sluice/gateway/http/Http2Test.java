package io.sluice.gateway.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.contract.OrderOutcome;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** HTTP/2 without TLS as a balancer speaks it: all requests on one connection. */
class Http2Test {
    private final Vertx vertx = Vertx.vertx();
    private final AtomicInteger connections = new AtomicInteger();
    private RunningApi api;
    private HttpClient client;

    @BeforeEach
    void start() throws Exception {
        api = new RunningApi();
        client = vertx.httpClientBuilder()
                .with(new HttpClientOptions()
                        .setProtocolVersion(HttpVersion.HTTP_2)
                        .setHttp2ClearTextUpgrade(false))
                .with(new PoolOptions().setHttp2MaxSize(1))
                .withConnectHandler(connection -> connections.incrementAndGet())
                .build();
    }

    @AfterEach
    void stop() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        api.close();
    }

    private record Answer(int status, String contentType, String body) {}

    private CompletableFuture<Answer> send(HttpMethod method, String path, String body) {
        RequestOptions options = new RequestOptions()
                .setMethod(method)
                .setHost("127.0.0.1")
                .setPort(api.port())
                .setURI(path)
                .putHeader("Content-Type", "application/json");
        return client.request(options)
                .compose((HttpClientRequest request) -> request.send(Buffer.buffer(body)))
                .compose((HttpClientResponse answer) -> {
                    assertEquals(HttpVersion.HTTP_2, answer.version());
                    return answer.body()
                            .map(text ->
                                    new Answer(answer.statusCode(), answer.getHeader("content-type"), text.toString()));
                })
                .toCompletionStage()
                .toCompletableFuture();
    }

    private Answer get(CompletableFuture<Answer> answer) throws Exception {
        return answer.get(10, TimeUnit.SECONDS);
    }

    private static String events(Answer accepted) {
        return accepted.body().replaceAll(".*\"events\":\"([^\"]+)\".*", "$1");
    }

    private static String id(String link) {
        return link.replaceAll("/v1/orders/([^/]+)/.*", "$1");
    }

    @Test
    void takesOrdersAndStreamsTheirEventsOnOneConnection() throws Exception {
        Answer accepted = get(send(HttpMethod.POST, "/v1/orders", RunningApi.ORDER));
        assertEquals(202, accepted.status());
        assertArrayEquals(
                RunningApi.ORDER.getBytes(StandardCharsets.UTF_8),
                api.log.take().body());
        String link = events(accepted);

        CompletableFuture<Answer> stream = send(HttpMethod.GET, link, "");
        api.awaitWatchers(1);
        assertEquals(200, get(send(HttpMethod.GET, "/v1/queue", "")).status());
        api.settle(id(link), OrderOutcome.Kind.CONFIRMED, null);

        Answer events = get(stream);
        assertEquals("text/event-stream", events.contentType());
        assertTrue(events.body().contains("event: settled"), events.body());
        assertEquals(0, api.watchers.count());
        assertEquals(1, connections.get());
    }

    @Test
    void endsOnlyTheStreamOfABodyThatIsTooLarge() throws Exception {
        Answer accepted = get(send(HttpMethod.POST, "/v1/orders", RunningApi.ORDER));
        String link = events(accepted);
        CompletableFuture<Answer> stream = send(HttpMethod.GET, link, "");
        api.awaitWatchers(1);

        String tooLarge = RunningApi.ORDER + " ".repeat(OrderBody.BYTES_MAX);
        assertEquals(413, get(send(HttpMethod.POST, "/v1/orders", tooLarge)).status());
        assertEquals(413, get(send(HttpMethod.POST, "/v1/orders", tooLarge)).status());

        api.settle(id(link), OrderOutcome.Kind.CONFIRMED, null);
        assertTrue(get(stream).body().contains("event: settled"));
        assertEquals(1, connections.get());
    }

    @Test
    void refusesWhileStopping() throws Exception {
        api.gate.stop();

        Answer refused = get(send(HttpMethod.POST, "/v1/orders", RunningApi.ORDER));

        assertEquals(503, refused.status());
        assertTrue(refused.body().contains("/stopping"), refused.body());
    }
}
