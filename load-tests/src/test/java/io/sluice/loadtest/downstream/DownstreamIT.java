package io.sluice.loadtest.downstream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class DownstreamIT {
    private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    @TempDir
    Path folder;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private Path history;
    private OrderSystem system;

    @BeforeEach
    void start() {
        history = folder.resolve("history.csv");
        system = OrderSystem.start(new OrderSystem.Options(
                "127.0.0.1", 0, 100, Duration.ofMillis(5), Duration.ofMillis(100), 10, history, null));
    }

    @AfterEach
    void stop() {
        system.close();
    }

    @Test
    void confirmsAnOrderOnceHoweverOftenItComes() throws Exception {
        HttpResponse<String> first = place("O1", 1, order("A", 10));
        HttpResponse<String> again = place("O1", 2, order("A", 10));

        assertEquals(201, first.statusCode());
        assertEquals(new JsonObject("{\"orderId\":\"O1\",\"status\":\"confirmed\"}"), new JsonObject(first.body()));
        assertTrue(first.headers().firstValue("Idempotency-Replayed").isEmpty());
        assertEquals(201, again.statusCode());
        assertEquals(first.body(), again.body());
        assertEquals("true", again.headers().firstValue("Idempotency-Replayed").orElseThrow());
        assertEquals(1, stats().getInteger("effects"));
        assertEquals(1, stats().getInteger("replays"));
    }

    @Test
    void namesWhatIsSoldOut() throws Exception {
        place("O1", 1, order("A", 10));
        HttpResponse<String> rejected = place("O2", 1, order("A", 1));

        assertEquals(409, rejected.statusCode());
        assertEquals("A", rejected.headers().firstValue("Sluice-Sold-Out").orElseThrow());
        assertEquals("sold out: A", new JsonObject(rejected.body()).getString("reason"));
    }

    @Test
    void tellsACallerWhatIsWrongWithTheCall() throws Exception {
        assertEquals(400, place("", 1, order("A", 1)).statusCode());
        assertEquals(400, place("O1", 1, "{").statusCode());
        place("O2", 1, order("A", 1));
        assertEquals(422, place("O2", 1, order("A", 2)).statusCode());
        assertEquals(404, get("/nothing").statusCode());
    }

    @Test
    void turnsCallsAwayThatItCannotServeInTime() throws Exception {
        List<CompletableFuture<HttpResponse<String>>> calls = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            calls.add(client.sendAsync(request("O" + i, 1, order("A" + i, 1)), BodyHandlers.ofString()));
        }
        int confirmed = 0;
        for (CompletableFuture<HttpResponse<String>> call : calls) {
            HttpResponse<String> answer = call.get();
            if (answer.statusCode() == 201) {
                confirmed++;
            } else {
                assertEquals(503, answer.statusCode());
                assertEquals("1", answer.headers().firstValue("Retry-After").orElseThrow());
            }
        }

        JsonObject stats = stats();
        assertTrue(confirmed >= 10 && confirmed < 60, confirmed + " confirmed");
        assertEquals(confirmed, stats.getInteger("effects"));
        assertEquals(60 - confirmed, stats.getInteger("overloaded"));
        assertEquals(60, stats.getInteger("calls"));
    }

    @Test
    void aBlackoutLeavesCallersWaitingAndTakesNothing() throws Exception {
        assertEquals(200, admin("{\"mode\":\"blackout\"}").statusCode());
        HttpRequest patient = HttpRequest.newBuilder(request("O1", 1, order("A", 1)), (name, value) -> true)
                .timeout(Duration.ofMillis(300))
                .build();

        assertThrows(HttpTimeoutException.class, () -> client.send(patient, BodyHandlers.ofString()));

        assertEquals(
                200,
                admin("{\"mode\":\"normal\",\"latencyMillis\":0,\"capacity\":500}")
                        .statusCode());
        HttpResponse<String> afterwards = place("O1", 2, order("A", 1));
        assertEquals(201, afterwards.statusCode());
        assertTrue(afterwards.headers().firstValue("Idempotency-Replayed").isEmpty());
        assertEquals(1, stats().getInteger("unanswered"));
        assertEquals(500, stats().getInteger("capacity"));
    }

    @Test
    void refusesAConditionThatMakesNoSense() throws Exception {
        assertEquals(400, admin("{\"capacity\":0}").statusCode());
        assertEquals(400, admin("{\"capacity\":\"many\"}").statusCode());
        assertEquals(400, admin("{\"mood\":\"normal\"}").statusCode());
        assertEquals(400, admin("{").statusCode());
        assertEquals(100, stats().getInteger("capacity"));
    }

    @Test
    void itsHistoryHasEveryCall() throws Exception {
        long beforeMicros = System.currentTimeMillis() * 1_000;
        place("O1", 1, order("A", 10));
        place("O1", 2, order("A", 10));
        place("O2", 1, order("A", 10));
        assertEquals(200, get("/health/ready").statusCode());
        system.close();

        List<String> lines = Files.readAllLines(history);
        assertEquals(CallHistory.HEADER, lines.get(0));
        List<String> withoutStamp = lines.stream()
                .skip(1)
                .map(line -> line.substring(line.indexOf(',') + 1))
                .toList();
        assertEquals(List.of("O1,1,201,1," + TRACE, "O1,2,201,0," + TRACE, "O2,1,409,0," + TRACE), withoutStamp);
        long firstMicros = Long.parseLong(lines.get(1).substring(0, lines.get(1).indexOf(',')));
        assertFalse(firstMicros < beforeMicros - 50_000 || firstMicros > System.currentTimeMillis() * 1_000 + 50_000);
    }

    private static String order(String sku, int quantity) {
        return "{\"items\":[{\"sku\":\"" + sku + "\",\"quantity\":" + quantity + "}]}";
    }

    private HttpResponse<String> place(String orderId, int attempt, String body) throws Exception {
        return client.send(request(orderId, attempt, body), BodyHandlers.ofString());
    }

    private HttpRequest request(String orderId, int attempt, String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri("/orders"))
                .header("Sluice-Attempt", Integer.toString(attempt))
                .header("traceparent", TRACE)
                .POST(BodyPublishers.ofString(body));
        if (!orderId.isEmpty()) {
            request.header("Idempotency-Key", orderId);
        }
        return request.build();
    }

    private HttpResponse<String> admin(String body) throws Exception {
        return client.send(
                HttpRequest.newBuilder(uri("/admin"))
                        .PUT(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    private HttpResponse<String> get(String path) throws Exception {
        return client.send(HttpRequest.newBuilder(uri(path)).build(), BodyHandlers.ofString());
    }

    private JsonObject stats() throws Exception {
        return new JsonObject(get("/stats").body());
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + system.port() + path);
    }
}
