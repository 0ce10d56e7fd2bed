package io.sluice.gateway.http;

import static io.sluice.gateway.http.HttpApiTest.assertProblem;
import static io.sluice.gateway.http.HttpApiTest.header;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.contract.FleetRecord;
import io.sluice.contract.FleetRecord.Activity;
import io.sluice.contract.FleetRecord.Claim;
import io.sluice.contract.FleetRecord.Control;
import io.sluice.contract.FleetRecord.Lease;
import io.sluice.contract.FleetRecord.Mode;
import io.sluice.gateway.console.ConsoleSampler;
import io.sluice.gateway.metrics.GatewayMetrics;
import io.sluice.gateway.queue.Backlog;
import io.sluice.gateway.queue.FleetView;
import io.sluice.gateway.queue.Forecast;
import io.sluice.gateway.queue.Lag;
import io.vertx.core.Vertx;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The console's page and its stream, over real HTTP. */
class ConsoleTest {
    private static final long NOW_MILLIS = 1_770_000_000_123L;

    private final Vertx vertx = Vertx.vertx();
    private final GatewayMetrics metrics = new GatewayMetrics();
    private final AtomicInteger port = new AtomicInteger();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final FleetView fleet = new FleetView();
    private final Backlog backlog = new Backlog(2);
    private final Lag lag = new Lag(2);
    private final List<InputStream> streams = new ArrayList<>();
    private volatile @Nullable String notReady;

    private void open(boolean wired) throws Exception {
        ConsoleSampler sampler = new ConsoleSampler(new ConsoleSampler.Sources(
                Map::of,
                Map::of,
                () -> fleet.state(0, NOW_MILLIS),
                () -> fleet.report(0, NOW_MILLIS),
                new Forecast(backlog, () -> fleet.state(0, NOW_MILLIS), () -> 0, () -> NOW_MILLIS),
                lag,
                () -> Double.NaN,
                () -> 0,
                () -> NOW_MILLIS));
        ManagementApi api = new ManagementApi(
                new ManagementApi.Options("127.0.0.1", 0, null, "http", () -> 0, () -> wired ? sampler : null),
                () -> null,
                () -> notReady,
                metrics,
                port::set);
        vertx.deployVerticle(api).toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @AfterEach
    void close() throws Exception {
        for (InputStream stream : streams) {
            stream.close();
        }
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        metrics.close();
    }

    @Test
    void thePageMayLoadNothingButItsOwn() throws Exception {
        open(true);

        HttpResponse<String> page = get("/console");
        assertEquals(200, page.statusCode());
        assertEquals("text/html; charset=utf-8", header(page, "Content-Type"));
        assertEquals("nosniff", header(page, "X-Content-Type-Options"));
        String policy = header(page, "Content-Security-Policy");
        assertTrue(policy.startsWith("default-src 'self'; "), policy);
        assertFalse(policy.contains("unsafe"), policy);
        assertFalse(page.body().contains(" style="), "a style in the page is against its own policy");
        assertFalse(page.body().contains("<script>"), "a script in the page is against its own policy");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "console.css",
                "console.svg",
                "console.js",
                "words.js",
                "chart.js",
                "levers.js",
                "letters.js",
                "api.js",
                "uplot/uPlot.esm.js",
                "uplot/uPlot.min.css",
                "uplot/LICENSE"
            })
    void sendsTheFilesOfThePage(String name) throws Exception {
        open(true);

        HttpResponse<String> file = get("/console/" + name);
        assertEquals(200, file.statusCode());
        assertEquals("nosniff", header(file, "X-Content-Type-Options"));
        assertFalse(file.body().isBlank());
    }

    @Test
    void tellsHowAllOfItStands() throws Exception {
        fleet.apply(new Control(500, false, Mode.FIXED, "", false, "ada", "say \"cheese\"", NOW_MILLIS), 0);
        Activity busy = new Activity(0, 0, 0, 0, 0, 12, "rate");
        Claim claim = new Claim(0, 1_000, NOW_MILLIS - 2_500);
        fleet.apply(new Lease("w-1", "x", 1, FleetRecord.WHOLE / 4, 1_000, claim, 0, busy), 0);
        backlog.endSeen(0, 1_000);
        lag.ordersSeen(0, 1_000);
        lag.headSeen(0, NOW_MILLIS - 2_500);
        lag.ordersSeen(1, 0);
        open(true);

        assertEquals(
                "{\"notReady\":null,\"points\":[{\"t\":1770000000123,\"target\":500,\"effective\":500,"
                        + "\"backlog\":1000,\"answered\":{},\"settled\":{}}],"
                        + "\"now\":{\"state\":\"draining\",\"holdMillis\":0,"
                        + "\"control\":{\"ratePerSecond\":500,\"paused\":false,\"mode\":\"fixed\",\"schedule\":\"\","
                        + "\"by\":\"ada\",\"reason\":\"say \\\"cheese\\\"\",\"at\":1770000000123},"
                        + "\"drainedAt\":1770000002123,\"oldestSeconds\":2.5,\"headroomSeconds\":null,"
                        + "\"binding\":\"rate\",\"workerCount\":1,\"workers\":[{\"id\":\"w-1\",\"share\":0.25,"
                        + "\"ratePerSecond\":125,\"inFlight\":12,\"backlog\":1000,\"oldestSeconds\":2.5,"
                        + "\"brake\":\"rate\"}],\"partitionCount\":2,"
                        + "\"partitions\":[{\"partition\":0,\"orders\":1000,\"seconds\":2.5},"
                        + "{\"partition\":1,\"orders\":0,\"seconds\":0}],"
                        + "\"changes\":[{\"kind\":\"control\",\"at\":1770000000123,\"ratePerSecond\":500,"
                        + "\"paused\":false,\"by\":\"ada\",\"reason\":\"say \\\"cheese\\\"\"}]}}",
                firstWithPoints("").substring("data: ".length()));
    }

    @Test
    void aPageThatComesBackIsToldWhatItMissed() throws Exception {
        open(true);
        firstWithPoints("");

        // The clock stands still, so the next point is a millisecond after the one it has.
        String missed = firstWithPoints("?after=" + NOW_MILLIS);
        assertTrue(missed.contains("\"points\":[{\"t\":" + (NOW_MILLIS + 1) + ","), missed);
        String nonsense = firstWithPoints("?after=yesterday");
        assertTrue(nonsense.contains("\"points\":[{\"t\":" + NOW_MILLIS + ","), nonsense);
    }

    @Test
    void saysWhyThereIsNothingToShow() throws Exception {
        notReady = "waiting for Kafka";
        open(false);

        try (BufferedReader events = events("")) {
            assertEquals("retry: 1000", events.readLine());
            assertEquals("", events.readLine());
            assertEquals("data: {\"notReady\":\"waiting for Kafka\",\"points\":[],\"now\":null}", events.readLine());
        }
    }

    @Test
    void moreThanAHundredPagesAreTooMany() throws Exception {
        open(true);
        for (int page = 0; page < ConsoleFeed.PAGES_MAX; page++) {
            HttpResponse<InputStream> opened = stream("");
            assertEquals(200, opened.statusCode());
            streams.add(opened.body());
        }

        assertProblem(503, "too-many-watchers", get("/console/events"));
        streams.remove(0).close();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        HttpResponse<InputStream> next = stream("");
        while (next.statusCode() != 200 && System.nanoTime() < deadline) {
            next.body().close();
            next = stream("");
        }
        streams.add(next.body());
        assertEquals(200, next.statusCode());
        assertEquals(
                "text/event-stream", next.headers().firstValue("Content-Type").orElseThrow());
    }

    /** The data of the first event that has points. */
    private String firstWithPoints(String query) throws Exception {
        try (BufferedReader events = events(query)) {
            String line = events.readLine();
            while (line != null && !line.contains("\"points\":[{")) {
                line = events.readLine();
            }
            return String.valueOf(line);
        }
    }

    private BufferedReader events(String query) throws Exception {
        return new BufferedReader(new InputStreamReader(stream(query).body(), StandardCharsets.UTF_8));
    }

    private HttpResponse<InputStream> stream(String query) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(uri("/console/events" + query)).build(),
                HttpResponse.BodyHandlers.ofInputStream());
    }

    private HttpResponse<String> get(String path) throws Exception {
        return client.send(HttpRequest.newBuilder(uri(path)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port.get() + path);
    }
}
