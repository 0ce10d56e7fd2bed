package io.sluice.gateway.http;

import static io.sluice.gateway.http.HttpApiTest.assertProblem;
import static io.sluice.gateway.http.HttpApiTest.header;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.contract.FleetRecord;
import io.sluice.contract.FleetRecord.Activity;
import io.sluice.contract.FleetRecord.Cause;
import io.sluice.contract.FleetRecord.Claim;
import io.sluice.contract.FleetRecord.Control;
import io.sluice.contract.FleetRecord.Lease;
import io.sluice.contract.FleetRecord.Mode;
import io.sluice.contract.FleetRecord.Pace;
import io.sluice.contract.FleetRecord.SoldOut;
import io.sluice.contract.SoldOutSkus;
import io.sluice.gateway.metrics.GatewayMetrics;
import io.sluice.gateway.operator.DrainDesk;
import io.sluice.gateway.operator.FakeLetterShelf;
import io.sluice.gateway.operator.LetterDesk;
import io.sluice.gateway.operator.OperatorDesks;
import io.sluice.gateway.operator.SoldOutDesk;
import io.sluice.gateway.queue.Backlog;
import io.sluice.gateway.queue.FleetView;
import io.sluice.gateway.queue.Forecast;
import io.vertx.core.Vertx;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The operator API over real HTTP; the log is a view that hears at once. */
class OperatorApiTest {
    private static final String TOKEN = "correct-horse-battery";
    private static final long NOW_MILLIS = 1_770_000_000_123L;

    private final Vertx vertx = Vertx.vertx();
    private final GatewayMetrics metrics = new GatewayMetrics();
    private final AtomicInteger port = new AtomicInteger();
    private final CheckedClient client = CheckedClient.ofManagementPort();
    private final FleetView fleet = new FleetView();
    private final Backlog backlog = new Backlog(1);
    private final Forecast forecast =
            new Forecast(backlog, () -> fleet.state(0, NOW_MILLIS), () -> 0, () -> NOW_MILLIS);
    private final SoldOutSkus soldOut = new SoldOutSkus();
    private final SoldOutDesk soldOutDesk = new SoldOutDesk(soldOut, this::tell, () -> NOW_MILLIS);
    private long nextOffset;
    private volatile boolean confirms = true;

    private void open(AdminToken token, boolean wired) throws Exception {
        DrainDesk desk = new DrainDesk(() -> fleet.report(0, NOW_MILLIS), forecast, this::tell, () -> NOW_MILLIS);
        FakeLetterShelf shelf = new FakeLetterShelf();
        LetterDesk letterDesk = new LetterDesk(shelf, shelf, () -> 0, () -> NOW_MILLIS, count -> {});
        ManagementApi api = new ManagementApi(
                new ManagementApi.Options("127.0.0.1", 0, token, () -> 0),
                () -> wired ? new OperatorDesks(desk, soldOutDesk, letterDesk) : null,
                () -> null,
                metrics,
                port::set);
        vertx.deployVerticle(api).toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private boolean tell(FleetRecord word) {
        if (confirms && word instanceof SoldOut said) {
            soldOut.apply(said, nextOffset++);
        } else if (confirms) {
            fleet.apply(word, 0);
        }
        return confirms;
    }

    @AfterEach
    void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        metrics.close();
    }

    @Test
    void isDisabledWithoutAToken() throws Exception {
        open(null, true);

        assertProblem(403, "operator-api-disabled", send(to("/admin/drain")));
        assertProblem(403, "operator-api-disabled", put("{\"paused\":true}"));
        assertEquals(200, send(to("/health/live")).statusCode());
    }

    @Test
    void opensOnlyToTheToken() throws Exception {
        open(new AdminToken(TOKEN), true);

        for (String wrong : new String[] {"Bearer " + TOKEN + "x", "Bearer ", "Basic " + TOKEN, TOKEN}) {
            HttpResponse<String> refused = send(bare("/admin/drain").header("Authorization", wrong));
            assertProblem(401, "token-invalid", refused);
            assertEquals("Bearer", header(refused, "WWW-Authenticate"));
        }
        assertProblem(401, "token-invalid", send(bare("/admin/other")));
        assertProblem(404, "path-unknown", send(to("/admin/other")));
        assertEquals(200, send(to("/admin/drain")).statusCode());
    }

    @Test
    void showsTheFleet() throws Exception {
        open(new AdminToken(TOKEN), true);
        fleet.apply(new Control(500, false, Mode.RECOMMEND, "", true, "w-1", "first start", NOW_MILLIS), 0);
        fleet.apply(new Pace(620.5, true, "w-1", Cause.PROBE, "probing up", NOW_MILLIS), 0);
        fleet.apply(
                new Lease(
                        "w-1",
                        "x",
                        1,
                        FleetRecord.WHOLE / 4,
                        1_000,
                        new Claim(0, 1_000, NOW_MILLIS),
                        0,
                        new Activity(0, 0, 0, 0, 0, 12, "rate")),
                0);
        backlog.endSeen(0, 1_000);

        assertEquals(
                "{\"target\":{\"ratePerSecond\":500.0,\"paused\":false,\"mode\":\"recommend\",\"schedule\":\"\","
                        + "\"by\":\"w-1\",\"reason\":\"first start\",\"at\":\"2026-02-02T02:40:00.123Z\"},"
                        + "\"effectiveRatePerSecond\":500.0,"
                        + "\"advice\":{\"ratePerSecond\":620.5,\"by\":\"w-1\",\"reason\":\"probing up\","
                        + "\"at\":\"2026-02-02T02:40:00.123Z\"},"
                        + "\"backlog\":1000,\"drainedAt\":\"2026-02-02T02:40:02.123Z\",\"binding\":\"rate\","
                        + "\"workers\":[{\"id\":\"w-1\",\"sharePercent\":25.0,\"ratePerSecond\":125.0,\"inFlight\":12,"
                        + "\"backlog\":1000,\"oldestAt\":\"2026-02-02T02:40:00.123Z\",\"brake\":\"rate\"}],"
                        + "\"changes\":[{\"kind\":\"advice\",\"at\":\"2026-02-02T02:40:00.123Z\",\"by\":\"w-1\","
                        + "\"reason\":\"probing up\",\"ratePerSecond\":620.5},"
                        + "{\"kind\":\"control\",\"at\":\"2026-02-02T02:40:00.123Z\",\"by\":\"w-1\","
                        + "\"reason\":\"first start\",\"ratePerSecond\":500.0}]}",
                send(to("/admin/drain")).body());
    }

    @Test
    void saysSoWhereNothingIsKnown() throws Exception {
        open(new AdminToken(TOKEN), true);

        assertEquals(
                "{\"target\":null,\"effectiveRatePerSecond\":0.0,\"advice\":null,\"backlog\":0,\"drainedAt\":null,"
                        + "\"binding\":null,\"workers\":[],\"changes\":[]}",
                send(to("/admin/drain")).body());
        HttpResponse<String> refused = put("{\"paused\":true}");
        assertProblem(422, "drain-change-invalid", refused);
        assertTrue(refused.body().contains("\"pointer\":\"/ratePerSecond\""), refused.body());
    }

    @Test
    void changesWhatIsNamedAndRemembersWhoAndWhy() throws Exception {
        open(new AdminToken(TOKEN), true);
        put("{\"ratePerSecond\":500}");
        HttpResponse<String> changed =
                send(body("{\"paused\":true,\"reason\":\"lunch\"}").header("Sluice-Operator", "ada"));

        assertEquals(200, changed.statusCode());
        assertTrue(
                changed.body()
                        .startsWith(
                                "{\"target\":{\"ratePerSecond\":500.0,\"paused\":true,\"mode\":\"fixed\","
                                        + "\"schedule\":\"\",\"by\":\"ada\",\"reason\":\"lunch\",\"at\":\"2026-02-02T02:40:00.123Z\"}"),
                changed.body());
        assertTrue(changed.body().contains("\"by\":\"operator\",\"reason\":\"rate 500\""), changed.body());
    }

    @Test
    void refusesWhatIsNoChange() throws Exception {
        open(new AdminToken(TOKEN), true);

        assertProblem(400, "json-invalid", put("{"));
        HttpResponse<String> unknown = put("{\"rate\":5}");
        assertProblem(422, "drain-change-invalid", unknown);
        assertTrue(unknown.body().contains("\"pointer\":\"/rate\",\"detail\":\"is not known"), unknown.body());
        assertProblem(413, "body-too-large", put(" ".repeat(256 * 1024 + 1)));
        assertProblem(
                415,
                "content-type-unsupported",
                send(to("/admin/drain").PUT(HttpRequest.BodyPublishers.ofString("{\"paused\":true}"))));
        for (String name : new String[] {"a b", "x".repeat(65), ""}) {
            assertProblem(
                    400, "operator-name-invalid", send(body("{\"paused\":true}").header("Sluice-Operator", name)));
        }
        HttpResponse<String> deleted = send(to("/admin/drain").DELETE());
        assertProblem(405, "method-not-allowed", deleted);
        assertEquals("GET, PUT", header(deleted, "Allow"));
    }

    @Test
    void doesNotSayDoneBeforeItIsCertain() throws Exception {
        open(new AdminToken(TOKEN), true);
        confirms = false;

        HttpResponse<String> open = put("{\"ratePerSecond\":500}");
        assertProblem(503, "change-not-confirmed", open);
        assertTrue(open.body().contains("It may still take effect"), open.body());
        assertEquals("5", header(open, "Retry-After"));
        assertFalse(open.body().contains(TOKEN));
    }

    @Test
    void asksToComeBackWhileTheGatewayStarts() throws Exception {
        open(new AdminToken(TOKEN), false);

        assertProblem(503, "starting", send(to("/admin/drain")));
        assertProblem(503, "starting", put("{\"paused\":true}"));
    }

    @Test
    void closesASkuShowsItAndBringsItBack() throws Exception {
        open(new AdminToken(TOKEN), true);
        HttpResponse<String> closed = send(to("/admin/sold-out/A%20%2F+%C3%A9")
                .header("Content-Type", "application/json")
                .header("Sluice-Operator", "ada")
                .PUT(HttpRequest.BodyPublishers.ofString("{\"reason\":\"recalled\"}")));
        send(to("/admin/sold-out/0").PUT(HttpRequest.BodyPublishers.noBody()));

        String said = "\"by\":\"ada\",\"reason\":\"recalled\",\"at\":\"2026-02-02T02:40:00.123Z\"}";
        assertEquals(200, closed.statusCode());
        assertEquals("{\"sku\":\"A /+é\",\"soldOut\":true," + said, closed.body());
        assertEquals(
                "{\"count\":2,\"soldOut\":[{\"sku\":\"0\",\"by\":\"operator\",\"reason\":\"sold out\","
                        + "\"at\":\"2026-02-02T02:40:00.123Z\"},{\"sku\":\"A /+é\"," + said + "]}",
                send(to("/admin/sold-out")).body());
        assertEquals(
                "{\"sku\":\"0\",\"soldOut\":false}",
                send(to("/admin/sold-out/0").DELETE()).body());
        assertEquals(
                "{\"sku\":\"0\",\"soldOut\":false}",
                send(to("/admin/sold-out/0")).body());
        assertEquals(Set.of("A /+é"), soldOut.skus());
    }

    @Test
    void refusesWhatIsNoSkuOrNoReason() throws Exception {
        open(new AdminToken(TOKEN), true);

        for (String wrong : new String[] {"x".repeat(65), "A%0AB", "%FF"}) {
            assertProblem(
                    400, "sku-invalid", send(to("/admin/sold-out/" + wrong).DELETE()));
        }
        assertProblem(422, "sold-out-change-invalid", close("{\"why\":\"x\"}", "application/json"));
        assertProblem(422, "sold-out-change-invalid", close("{\"reason\":7}", "application/json"));
        assertProblem(400, "json-invalid", close("{", "application/json"));
        assertProblem(415, "content-type-unsupported", close("{}", "text/plain"));
        assertProblem(
                400,
                "operator-name-invalid",
                send(to("/admin/sold-out/A").header("Sluice-Operator", "a b").DELETE()));
        assertProblem(401, "token-invalid", send(bare("/admin/sold-out/A").DELETE()));
        assertEquals("GET", header(send(to("/admin/sold-out").DELETE()), "Allow"));
        assertEquals(
                "GET, PUT, DELETE",
                header(send(to("/admin/sold-out/A").POST(HttpRequest.BodyPublishers.noBody())), "Allow"));
        assertTrue(soldOut.isEmpty());
    }

    @Test
    void doesNotSayThatASkuIsClosedBeforeItIsCertain() throws Exception {
        open(new AdminToken(TOKEN), true);
        confirms = false;

        assertProblem(503, "change-not-confirmed", close("", "text/plain"));
        assertProblem(503, "change-not-confirmed", send(to("/admin/sold-out/A").DELETE()));
    }

    private HttpResponse<String> close(String body, String contentType) throws Exception {
        return send(to("/admin/sold-out/A")
                .header("Content-Type", contentType)
                .PUT(HttpRequest.BodyPublishers.ofString(body)));
    }

    private HttpResponse<String> put(String json) throws Exception {
        return send(body(json));
    }

    private HttpRequest.Builder body(String json) {
        return to("/admin/drain")
                .header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString(json));
    }

    private HttpRequest.Builder to(String path) {
        return bare(path).header("Authorization", "Bearer " + TOKEN);
    }

    private HttpRequest.Builder bare(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port.get() + path))
                .timeout(Duration.ofSeconds(20));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client.send(request);
    }
}
