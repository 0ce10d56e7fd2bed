package io.sluice.browser;

import io.sluice.broker.LoopbackPorts;
import io.sluice.loadtest.rig.ChildProcess;
import io.sluice.loadtest.rig.HealthProbe;
import io.sluice.loadtest.rig.ProcessGroup;
import io.sluice.loadtest.rig.Programs;
import io.sluice.loadtest.rig.RunFolder;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** A broker, the order system, one gateway and one worker as real processes, and what an operator does to them. Confined to one thread. */
final class ShopSystem implements AutoCloseable {
    /** Pieces of each colour: no test buys as many by chance. */
    static final int STOCK_PIECES = 100_000;

    /** Opens the operator API. */
    static final String TOKEN = "token-of-the-browser-tests";

    private static final int RATE_PER_SECOND = 200;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long ASK_AGAIN_MILLIS = 50;

    private final Programs programs = Programs.built(null, null);
    private final HealthProbe health = new HealthProbe();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final int brokerPort;
    private final int downstreamPort;
    private final int gatewayPort;
    private final int managementPort;
    private final RunFolder folder;
    private final ProcessGroup processes;
    private ChildProcess gateway;
    private ChildProcess worker;
    private int gatewaysStarted;
    private int workersStarted;
    private int ordersPosted;

    private ShopSystem() throws IOException {
        List<Integer> ports = new LoopbackPorts("127.0.0.1").free(4);
        brokerPort = ports.get(0);
        downstreamPort = ports.get(1);
        gatewayPort = ports.get(2);
        managementPort = ports.get(3);
        folder = RunFolder.prepare(Path.of("target", "shop").toAbsolutePath(), List.of());
        processes = new ProcessGroup(
                folder.directory().resolve("logs"),
                List.of("worker", "gateway", "downstream", "broker"),
                System::nanoTime);
    }

    /** Starts all of it and returns when orders are taken and drained. */
    static ShopSystem start() throws IOException, InterruptedException {
        ShopSystem system = new ShopSystem();
        try {
            system.startAll();
        } catch (IOException | InterruptedException | RuntimeException e) {
            system.close();
            throw e;
        }
        return system;
    }

    private void startAll() throws IOException, InterruptedException {
        ChildProcess broker =
                processes.start("broker", programs.brokerCommand(brokerPort, folder.brokerFiles()), Map.of());
        ChildProcess downstream = processes.start(
                "downstream",
                programs.ownCommand(
                        128,
                        "downstream",
                        "--port",
                        "" + downstreamPort,
                        "--stock",
                        "" + STOCK_PIECES,
                        "--rehearsal",
                        "0"),
                Map.of());
        processes.awaitReady(broker, () -> broker.hasLogged("broker ready"));
        processes.awaitReady(downstream, () -> health.isReady(downstreamPort));
        startGateway();
        startWorker();
        // The worker has its partitions when this one is through.
        post("{\"customerId\":\"first\",\"items\":[{\"sku\":\"FIRST\",\"quantity\":1}]}");
        await("the first order is drained", () -> effects() == 1);
    }

    /** Starts a gateway on the same ports as the one before and returns when it takes orders. */
    void startGateway() throws IOException, InterruptedException {
        Map<String, String> settings = new HashMap<>(Programs.gatewaySettings(brokerPort, gatewayPort, managementPort));
        settings.put("SLUICE_ADMIN_TOKEN", TOKEN);
        gatewaysStarted++;
        gateway = processes.start("gateway-" + gatewaysStarted, programs.gatewayCommand(), settings);
        processes.awaitReady(gateway, () -> health.isReady(managementPort));
    }

    /** SIGKILL. */
    void killGateway() throws InterruptedException {
        gateway.kill();
    }

    /** Starts the worker, or another life of it, and returns when it is in the fleet. */
    void startWorker() throws IOException, InterruptedException {
        workersStarted++;
        ChildProcess started = processes.start(
                "worker-" + workersStarted,
                programs.workerCommand(),
                Programs.workerSettings("worker-1", brokerPort, downstreamPort, RATE_PER_SECOND, 0));
        processes.awaitReady(started, () -> started.hasLogged("ready: worker"));
        worker = started;
    }

    /** SIGKILL. */
    void killWorker() throws InterruptedException {
        worker.kill();
    }

    /** Nothing is drained any more; what was begun is over. */
    void pause() throws IOException, InterruptedException {
        drain("{\"paused\":true}");
    }

    /** Everything is drained, as fast as at first. */
    void drain() throws IOException, InterruptedException {
        drain("{\"paused\":false,\"ratePerSecond\":" + RATE_PER_SECOND + "}");
    }

    /** So many orders a second, no more. */
    void drainSlowly(int ordersPerSecond) throws IOException, InterruptedException {
        drain("{\"paused\":false,\"ratePerSecond\":" + ordersPerSecond + "}");
    }

    private void drain(String change) throws IOException, InterruptedException {
        HttpResponse<String> answer = client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + managementPort + "/admin/drain"))
                        .header("Authorization", "Bearer " + TOKEN)
                        .header("Content-Type", "application/json")
                        .PUT(HttpRequest.BodyPublishers.ofString(change))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IllegalStateException(change + " was answered " + answer.statusCode() + ": " + answer.body());
        }
    }

    /** Others order before our buyer does. */
    void othersOrder(int orders) throws IOException, InterruptedException {
        for (int i = 0; i < orders; i++) {
            post("{\"customerId\":\"other-" + ordersPosted++ + "\",\"items\":[{\"sku\":\"OTHER\",\"quantity\":1}]}");
        }
    }

    /** Somebody takes all that there is of a SKU. */
    void somebodyTakesAll(String sku) throws IOException, InterruptedException {
        post("{\"customerId\":\"greedy\",\"items\":[{\"sku\":\"" + sku + "\",\"quantity\":" + STOCK_PIECES + "}]}");
    }

    private void post(String order) throws IOException, InterruptedException {
        HttpResponse<String> answer = answer(order);
        if (answer.statusCode() != 202) {
            throw new IllegalStateException(order + " was answered " + answer.statusCode() + ": " + answer.body());
        }
    }

    /** The status with which an order of this SKU is answered. */
    int statusFor(String sku) throws IOException, InterruptedException {
        return answer("{\"customerId\":\"curious\",\"items\":[{\"sku\":\"" + sku + "\",\"quantity\":1}]}")
                .statusCode();
    }

    private HttpResponse<String> answer(String order) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create(api() + "/v1/orders"))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(order))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    /** Waits until nobody is in the queue. */
    void awaitEmpty() throws InterruptedException {
        await("the queue is empty", () -> health.text(gatewayPort, "/v1/queue")
                .map(text -> new JsonObject(text).getLong("depth") == 0)
                .orElse(false));
    }

    /** Orders that took effect in the order system. */
    long effects() {
        return health.text(downstreamPort, "/stats")
                .map(text -> new JsonObject(text).getLong("effects"))
                .orElse(-1L);
    }

    /** Other processes cannot be made to say when: all there is to do is to ask again. */
    private static void await(String what, BooleanSupplier holds) throws InterruptedException {
        long deadlineNanos = System.nanoTime() + PATIENCE.toNanos();
        while (!holds.getAsBoolean()) {
            if (System.nanoTime() > deadlineNanos) {
                throw new IllegalStateException("waited " + PATIENCE.toSeconds() + " s in vain until " + what);
            }
            Thread.sleep(ASK_AGAIN_MILLIS);
        }
    }

    String api() {
        return "http://127.0.0.1:" + gatewayPort;
    }

    String console() {
        return "http://127.0.0.1:" + managementPort + "/console";
    }

    String shop() {
        return "http://127.0.0.1:" + managementPort + "/shop";
    }

    @Override
    public void close() {
        processes.close();
        folder.removeBrokerFiles();
    }
}
