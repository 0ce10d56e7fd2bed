package io.sluice.gateway.http;

import io.sluice.contract.OrderOutcome;
import io.sluice.contract.SoldOutSkus;
import io.sluice.gateway.admission.AdmissionGate;
import io.sluice.gateway.admission.ApiKeys;
import io.sluice.gateway.admission.ClientRates;
import io.sluice.gateway.admission.InFlightLimit;
import io.sluice.gateway.admission.Outlook;
import io.sluice.gateway.intake.FakeOrderLog;
import io.sluice.gateway.intake.OrderForm;
import io.sluice.gateway.intake.OrderIntake;
import io.sluice.gateway.intake.OrderParser;
import io.sluice.gateway.intake.ReceiptDesk;
import io.sluice.gateway.intake.RecentOrders;
import io.sluice.gateway.metrics.GatewayMetrics;
import io.sluice.gateway.queue.Backlog;
import io.sluice.gateway.queue.DrainState;
import io.sluice.gateway.queue.EtaLedger;
import io.sluice.gateway.queue.Forecast;
import io.sluice.gateway.status.OrderBook;
import io.sluice.gateway.status.SettledMark;
import io.sluice.gateway.status.StatusBoard;
import io.sluice.gateway.status.Watchers;
import io.sluice.telemetry.PostTraces;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** The public port with everything behind it but Kafka, on a free port of the loopback interface. */
final class RunningApi {
    static final long NOW_MILLIS = 1_770_000_000_123L;
    static final String ORDER = "{\"customerId\":\"c-1\",\"items\":[{\"sku\":\"A\",\"quantity\":1}]}";

    final FakeOrderLog log = new FakeOrderLog();
    final Backlog backlog = new Backlog(1);
    final SettledMark settledMark = new SettledMark(1);
    final StatusBoard board = new StatusBoard(100);
    final Watchers watchers = new Watchers(2);
    final FakeCancellationLog cancellations = new FakeCancellationLog();
    final InFlightLimit inFlight = new InFlightLimit(new InFlightLimit.Bounds(2, 1 << 20));
    volatile boolean stalled;
    volatile DrainState drain = new DrainState(10, false, 3, 0);
    final Forecast forecast = new Forecast(backlog, () -> drain, inFlight::orders, () -> NOW_MILLIS);
    final SoldOutSkus soldOut = new SoldOutSkus();
    volatile double retentionSeconds = Double.NaN;
    volatile ApiKeys apiKeys;
    final AdmissionGate gate;

    private final AtomicInteger port = new AtomicInteger();
    private final AtomicLong nanos = new AtomicLong();
    private final Vertx vertx = Vertx.vertx();
    private final CheckedClient client = CheckedClient.ofPublicPort();
    private final GatewayMetrics metrics = new GatewayMetrics();
    private final String deployment;

    RunningApi() throws Exception {
        this(null);
    }

    /** @param clientRate orders a second of each client, or null */
    RunningApi(Double clientRate) throws Exception {
        this(clientRate, null);
    }

    /**
     * @param clientRate orders a second of each client, or null
     * @param traces what sampled orders are told to, or null
     */
    RunningApi(Double clientRate, PostTraces traces) throws Exception {
        this(clientRate, traces, null);
    }

    /** One that speaks TLS. */
    static RunningApi speakingTls(TlsFiles.Paths certificate) throws Exception {
        return new RunningApi(null, null, certificate);
    }

    private RunningApi(Double clientRate, PostTraces traces, TlsFiles.Paths certificate) throws Exception {
        TlsFiles tls = certificate == null ? null : TlsFiles.open(vertx, certificate);
        gate = new AdmissionGate(
                inFlight,
                new Prospects(),
                900,
                soldOut,
                clientRate == null ? null : new ClientRates(clientRate, () -> NOW_MILLIS),
                () -> 0);
        HttpApi api = new HttpApi(
                new HttpApi.Options("127.0.0.1", 0, tls, true, Duration.ofSeconds(1)),
                new HttpApi.Parts(
                        this::intake,
                        new OrderBook(board, backlog, forecast, settledMark),
                        watchers,
                        cancellations,
                        forecast,
                        () -> apiKeys,
                        new CrossOrigin(Set.of("https://shop.example"), 8081),
                        traces),
                port::set);
        deployment = vertx.deployVerticle(api)
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
    }

    private OrderIntake intake(Context context) {
        return new OrderIntake(
                new OrderParser(OrderForm.BUILT_IN),
                gate,
                log,
                new RecentOrders(board::outcome),
                new ReceiptDesk(backlog, forecast, new EtaLedger(1), nanos::incrementAndGet, () -> NOW_MILLIS),
                metrics,
                task -> context.runOnContext(nothing -> task.run()));
    }

    HttpRequest.Builder to(String pathAndQuery) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port.get() + pathAndQuery))
                .timeout(Duration.ofSeconds(20));
    }

    HttpRequest.Builder order(String body) {
        return to("/v1/orders")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request);
    }

    java.util.concurrent.CompletableFuture<HttpResponse<String>> sendAsync(HttpRequest.Builder request) {
        return client.sendAsync(request);
    }

    /** The names of the answers that there were. */
    Set<String> seen() {
        return client.seen();
    }

    /** Returns when so many wait; one who was answered leaves a moment later. */
    void awaitWatchers(int count) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
        while (watchers.count() != count) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("watchers: " + watchers.count());
            }
            Thread.onSpinWait();
        }
    }

    /** Tells the gateway the end of an order as the outcomes topic would. */
    void settle(String id, OrderOutcome.Kind kind, String reason) {
        OrderOutcome outcome = new OrderOutcome(id, kind, reason, 2, NOW_MILLIS, NOW_MILLIS + 4_877, 0, 0, 1);
        board.settled(outcome);
        watchers.settled(outcome);
    }

    int port() {
        return port.get();
    }

    String scrape() {
        return metrics.scrape();
    }

    void undeploy() throws Exception {
        vertx.undeploy(deployment).toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        metrics.close();
    }

    private final class Prospects implements Outlook {
        @Override
        public boolean isKafkaStalled() {
            return stalled;
        }

        @Override
        public double waitSeconds() {
            return forecast.newOrderWaitSeconds();
        }

        @Override
        public double retentionSeconds() {
            return retentionSeconds;
        }

        @Override
        public double oldestAgeSeconds() {
            return 0;
        }
    }
}
