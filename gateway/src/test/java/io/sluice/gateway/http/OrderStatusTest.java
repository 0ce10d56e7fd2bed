package io.sluice.gateway.http;

import static io.sluice.gateway.http.HttpApiTest.assertProblem;
import static io.sluice.gateway.http.HttpApiTest.header;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.contract.OrderId;
import io.sluice.contract.OrderOutcome;
import io.sluice.gateway.queue.DrainState;
import io.sluice.gateway.status.Standing;
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
        api.awaitWatchers(1);
        settle(id(link), OrderOutcome.Kind.CONFIRMED, null);

        HttpResponse<String> settled = waiting.get(5, TimeUnit.SECONDS);
        assertTrue(settled.body().contains("\"status\":\"confirmed\""), settled.body());
        assertEquals("wait=30", header(settled, "Preference-Applied"));
        api.awaitWatchers(0);
    }

    @Test
    void answersWhatIsKnownWhenTheWaitIsOverAndWhenItStops() throws Exception {
        String link = post();

        HttpResponse<String> waited = api.send(api.to(link).header("Prefer", "wait=1"));
        assertTrue(waited.body().contains("\"status\":\"queued\""), waited.body());
        api.awaitWatchers(0);
        CompletableFuture<HttpResponse<String>> stopped =
                api.sendAsync(api.to(link).header("Prefer", "wait=30"));
        api.awaitWatchers(1);
        api.undeploy();
        assertTrue(stopped.get(5, TimeUnit.SECONDS).body().contains("\"status\":\"queued\""));
        assertEquals(0, api.watchers.count());
    }

    @Test
    void readsThePreferHeader() {
        assertEquals(0, SettlementWait.seconds(null, 0));
        assertEquals(0, SettlementWait.seconds("return=minimal", 0));
        assertEquals(0, SettlementWait.seconds("await=5", 0));
        assertEquals(7, SettlementWait.seconds("respond-async, WAIT = \"7\"", 0));
        assertEquals(30, SettlementWait.seconds("wait=999999", 0));
        assertEquals(5, SettlementWait.seconds("return=minimal", 5));
        assertEquals(0, SettlementWait.seconds("wait=0", 5));
    }

    @Test
    void streamsThePlaceAndTheEndAndThenEnds() throws Exception {
        String link = post();
        CompletableFuture<HttpResponse<String>> stream = api.sendAsync(api.to(link.replace("?", "/events?")));
        api.awaitWatchers(1);
        // Handled by the same event loop, so after the first event.
        api.send(api.to("/v1/queue"));
        settle(id(link), OrderOutcome.Kind.CONFIRMED, null);

        HttpResponse<String> ended = stream.get(5, TimeUnit.SECONDS);
        assertEquals("text/event-stream", header(ended, "Content-Type"));
        List<String> events = ended.body()
                .lines()
                .filter(line -> !line.isEmpty() && !line.startsWith("data") && !line.startsWith("retry"))
                .toList();
        assertTrue(ended.body().matches("(?s)retry: [1-4]\\d{3}\n\n.*"), ended.body());
        assertEquals(List.of("id: at-0", "event: position", "id: settled", "event: settled"), events);
        assertTrue(ended.body().endsWith("\"settledAt\":\"2026-02-02T02:40:05.000Z\"}\n\n"), ended.body());
        assertEquals(0, api.watchers.count());
        assertEquals(
                204,
                api.send(api.to(link.replace("?", "/events?")).header("Last-Event-ID", "settled"))
                        .statusCode());
    }

    @Test
    void goesOnWhereTheBrowserLeftOffAndNeverFurtherBack() throws Exception {
        api.backlog.endSeen(0, 10);
        for (int other = 0; other < 3; other++) {
            post();
        }
        api.backlog.headSeen(0, 1);
        String link = post();
        assertEquals(List.of("id: at-2", "id: settled"), idsUntilSettled(link, "at-9"));
        assertEquals(List.of("id: settled"), idsUntilSettled(post(), "at-3"));
        // What another gateway told, which had read more.
        assertEquals(List.of("id: settled"), idsUntilSettled(post(), "at-1"));
        assertEquals(List.of("id: settled"), idsUntilSettled(post(), "processing"));
        assertEquals(List.of("id: at-6", "id: settled"), idsUntilSettled(post(), "at-nonsense"));
    }

    private List<String> idsUntilSettled(String link, String lastEventId) throws Exception {
        CompletableFuture<HttpResponse<String>> stream =
                api.sendAsync(api.to(link.replace("?", "/events?")).header("Last-Event-ID", lastEventId));
        api.awaitWatchers(1);
        api.send(api.to("/v1/queue"));
        settle(id(link), OrderOutcome.Kind.CONFIRMED, null);
        return stream.get(5, TimeUnit.SECONDS)
                .body()
                .lines()
                .filter(line -> line.startsWith("id"))
                .toList();
    }

    @Test
    void tellsAPlaceThatChangesWithoutBeingAsked() throws Exception {
        post();
        String link = post();
        CompletableFuture<HttpResponse<String>> stream = api.sendAsync(api.to(link.replace("?", "/events?")));
        api.awaitWatchers(1);
        api.send(api.to("/v1/queue"));
        api.backlog.headSeen(0, 1);
        // Longer than the shortest interval: this request is answered after the stream has looked again.
        api.send(api.to(link).header("Prefer", "wait=1"));
        settle(id(link), OrderOutcome.Kind.CONFIRMED, null);

        List<String> ids = stream.get(5, TimeUnit.SECONDS)
                .body()
                .lines()
                .filter(line -> line.startsWith("id"))
                .toList();
        assertEquals(List.of("id: at-1", "id: at-0", "id: settled"), ids);
    }

    @Test
    void looksRarelyWhileTheWaitIsLongAndWhereManyWatch() {
        assertEquals(500, WatchOrder.intervalMillis(queued(1_000), 1));
        assertEquals(3_000, WatchOrder.intervalMillis(queued(600_000), 1));
        assertEquals(10_000, WatchOrder.intervalMillis(queued(86_400_000), 1));
        assertEquals(1_000, WatchOrder.intervalMillis(queued(-1), 1));
        assertEquals(5_000, WatchOrder.intervalMillis(queued(1_000), 12_500));
        assertEquals(10_000, WatchOrder.intervalMillis(queued(1_000), 30_000));
    }

    private static Standing queued(long etaMillis) {
        return new Standing(Standing.Kind.QUEUED, null, 0, 1, etaMillis);
    }

    @Test
    void hasRoomForSoManyWatchers() throws Exception {
        String link = post().replace("?", "/events?");
        CompletableFuture<HttpResponse<String>> one = api.sendAsync(api.to(link));
        CompletableFuture<HttpResponse<String>> two = api.sendAsync(api.to(link));
        api.awaitWatchers(2);

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
        api.settle(id, kind, reason);
    }
}
