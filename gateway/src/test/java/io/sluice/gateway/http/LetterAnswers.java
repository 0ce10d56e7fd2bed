package io.sluice.gateway.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.gateway.operator.FakeLetterShelf;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** The part of {@link OperatorAnswersTest} that is about dead letters. */
final class LetterAnswers {
    private static final int READING_MAX = 4;

    private final CheckedClient client;
    private final FakeLetterShelf shelf;
    private final Function<String, HttpRequest.Builder> to;

    LetterAnswers(CheckedClient client, FakeLetterShelf shelf, Function<String, HttpRequest.Builder> to) {
        this.client = client;
        this.shelf = shelf;
        this.to = to;
    }

    /** One request of each kind. */
    static void askBare(CheckedClient client, Function<String, HttpRequest.Builder> to) throws Exception {
        client.send(to.apply("/admin/dead-letters"));
        client.send(json(to.apply("/admin/dead-letters/replay"), "{\"filter\":{}}"));
        client.send(to.apply("/admin/dead-letters/replays/1"));
        client.send(to.apply("/admin/dead-letters/replays/1").DELETE());
    }

    private static HttpRequest.Builder json(HttpRequest.Builder request, String body) {
        return request.header("Content-Type", "application/json").POST(BodyPublishers.ofString(body));
    }

    private HttpRequest.Builder replay(String body) {
        return json(to.apply("/admin/dead-letters/replay"), body);
    }

    private HttpResponse<String> get(String path) throws Exception {
        return client.send(to.apply(path));
    }

    void ask() throws Exception {
        shelf.lay(1, 0);
        shelf.lay(2, 1);
        shelf.layMalformed(3);
        browse();
        putBack();
        askWrongly();
        askInVain();
        askTooMuch();
    }

    private void browse() throws Exception {
        String masked = get("/admin/dead-letters").body();
        assertTrue(masked.contains("\"place\":\"0/2\",\"orderId\":\"" + FakeLetterShelf.id(2) + "\""), masked);
        assertTrue(masked.contains("\"traceId\":\"" + FakeLetterShelf.TRACE_ID + "\""), masked);
        assertFalse(masked.contains("ada"), "neither body nor key: " + masked);
        String open = get("/admin/dead-letters?limit=2&body=true&before=9&reason=HTTP&replayed=false")
                .body();
        assertTrue(open.contains("\"body\":\"{\\\"customerId\\\":\\\"ada\\\"}\""), open);
        assertTrue(open.endsWith("\"next\":\"2\"}"), open);
        get("/admin/dead-letters?limit=1&from=1970-01-01T00:00:00Z&to=2100-01-01T00:00:00Z&sku=A&client=shop&orderId="
                + FakeLetterShelf.id(1));
        assertEquals(400, get("/admin/dead-letters?limit=0").statusCode());
    }

    private void putBack() throws Exception {
        client.send(replay("{\"places\":[\"0/1\",\"0/3\",\"0/9\"],\"dryRun\":true}"));
        CountDownLatch hold = shelf.holdAppending();
        HttpResponse<String> begun =
                client.send(replay("{\"places\":[\"0/1\",\"0/3\"]}").header("Sluice-Operator", "ada"));
        assertEquals(202, begun.statusCode(), begun.body());
        String replay = HttpApiTest.header(begun, "Location");
        assertTrue(get(replay).body().contains("\"by\":\"ada\",\"state\":\"running\",\"matched\":1"));
        client.send(replay("{\"filter\":{}}"));
        hold.countDown();
        while (get(replay).body().contains("\"state\":\"running\"")) {
            Thread.onSpinWait();
        }
        assertTrue(
                get(replay).body().contains("\"state\":\"done\",\"matched\":1,\"replayed\":1"),
                get(replay).body());
        client.send(to.apply(replay).DELETE());
        client.send(to.apply(replay).header("Sluice-Operator", "a b").DELETE());
        assertTrue(get("/admin/dead-letters?replayed=true").body().contains("\"by\":\"ada\",\"replay\":1"));
        assertEquals(200, client.send(replay("{\"places\":[\"0/1\"]}")).statusCode(), "nothing to do");
    }

    private void askWrongly() throws Exception {
        get("/admin/dead-letters/replays/1");
        client.send(to.apply("/admin/dead-letters/replays/1").DELETE());
        client.send(replay("{"));
        client.send(replay("{\"places\":[]}"));
        client.send(replay("{\"filter\":{}}").header("Sluice-Operator", "a b"));
        client.send(replay(" ".repeat(OrderBody.BYTES_MAX + 1)));
        client.send(to.apply("/admin/dead-letters/replay").POST(BodyPublishers.ofString("{}")));
    }

    private void askInVain() throws Exception {
        shelf.answer(false);
        get("/admin/dead-letters");
        client.send(replay("{\"filter\":{}}"));
        shelf.answer(true);
    }

    private void askTooMuch() throws Exception {
        CountDownLatch hold = shelf.holdReading();
        List<CompletableFuture<HttpResponse<String>>> asked = new ArrayList<>();
        for (int i = 0; i <= READING_MAX; i++) {
            asked.add(client.sendAsync(to.apply("/admin/dead-letters")));
        }
        // The one too many: it alone is answered before anything is read.
        CompletableFuture.anyOf(asked.toArray(CompletableFuture[]::new)).get(10, TimeUnit.SECONDS);
        client.send(replay("{\"filter\":{},\"dryRun\":true}"));
        hold.countDown();
        for (CompletableFuture<HttpResponse<String>> one : asked) {
            one.get(10, TimeUnit.SECONDS);
        }
    }
}
