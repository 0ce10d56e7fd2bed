package io.sluice.gateway;

import io.sluice.contract.TopicProvisioner;
import io.sluice.gateway.console.ConsoleSampler;
import io.sluice.gateway.http.HttpApi;
import io.sluice.gateway.http.ManagementApi;
import io.sluice.gateway.http.TlsFiles;
import io.sluice.gateway.metrics.GatewayMetrics;
import io.sluice.gateway.operator.OperatorDesks;
import io.sluice.telemetry.TraceExport;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.net.BindException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One gateway, from its first moment to its last: the management port opens at once, orders are taken when Kafka is there and
 * all that answers need is known, and stopping gives what was begun time to end. Start and stop may come from different
 * threads; stopping again does nothing.
 */
final class Gateway {
    private static final Logger log = LoggerFactory.getLogger(Gateway.class);
    private static final long LOOK_MILLIS = 20;
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private final GatewayConfig config;
    private final GatewayMetrics metrics = new GatewayMetrics();
    private final int loops = Runtime.getRuntime().availableProcessors();
    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(loops));
    private final Admin admin;
    private final @Nullable TraceExport traces;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final AtomicInteger managementPort = new AtomicInteger();
    private final AtomicInteger httpPort = new AtomicInteger();
    private final List<String> httpDeployments = new ArrayList<>();
    private volatile @Nullable Thread starter;
    private volatile @Nullable OrderPlane plane;
    private volatile @Nullable String notReady = "waiting for Kafka";

    Gateway(GatewayConfig config) {
        this.config = config;
        admin = Admin.create(
                config.kafka().shownIn(metrics.process().kafkaClients()).admin("admin"));
        metrics.process().eventLoops(vertx, System::nanoTime);
        traces = config.tracing() == null
                ? null
                : TraceExport.open(
                        config.tracing().endpoint(),
                        new TraceExport.Source(
                                "sluice-gateway",
                                UUID.randomUUID().toString(),
                                config.topics().orders()));
        metrics.process().traces(traces);
    }

    /**
     * Returns when orders are taken.
     *
     * @throws IllegalStateException if that can never be, with a message for the operator
     * @throws InterruptedException if the gateway was stopped meanwhile
     */
    void start() throws InterruptedException {
        starter = Thread.currentThread();
        GatewayConfig.Listen listen = config.listen();
        TlsFiles tls = listen.tls() == null ? null : TlsFiles.open(vertx, listen.tls());
        String scheme = tls == null ? "http" : "https";
        deploy(
                new ManagementApi(
                        new ManagementApi.Options(
                                listen.host(),
                                listen.managementPort(),
                                config.adminToken(),
                                scheme,
                                httpPort::get,
                                this::consoleSampler),
                        this::operatorDesks,
                        this::notReady,
                        metrics,
                        managementPort::set),
                listen.managementPort());
        log.info("management at http://{}:{}, waiting for Kafka", listen.host(), managementPort.get());
        int partitions = new TopicProvisioner(admin, config.topics(), config.newTopics()).awaitTopics();
        OrderPlane wired = new OrderPlane(config, admin, partitions, metrics);
        plane = wired;
        wired.start();
        notReady = "reading outcomes";
        while (!wired.isCaughtUp()) {
            pauseUnlessStopping();
        }
        listen(wired.httpParts(managementPort.get(), traces), tls);
        notReady = null;
        log.info(
                "ready: orders at {}://{}:{}, management at http://{}:{}",
                scheme,
                listen.host(),
                httpPort.get(),
                listen.host(),
                managementPort.get());
    }

    private void pauseUnlessStopping() throws InterruptedException {
        if (stopping.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
            throw new InterruptedException("stopped while starting");
        }
    }

    private void listen(HttpApi.Parts parts, @Nullable TlsFiles tls) throws InterruptedException {
        int asked = config.listen().httpPort();
        HttpApi.Options options = new HttpApi.Options(
                config.listen().host(), asked, tls, config.listen().http2ClearText(), CLOSE_TIMEOUT);
        for (int loop = 0; loop < loops; loop++) {
            httpDeployments.add(deploy(new HttpApi(options, parts, httpPort::set), asked));
        }
    }

    private String deploy(Deployable verticle, int port) throws InterruptedException {
        try {
            return await(vertx.deployVerticle(verticle), CLOSE_TIMEOUT);
        } catch (ExecutionException e) {
            throw new IllegalStateException(
                    e.getCause() instanceof BindException
                            ? "port " + port + " on " + config.listen().host() + " cannot be opened: "
                                    + e.getCause().getMessage()
                            : "the server on port " + port + " does not start: " + e.getCause(),
                    e);
        } catch (TimeoutException e) {
            throw new IllegalStateException("the server on port " + port + " does not start in time", e);
        }
    }

    private static <T> T await(Future<T> future, Duration timeout)
            throws InterruptedException, ExecutionException, TimeoutException {
        return future.toCompletionStage().toCompletableFuture().get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    }

    int httpPort() {
        return httpPort.get();
    }

    int managementPort() {
        return managementPort.get();
    }

    /** Why no orders should be sent here now, or null if they may be. */
    @Nullable String notReady() {
        OrderPlane wired = plane;
        String reason = notReady;
        return reason == null && wired != null && wired.isKafkaStalled() ? "Kafka does not answer" : reason;
    }

    /** Null until there is a fleet log to read. */
    private @Nullable OperatorDesks operatorDesks() {
        OrderPlane wired = plane;
        return wired == null || !wired.knowsFleet() ? null : wired.operatorDesks();
    }

    /** Null until outcomes are read: all those from before would look like one second's. */
    private @Nullable ConsoleSampler consoleSampler() {
        OrderPlane wired = plane;
        return wired == null || !wired.isCaughtUp() ? null : wired.consoleSampler();
    }

    /** Refuses new orders, lets those in flight end, and closes everything. Blocks, no longer than about the stop timeout. */
    synchronized void stop() {
        if (stopping.getCount() == 0) {
            return;
        }
        long deadlineNanos = System.nanoTime() + config.stopTimeout().toNanos();
        notReady = "stopping";
        stopping.countDown();
        Thread starting = starter;
        OrderPlane wired = plane;
        if (wired == null && starting != null) {
            starting.interrupt();
        }
        try {
            if (wired != null) {
                drain(wired, deadlineNanos);
            }
            await(vertx.close(), CLOSE_TIMEOUT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            log.warn("the servers did not close in an orderly way: {}", e.toString());
        }
        admin.close(Duration.ZERO);
        if (traces != null) {
            traces.close();
        }
        metrics.close();
        log.info("stopped");
    }

    private void drain(OrderPlane wired, long deadlineNanos) throws InterruptedException {
        wired.refuseOrders();
        log.info("stopping: {} orders are in flight", wired.inFlightOrders());
        while (wired.inFlightOrders() > 0 && System.nanoTime() < deadlineNanos) {
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
        if (wired.inFlightOrders() > 0) {
            log.warn("{} orders were not confirmed in time; none of them was answered 202", wired.inFlightOrders());
        }
        for (String deployment : httpDeployments) {
            try {
                await(vertx.undeploy(deployment), CLOSE_TIMEOUT.multipliedBy(2));
            } catch (ExecutionException | TimeoutException e) {
                log.warn("a server did not close in an orderly way: {}", e.toString());
            }
        }
        long leftNanos = Math.max(0, deadlineNanos - System.nanoTime());
        wired.close(Duration.ofNanos(leftNanos));
    }
}
