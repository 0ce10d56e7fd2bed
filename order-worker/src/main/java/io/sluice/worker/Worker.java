package io.sluice.worker;

import io.sluice.contract.FleetRecord.Activity;
import io.sluice.contract.MetricName;
import io.sluice.contract.Settings;
import io.sluice.contract.TopicProvisioner;
import io.sluice.contract.Topics;
import io.sluice.telemetry.TraceExport;
import io.sluice.worker.dispatch.OrderDispatcher;
import io.sluice.worker.dispatch.RetryPolicy;
import io.sluice.worker.downstream.CallResult;
import io.sluice.worker.downstream.Downstream;
import io.sluice.worker.downstream.HttpDownstream;
import io.sluice.worker.downstream.TracedDownstream;
import io.sluice.worker.fleet.FleetRate;
import io.sluice.worker.fleet.Workload;
import io.sluice.worker.kafka.AdminHighWatermarks;
import io.sluice.worker.kafka.BacklogProbe;
import io.sluice.worker.kafka.CancellationFeed;
import io.sluice.worker.kafka.FleetLog;
import io.sluice.worker.kafka.GroupTuning;
import io.sluice.worker.kafka.KafkaOrderFeed;
import io.sluice.worker.kafka.KafkaOutcomeLog;
import io.sluice.worker.kafka.MemberEviction;
import io.sluice.worker.kafka.PartitionQueues;
import io.sluice.worker.kafka.SeenOrdersReader;
import io.sluice.worker.kafka.SettlementTransactions;
import io.sluice.worker.metrics.WorkerMetrics;
import io.sluice.worker.pacing.CallGate;
import io.sluice.worker.pacing.ConcurrencyLimit;
import io.sluice.worker.pacing.ThroughputBound;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An order-worker put together: which parts there are, in which order they start, and in which they stop. */
final class Worker {
    private static final Logger log = LoggerFactory.getLogger(Worker.class);
    private static final LongSupplier NANO_CLOCK = System::nanoTime;
    private static final LongSupplier WALL_CLOCK_MILLIS = System::currentTimeMillis;
    private static final long PROBE_MILLIS = 250;

    private final WorkerConfig config;
    private final Topics topics;
    private final Vertx vertx;
    private final Admin admin;
    private final Producer<byte[], byte[]> leasesProducer;
    private final TopicProvisioner provisioner;
    private final FleetRate rate;
    private final MemberEviction eviction;
    private final FleetLog fleetLog;
    private final KafkaOutcomeLog outcomes;
    private final SeenOrdersReader seenOrders;
    private final CancellationFeed cancellations;
    private final KafkaOrderFeed feed;
    private final OrderDispatcher dispatcher;
    private final BacklogProbe backlog;
    private final ConcurrencyLimit limit;
    private final ThroughputBound throughput;
    private final @Nullable TraceExport traces;
    private final WorkerMetrics metrics = new WorkerMetrics();
    private final Consumer<Throwable> whenBroken;
    private final Thread feedThread;
    private final Thread settlementThread;
    private final Thread seenOrdersThread;
    private final Thread cancellationsThread;
    private final Thread fleetThread;
    private volatile boolean working;

    /** @param whenBroken told, on any thread, when the worker cannot go on; the process should end and be restarted */
    Worker(Settings settings, WorkerConfig config, Topics topics, Consumer<Throwable> whenBroken) {
        this.config = config;
        this.topics = topics;
        this.whenBroken = whenBroken;
        KafkaClients clients = new KafkaClients(settings, metrics.process().kafkaClients());
        long ttlNanos = config.fleetLease().toNanos();
        long now = NANO_CLOCK.getAsLong();
        vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2).setPreferNativeTransport(true));
        admin = clients.admin();
        provisioner = new TopicProvisioner(admin, topics, config.topics());
        leasesProducer = clients.leases();
        traces = config.otlpEndpoint() == null
                ? null
                : TraceExport.open(
                        config.otlpEndpoint(),
                        new TraceExport.Source("sluice-order-worker", config.workerId(), topics.orders()));

        rate = new FleetRate(config.workerId(), UUID.randomUUID().toString(), ttlNanos);
        eviction = new MemberEviction(admin, topics, config.workerId(), rate, ttlNanos);
        fleetLog = new FleetLog(clients.fleet(), leasesProducer, rate, fleetOptions(), eviction, this::workload);

        PartitionQueues queues = new PartitionQueues(topics.orders(), config.seenOrdersMax());
        outcomes = new KafkaOutcomeLog(
                new SettlementTransactions(() -> clients.settlements(topics, config.workerId())),
                queues,
                topics,
                metrics::malformed,
                NANO_CLOCK);
        seenOrders = new SeenOrdersReader(
                clients.outcomes(),
                new AdminHighWatermarks(admin),
                topics.orderOutcomes(),
                queues,
                () -> ThreadLocalRandom.current().nextLong());
        feed = new KafkaOrderFeed(
                clients.orders(topics, config.workerId()),
                queues,
                outcomes,
                seenOrders,
                metrics::duplicate,
                NANO_CLOCK);
        backlog = new BacklogProbe(admin, topics.orders(), feed);

        limit = new ConcurrencyLimit(config.inFlightMax());
        throughput = new ThroughputBound(now);
        dispatcher = new OrderDispatcher(
                feed,
                downstream(),
                outcomes,
                new OrderDispatcher.Pacing(
                        NettyEventLoop.of(vertx), rate, new CallGate(now), limit, fleetLog, NANO_CLOCK),
                new OrderDispatcher.Options(
                        new RetryPolicy(config.retry(), () -> ThreadLocalRandom.current()
                                .nextDouble()),
                        config.inFlightMax(),
                        config.orderDeadline(),
                        WALL_CLOCK_MILLIS),
                metrics);

        cancellations =
                new CancellationFeed(clients.cancellations(), topics.orderCancellations(), queues, dispatcher::decide);

        fleetThread = thread("fleet-log", fleetLog);
        feedThread = thread("order-feed", feed);
        settlementThread = thread("settlements", outcomes);
        seenOrdersThread = thread("seen-orders", seenOrders);
        cancellationsThread = thread("cancellations", cancellations);
        registerGauges();
    }

    private Downstream downstream() {
        Downstream http = new HttpDownstream(
                vertx, config.downstreamUrl(), config.downstreamTimeout(), config.inFlightMax(), WALL_CLOCK_MILLIS);
        return traces == null ? http : new TracedDownstream(http, traces.calls(), WALL_CLOCK_MILLIS);
    }

    private FleetLog.Options fleetOptions() {
        return new FleetLog.Options(
                topics.fleet(),
                config.workerId(),
                config.fleetLease(),
                config.initialDrain(),
                config.rateMinPerSecond(),
                NANO_CLOCK,
                WALL_CLOCK_MILLIS,
                metrics::rateChanged);
    }

    private Thread thread(String name, Runnable body) {
        Thread thread = new Thread(body, name);
        thread.setUncaughtExceptionHandler((where, failure) -> whenBroken.accept(failure));
        return thread;
    }

    private void registerGauges() {
        metrics.gauge(MetricName.DRAIN_RATE_TARGET, () -> rate.control() == null ? Double.NaN : rate.targetPerSecond());
        metrics.gauge(MetricName.DRAIN_RATE_SHARE, () -> rate.callsPerSecond(NANO_CLOCK.getAsLong()));
        metrics.gauge(MetricName.DOWNSTREAM_INFLIGHT, limit::inFlight);
        metrics.gauge(MetricName.ASSIGNED_PARTITIONS, () -> feed.nextOffsets().size());
        metrics.gauge(MetricName.ORDERS_BUFFERED, feed::buffered);
        for (CallResult.Kind kind : CallResult.Kind.values()) {
            metrics.expect(kind.word());
        }
        metrics.process().eventLoops(vertx, NANO_CLOCK);
        metrics.process().traces(traces);
    }

    private Workload workload() {
        Activity activity = dispatcher.activity();
        return new Workload(
                backlog.backlog(),
                feed.oldestMillis(),
                activity,
                throughput.callsPerSecondMax(limit.isFull(), activity.callsStarted(), NANO_CLOCK.getAsLong()));
    }

    /**
     * Starts everything and returns when orders flow. The management port answers from the beginning.
     *
     * @throws InterruptedException if the process is stopped while it waits for Kafka
     * @throws IllegalStateException if the management port cannot be listened on
     */
    void start() throws InterruptedException {
        HttpServer management = new ManagementApi(this::isReady, metrics)
                .listen(vertx, config.httpHost(), config.managementPort())
                // Awaited, a failure would be thrown as the checked exception that it may be.
                .recover(failure -> Future.failedFuture(new IllegalStateException(
                        "cannot listen on " + config.httpHost() + ":" + config.managementPort() + ": "
                                + failure.getMessage(),
                        failure)))
                .await();
        provisioner.awaitTopics();
        fleetThread.start();
        fleetLog.following().join();
        GroupTuning.apply(admin, topics.workerGroup()).toCompletableFuture().join();
        eviction.removeOwn().toCompletableFuture().join();
        // After that nothing of an earlier life can be committed any more.
        outcomes.open();
        settlementThread.start();
        seenOrdersThread.start();
        cancellationsThread.start();
        feedThread.start();
        dispatcher.start();
        vertx.setPeriodic(PROBE_MILLIS, ignored -> backlog.ask());
        working = true;
        log.info(
                "ready: worker {} drains to {}, management http://{}:{}",
                config.workerId(),
                config.downstreamUrl(),
                config.httpHost(),
                management.actualPort());
    }

    private boolean isReady() {
        return working && rate.hasLease(NANO_CLOCK.getAsLong());
    }

    /**
     * Stops: no further call, then the share goes back to the fleet, then what is unanswered may settle, then the
     * partitions go back to the group.
     */
    void stop() throws InterruptedException {
        working = false;
        dispatcher.stop();
        fleetLog.stop();
        long endNanos = NANO_CLOCK.getAsLong() + config.stopTimeout().toNanos();
        while (!dispatcher.isQuiet() && NANO_CLOCK.getAsLong() - endNanos < 0) {
            LockSupport.parkNanos(5_000_000);
        }
        feed.stop();
        join(feedThread, Duration.ofSeconds(8));
        // Only now: handing over the partitions waits for what is being settled.
        outcomes.stop();
        seenOrders.stop();
        cancellations.stop();
        join(settlementThread, Duration.ofSeconds(4));
        join(seenOrdersThread, Duration.ofSeconds(1));
        join(cancellationsThread, Duration.ofSeconds(1));
        outcomes.close();
        join(fleetThread, Duration.ofSeconds(3));
        leasesProducer.close(Duration.ofSeconds(1));
        admin.close(Duration.ofSeconds(1));
        if (traces != null) {
            traces.close();
        }
        vertx.close().await();
    }

    private static void join(Thread thread, Duration timeout) throws InterruptedException {
        if (thread.isAlive()) {
            thread.join(timeout.toMillis());
        }
    }
}
