package io.sluice.gateway.http;

import static io.sluice.gateway.http.HttpApiTest.header;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sluice.contract.FleetRecord;
import io.sluice.contract.FleetRecord.Activity;
import io.sluice.contract.FleetRecord.Cause;
import io.sluice.contract.FleetRecord.Claim;
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
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Every answer that the management port's document has is given by a running gateway; see {@link PublicAnswersTest}. */
class OperatorAnswersTest {
    private static final String TOKEN = "correct-horse-battery";
    private static final long NOW_MILLIS = 1_770_000_000_123L;
    private static final int CHANGES_WAITING_MAX = 8;

    private final Vertx vertx = Vertx.vertx();
    private final GatewayMetrics metrics = new GatewayMetrics();
    private final CheckedClient client = CheckedClient.ofManagementPort();
    private final FleetView fleet = new FleetView();
    private final Backlog backlog = new Backlog(1);
    private final Forecast forecast =
            new Forecast(backlog, () -> fleet.state(0, NOW_MILLIS), () -> 0, () -> NOW_MILLIS);
    private final SoldOutSkus soldOut = new SoldOutSkus();
    private final FakeLetterShelf shelf = new FakeLetterShelf();
    private final AtomicInteger port = new AtomicInteger();
    private final CountDownLatch confirmed = new CountDownLatch(1);
    private volatile AdminToken token;
    private volatile Log log = Log.CONFIRMS;
    private volatile boolean ready = true;
    private volatile int publicPort = 8080;
    private long nextOffset;

    /** What the fleet log does with a change. */
    private enum Log {
        CONFIRMS,
        DOES_NOT_CONFIRM,
        KEEPS_WAITING,
        BREAKS
    }

    private void open(boolean wired) throws Exception {
        OperatorDesks desks = new OperatorDesks(
                new DrainDesk(() -> fleet.report(0, NOW_MILLIS), forecast, this::tell, () -> NOW_MILLIS),
                new SoldOutDesk(soldOut, this::tell, () -> NOW_MILLIS),
                new LetterDesk(shelf, shelf, () -> 0, () -> NOW_MILLIS, count -> {}));
        ManagementApi api = new ManagementApi(
                new ManagementApi.Options("127.0.0.1", 0, token, () -> publicPort),
                () -> wired ? desks : null,
                () -> ready ? null : "reading the outcomes",
                metrics,
                port::set);
        vertx.deployVerticle(api).toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private boolean tell(FleetRecord word) {
        return switch (log) {
            case CONFIRMS -> {
                if (word instanceof SoldOut said) {
                    soldOut.apply(said, nextOffset++);
                } else {
                    fleet.apply(word, 0);
                }
                yield true;
            }
            case DOES_NOT_CONFIRM -> false;
            case KEEPS_WAITING -> isConfirmed();
            case BREAKS -> throw new IllegalStateException("a bug");
        };
    }

    private boolean isConfirmed() {
        try {
            return confirmed.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @AfterEach
    void close() throws Exception {
        confirmed.countDown();
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        metrics.close();
    }

    @Test
    void allOfThemAreGiven() throws Exception {
        open(true);
        beTurnedAway();
        token = new AdminToken(TOKEN);
        open(false);
        askTooEarly();
        open(true);
        beTurnedAway();
        askWhatIsNoOperation();
        askHowItIs();
        readTheFiles();
        changeTheDrain();
        changeWhatIsSoldOut();
        changeWhatMayNotCome();
        changeTooMuch();
        new LetterAnswers(client, shelf, this::to).ask();

        Set<String> missing = new TreeSet<>(ApiDocument.OPERATOR.answers());
        missing.removeAll(client.seen());
        assertEquals(Set.of(), missing);
    }

    private void beTurnedAway() throws Exception {
        client.send(bare("/admin/drain"));
        client.send(body(bare("/admin/drain"), "{\"paused\":true}"));
        client.send(bare("/admin/sold-out"));
        client.send(bare("/admin/sold-out/A"));
        client.send(bare("/admin/sold-out/A").PUT(BodyPublishers.noBody()));
        client.send(bare("/admin/sold-out/A").DELETE());
        LetterAnswers.askBare(client, this::bare);
        client.send(bare("/admin/nothing"));
    }

    private void askTooEarly() throws Exception {
        client.send(to("/admin/drain"));
        client.send(body(to("/admin/drain"), "{\"paused\":true}"));
        client.send(to("/admin/sold-out"));
        client.send(to("/admin/sold-out/A"));
        client.send(to("/admin/sold-out/A").PUT(BodyPublishers.noBody()));
        client.send(to("/admin/sold-out/A").DELETE());
        LetterAnswers.askBare(client, this::to);
        publicPort = 0;
        client.send(bare("/shop"));
        publicPort = 8080;
        ready = false;
        client.send(bare("/health/ready"));
        ready = true;
    }

    private void askWhatIsNoOperation() throws Exception {
        for (ApiDocument.Operation operation : ApiDocument.OPERATOR.operations()) {
            String path = operation.path().replace("{sku}", "A").replace("{id}", "1");
            client.send(to(path).method("PATCH", BodyPublishers.noBody()));
        }
        client.send(to("/nothing"));
        String tooLong = "x".repeat(9_000);
        client.send(to("/health/live").header("Sluice-Operator", tooLong));
        client.send(to("/nothing").header("Sluice-Operator", tooLong));
    }

    private void askHowItIs() throws Exception {
        client.send(bare("/health/live"));
        client.send(bare("/health/ready"));
        client.send(bare("/metrics"));
    }

    private void readTheFiles() throws Exception {
        client.send(bare("/shop?api=https://orders.example"));
        client.send(bare("/shop?api=*"));
        for (String file : List.of(
                "/shop.css", "/shop.js", "/shop.svg", "/sluice.js", "/openapi.yaml", "/openapi-operator.yaml")) {
            String tag = header(client.send(bare(file)), "ETag");
            assertEquals(
                    304, client.send(bare(file).header("If-None-Match", tag)).statusCode());
        }
        assertEquals(
                ApiDocument.OPERATOR.text(),
                client.send(bare("/openapi-operator.yaml")).body());
    }

    private void changeTheDrain() throws Exception {
        client.send(to("/admin/drain"));
        client.send(body(to("/admin/drain"), "{\"paused\":true}"));
        client.send(body(to("/admin/drain"), "{\"ratePerSecond\":500}").header("Sluice-Operator", "ada"));
        fleet.apply(new Pace(620.5, true, "w-1", Cause.PROBE, "probing up", NOW_MILLIS), 0);
        fleet.apply(new Pace(500, false, "w-1", Cause.PROBE, "probing up", NOW_MILLIS), 0);
        Claim claim = new Claim(0, 1_000, NOW_MILLIS);
        Activity activity = new Activity(0, 0, 0, 0, 0, 12, "rate");
        fleet.apply(new Lease("w-1", "x", 1, FleetRecord.WHOLE / 4, 1_000, claim, 0, activity), 0);
        backlog.endSeen(0, 1_000);
        for (Mode mode : Mode.values()) {
            client.send(body(to("/admin/drain"), "{\"mode\":\"" + mode.word() + "\",\"reason\":\"to see\"}"));
        }
        client.send(body(to("/admin/drain"), "{"));
        client.send(body(to("/admin/drain"), "{\"rate\":1}"));
        client.send(body(to("/admin/drain"), " ".repeat(OrderBody.BYTES_MAX + 1)));
        client.send(body(to("/admin/drain"), "{\"paused\":true}").header("Sluice-Operator", "a b"));
        client.send(to("/admin/drain").PUT(BodyPublishers.ofString("{\"paused\":true}")));
    }

    private void changeWhatIsSoldOut() throws Exception {
        client.send(
                body(to("/admin/sold-out/A%20B"), "{\"reason\":\"recalled\"}").header("Sluice-Operator", "ada"));
        client.send(to("/admin/sold-out"));
        client.send(to("/admin/sold-out/A%20B"));
        client.send(to("/admin/sold-out/A%20B").DELETE());
        client.send(to("/admin/sold-out/%FF"));
        client.send(to("/admin/sold-out/%FF").DELETE());
        client.send(to("/admin/sold-out/A").header("Sluice-Operator", "a b").DELETE());
        client.send(to("/admin/sold-out/%FF").PUT(BodyPublishers.noBody()));
        client.send(body(to("/admin/sold-out/A"), "{}").header("Sluice-Operator", "a b"));
        client.send(body(to("/admin/sold-out/A"), "{"));
        client.send(body(to("/admin/sold-out/A"), "{\"why\":1}"));
        client.send(body(to("/admin/sold-out/A"), " ".repeat(OrderBody.BYTES_MAX + 1)));
        client.send(to("/admin/sold-out/A").PUT(BodyPublishers.ofString("{}")));
    }

    private void changeWhatMayNotCome() throws Exception {
        log = Log.DOES_NOT_CONFIRM;
        changeAll();
        log = Log.BREAKS;
        changeAll();
    }

    private void changeTooMuch() throws Exception {
        log = Log.KEEPS_WAITING;
        List<CompletableFuture<HttpResponse<String>>> asked = new ArrayList<>();
        for (int i = 0; i <= CHANGES_WAITING_MAX; i++) {
            asked.add(client.sendAsync(body(to("/admin/drain"), "{\"paused\":true}")));
        }
        // The one too many: it alone is answered before the log is.
        CompletableFuture.anyOf(asked.toArray(CompletableFuture[]::new)).get(10, TimeUnit.SECONDS);
        changeAll();
        confirmed.countDown();
        for (CompletableFuture<HttpResponse<String>> one : asked) {
            one.get(10, TimeUnit.SECONDS);
        }
    }

    private void changeAll() throws Exception {
        client.send(body(to("/admin/drain"), "{\"paused\":true}"));
        client.send(to("/admin/sold-out/A").PUT(BodyPublishers.noBody()));
        client.send(to("/admin/sold-out/A").DELETE());
    }

    private static HttpRequest.Builder body(HttpRequest.Builder to, String json) {
        return to.header("Content-Type", "application/json").PUT(BodyPublishers.ofString(json));
    }

    private HttpRequest.Builder to(String path) {
        return bare(path).header("Authorization", "Bearer " + TOKEN);
    }

    private HttpRequest.Builder bare(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port.get() + path))
                .timeout(Duration.ofSeconds(20));
    }
}
