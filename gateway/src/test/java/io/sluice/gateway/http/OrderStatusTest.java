package io.sluice.gateway.http;

import static io.sluice.gateway.http.HttpApiTest.assertProblem;
import static io.sluice.gateway.http.HttpApiTest.header;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.contract.OrderId;
import io.sluice.contract.OrderOutcome;
import io.sluice.gateway.queue.DrainState;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Asking for orders and for the queue, over real HTTP. */
class OrderStatusTest {
    private RunningApi api;

    @BeforeEach
    void start() throws Exception {
        api = new RunningApi();
    }

    @AfterEach
    void stop() throws Exception {
        api.close();
    }

    @Test
    void tellsWhereAnOrderStands() throws Exception {
        api.backlog.endSeen(0, 1);
        api.log.answer(io.sluice.gateway.intake.OrderLog.Appended.Kind.STORED);
        post();
        String link = post();
        String id = id(link);

        HttpResponse<String> queued = api.send(api.to(link));
        assertEquals(200, queued.statusCode());
        assertEquals(
                "{\"orderId\":\"" + id + "\",\"status\":\"queued\",\"position\":1,\"etaSeconds\":0.1,"
                        + "\"acceptedAt\":\"2026-02-02T02:40:00.123Z\"}",
                queued.body());
        assertEquals("no-store", header(queued, "Cache-Control"));

        api.backlog.headSeen(0, 2);
        assertTrue(api.send(api.to(link)).body().contains("\"status\":\"processing\""));

        settle(id, OrderOutcome.Kind.REJECTED, "sold \"out\"");
        assertEquals(
                "{\"orderId\":\"" + id + "\",\"status\":\"rejected\",\"reason\":\"sold \\\"out\\\"\",\"attempts\":2,"
                        + "\"acceptedAt\":\"2026-02-02T02:40:00.123Z\",\"settledAt\":\"2026-02-02T02:40:05.000Z\"}",
                api.send(api.to(link)).body());
        assertEquals(200, api.send(api.to("/v1/orders/" + id)).statusCode());
    }

    @Test
    void tellsUnknownFromAgedOutFromDamagedLinks() throws Exception {
        String link = post();

        assertProblem(404, "order-unknown", api.send(api.to("/v1/orders/" + OrderId.random())));
        assertProblem(404, "order-unknown", api.send(api.to("/v1/orders/nonsense")));
        assertProblem(400, "ticket-invalid", api.send(api.to(link + "x")));
        assertProblem(400, "ticket-invalid", api.send(api.to(link.replace(id(link), OrderId.random()))));
        api.backlog.headSeen(0, 1);
        api.settledMark.committed(0, 1, 0);
        assertProblem(410, "outcome-aged-out", api.send(api.to(link)));
    }

    @Test
    void waitsForTheEndIfAskedTo() throws Exception {
        String link = post();
        CompletableFuture<HttpResponse<String>> waiting =
                api.sendAsync(api.to(link).header("Prefer", "respond-async, wait=100"));
        awaitWatchers(1);
        settle(id(link), OrderOutcome.Kind.CONFIRMED, null);

        HttpResponse<String> settled = waiting.get(5, TimeUnit.SECONDS);
        assertTrue(settled.body().contains("\"status\":\"confirmed\""), settled.body());
        assertEquals("wait=30", header(settled, "Preference-Applied"));
        awaitWatchers(0);
    }

    @Test
    void answersWhatIsKnownWhenTheWaitIsOverAndWhenItStops() throws Exception {
        String link = post();

        HttpResponse<String> waited = api.send(api.to(link).header("Prefer", "wait=1"));
        assertTrue(waited.body().contains("\"status\":\"queued\""), waited.body());
        awaitWatchers(0);
        CompletableFuture<HttpResponse<String>> stopped =
                api.sendAsync(api.to(link).header("Prefer", "wait=30"));
        awaitWatchers(1);
        api.undeploy();
        assertTrue(stopped.get(5, TimeUnit.SECONDS).body().contains("\"status\":\"queued\""));
        assertEquals(0, api.watchers.count());
    }

    @Test
    void readsThePreferHeader() {
        assertEquals(0, ReadOrderStatus.waitSeconds(null));
        assertEquals(0, ReadOrderStatus.waitSeconds("return=minimal"));
        assertEquals(0, ReadOrderStatus.waitSeconds("await=5"));
        assertEquals(7, ReadOrderStatus.waitSeconds("respond-async, WAIT = \"7\""));
        assertEquals(30, ReadOrderStatus.waitSeconds("wait=999999"));
    }

    @Test
    void streamsThePlaceAndTheEndAndThenEnds() throws Exception {
        String link = post();
        CompletableFuture<HttpResponse<String>> stream = api.sendAsync(api.to(link.replace("?", "/events?")));
        awaitWatchers(1);
        // Handled by the same event loop, so after the first event.
        api.send(api.to("/v1/queue"));
        settle(id(link), OrderOutcome.Kind.CONFIRMED, null);

        HttpResponse<String> ended = stream.get(5, TimeUnit.SECONDS);
        assertEquals("text/event-stream", header(ended, "Content-Type"));
        List<String> events = ended.body()
                .lines()
                .filter(line -> !line.isEmpty() && !line.startsWith("data"))
                .toList();
        assertEquals(List.of("retry: 3000", "id: at-0", "event: position", "id: settled", "event: settled"), events);
        assertTrue(ended.body().endsWith("\"settledAt\":\"2026-02-02T02:40:05.000Z\"}\n\n"), ended.body());
        assertEquals(0, api.watchers.count());
        assertEquals(
                204,
                api.send(api.to(link.replace("?", "/events?")).header("Last-Event-ID", "settled"))
                        .statusCode());
    }

    @Test
    void hasRoomForSoManyWatchers() throws Exception {
        String link = post().replace("?", "/events?");
        CompletableFuture<HttpResponse<String>> one = api.sendAsync(api.to(link));
        CompletableFuture<HttpResponse<String>> two = api.sendAsync(api.to(link));
        awaitWatchers(2);

        HttpResponse<String> refused = api.send(api.to(link));
        assertProblem(503, "too-many-watchers", refused);
        assertEquals("5", header(refused, "Retry-After"));
        api.undeploy();
        one.get(5, TimeUnit.SECONDS);
        two.get(5, TimeUnit.SECONDS);
        assertEquals(0, api.watchers.count());
    }

    @Test
    void tellsTheStateOfTheQueue() throws Exception {
        assertEquals(
                "{\"state\":\"empty\",\"depth\":0,\"drainRatePerSecond\":10.0,\"etaSeconds\":0.0}",
                api.send(api.to("/v1/queue")).body());
        api.backlog.endSeen(0, 25);
        assertEquals(
                "{\"state\":\"draining\",\"depth\":25,\"drainRatePerSecond\":10.0,\"etaSeconds\":2.5}",
                api.send(api.to("/v1/queue")).body());
        api.drain = new DrainState(10, true, 3, 0);
        assertEquals(
                "{\"state\":\"paused\",\"depth\":25,\"drainRatePerSecond\":0.0,\"etaSeconds\":null}",
                api.send(api.to("/v1/queue")).body());
    }

    private String post() throws Exception {
        return header(api.send(api.order(RunningApi.ORDER)), "Location");
    }

    private static String id(String link) {
        return link.substring("/v1/orders/".length(), link.indexOf('?'));
    }

    private void settle(String id, OrderOutcome.Kind kind, String reason) {
        OrderOutcome outcome =
                new OrderOutcome(id, kind, reason, 2, RunningApi.NOW_MILLIS, RunningApi.NOW_MILLIS + 4_877, 0, 0, 1);
        api.board.settled(outcome);
        api.watchers.settled(outcome);
    }

    private void awaitWatchers(int count) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
        while (api.watchers.count() != count) {
            assertTrue(System.nanoTime() < deadline, "watchers: " + api.watchers.count());
            Thread.onSpinWait();
        }
    }
}
