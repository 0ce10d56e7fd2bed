package io.sluice.gateway;

import io.sluice.contract.FleetRecord;
import io.sluice.contract.MetricName;
import io.sluice.contract.OrderOutcome;
import io.sluice.contract.Topics;
import io.sluice.gateway.admission.AdmissionGate;
import io.sluice.gateway.admission.ApiKeysFile;
import io.sluice.gateway.admission.ClientRates;
import io.sluice.gateway.admission.InFlightLimit;
import io.sluice.gateway.admission.Outlook;
import io.sluice.gateway.console.ConsoleSampler;
import io.sluice.gateway.console.OutcomeTotals;
import io.sluice.gateway.http.CrossOrigin;
import io.sluice.gateway.http.HttpApi;
import io.sluice.gateway.intake.OrderIntake;
import io.sluice.gateway.intake.OrderParser;
import io.sluice.gateway.intake.ReceiptDesk;
import io.sluice.gateway.intake.RecentOrders;
import io.sluice.gateway.intake.Submission;
import io.sluice.gateway.kafka.BrokerProbe;
import io.sluice.gateway.kafka.ClientProperties;
import io.sluice.gateway.kafka.FleetFeed;
import io.sluice.gateway.kafka.HeadAges;
import io.sluice.gateway.kafka.KafkaCancellationLog;
import io.sluice.gateway.kafka.KafkaControlLog;
import io.sluice.gateway.kafka.KafkaLetterShelf;
import io.sluice.gateway.kafka.KafkaOrderLog;
import io.sluice.gateway.kafka.KafkaReplayLog;
import io.sluice.gateway.kafka.OutcomeFeed;
import io.sluice.gateway.metrics.GatewayMetrics;
import io.sluice.gateway.operator.DrainDesk;
import io.sluice.gateway.operator.LetterDesk;
import io.sluice.gateway.operator.OperatorDesks;
import io.sluice.gateway.operator.SoldOutDesk;
import io.sluice.gateway.queue.Backlog;
import io.sluice.gateway.queue.DrainState;
import io.sluice.gateway.queue.EtaLedger;
import io.sluice.gateway.queue.Forecast;
import io.sluice.gateway.queue.Lag;
import io.sluice.gateway.status.OrderBook;
import io.sluice.gateway.status.SettledMark;
import io.sluice.gateway.status.StatusBoard;
import io.sluice.gateway.status.Watchers;
import io.sluice.telemetry.TraceExport;
import io.vertx.core.Context;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import java.util.function.ToDoubleFunction;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;

/**
 * The wiring: everything between the public port and Kafka, once the number of partitions is known. No logic but the
 * order of starting and stopping. Thread-safe.
 */
final class OrderPlane {
    private final LongSupplier nanoClock = System::nanoTime;
    private final LongSupplier wallMillisClock = System::currentTimeMillis;
    private final GatewayConfig config;
    private final GatewayMetrics metrics;
    private final InFlightLimit inFlight;
    private final Backlog backlog;
    private final Lag lag;
    private final EtaLedger etaLedger;
    private final SettledMark settledMark;
    private final StatusBoard statusBoard;
    private final OutcomeTotals outcomeTotals = new OutcomeTotals();
    private final Watchers watchers;
    private final RecentOrders recentOrders;
    private final OrderParser parser;
    private final FleetFeed fleetFeed;
    private final OutcomeFeed outcomeFeed;
    private final HeadAges headAges;
    private final BrokerProbe probe;
    private final KafkaOrderLog orderLog;
    private final KafkaControlLog controlLog;
    private final KafkaCancellationLog cancellationLog;
    private final Forecast forecast;
    private final Outlook prospects = new Prospects();
    private final AdmissionGate gate;
    private final ReceiptDesk desk;
    private final DrainDesk drainDesk;
    private final SoldOutDesk soldOutDesk;
    private final KafkaLetterShelf letterShelf;
    private final KafkaReplayLog replayLog;
    private final LetterDesk letterDesk;
    private final ConsoleSampler consoleSampler;
    private final @Nullable ApiKeysFile apiKeysFile;

    OrderPlane(GatewayConfig config, Admin admin, int partitions, GatewayMetrics metrics) {
        Topics topics = config.topics();
        ClientProperties kafka = config.kafka().shownIn(metrics.process().kafkaClients());
        this.config = config;
        this.metrics = metrics;
        inFlight = new InFlightLimit(config.inFlight());
        backlog = new Backlog(partitions);
        lag = new Lag(partitions);
        etaLedger = new EtaLedger(partitions);
        settledMark = new SettledMark(partitions);
        statusBoard = new StatusBoard(config.statusOrdersMax());
        watchers = new Watchers(config.watchersMax());
        recentOrders = new RecentOrders(statusBoard::outcome);
        parser = new OrderParser(config.orderForm());
        fleetFeed = new FleetFeed(kafka, topics.fleet(), nanoClock, wallMillisClock);
        outcomeFeed = new OutcomeFeed(
                kafka, topics.orderOutcomes(), config.statusOrdersMax(), backlog, settledMark, this::settled);
        headAges = new HeadAges(kafka, topics.orders(), partitions, lag);
        probe = new BrokerProbe(admin, topics, backlog, lag, settledMark, headAges, nanoClock);
        orderLog = KafkaOrderLog.open(
                kafka,
                topics.orders(),
                config.inFlight().ordersMax(),
                config.inFlight().bytesMax(),
                partitions,
                nanoClock);
        controlLog = KafkaControlLog.open(kafka, topics.fleet(), fleetFeed);
        cancellationLog = KafkaCancellationLog.open(
                kafka, topics.orderCancellations(), topics.orders(), partitions, wallMillisClock);
        forecast = new Forecast(backlog, fleetFeed::state, inFlight::orders, wallMillisClock);
        Double clientRate = config.clients().ratePerSecond();
        gate = new AdmissionGate(
                inFlight,
                prospects,
                config.maxWait().toMillis() / 1000.0,
                fleetFeed.soldOut(),
                clientRate == null ? null : new ClientRates(clientRate, nanoClock),
                () -> ThreadLocalRandom.current().nextDouble());
        desk = new ReceiptDesk(backlog, forecast, etaLedger, nanoClock, wallMillisClock);
        drainDesk = new DrainDesk(fleetFeed::report, forecast, this::changeDrain, wallMillisClock);
        soldOutDesk = new SoldOutDesk(fleetFeed.soldOut(), controlLog, wallMillisClock);
        letterShelf = KafkaLetterShelf.open(kafka, topics.ordersDeadLetter(), partitions, nanoClock);
        replayLog = KafkaReplayLog.open(kafka, topics, partitions);
        letterDesk = new LetterDesk(letterShelf, replayLog, nanoClock, wallMillisClock, metrics::lettersReplayed);
        consoleSampler = new ConsoleSampler(new ConsoleSampler.Sources(
                metrics::answered,
                outcomeTotals::totals,
                fleetFeed::state,
                fleetFeed::report,
                forecast,
                lag,
                this::retentionHeadroomSeconds,
                nanoClock,
                wallMillisClock));
        GatewayConfig.KeysFile keysFile = config.clients().keysFile();
        apiKeysFile = keysFile == null ? null : new ApiKeysFile(keysFile.path(), keysFile.keys());
        gauges();
    }

    private boolean changeDrain(FleetRecord control) {
        boolean told = controlLog.tell(control);
        if (told) {
            metrics.changedByOperator();
        }
        return told;
    }

    void start() {
        if (apiKeysFile != null) {
            apiKeysFile.start();
        }
        fleetFeed.start();
        outcomeFeed.start();
        probe.start();
        headAges.start();
        cancellationLog.start();
    }

    /** Whether everything is known that an answer needs. */
    boolean isCaughtUp() {
        return fleetFeed.isCaughtUp() && outcomeFeed.isCaughtUp() && probe.hasAnswered() && orderLog.knowsTopic();
    }

    /** Whether Kafka keeps us waiting longer than a buyer should wait. */
    boolean isKafkaStalled() {
        long stallNanosMax = config.kafkaStallMax().toNanos();
        return orderLog.oldestWaitNanos() > stallNanosMax
                || probe.silentNanos()
                        > stallNanosMax
                                + BrokerProbe.INTERVAL.plus(BrokerProbe.TIMEOUT).toNanos();
    }

    /** Whether the fleet log has been read to its end. */
    boolean knowsFleet() {
        return fleetFeed.isCaughtUp();
    }

    OperatorDesks operatorDesks() {
        return new OperatorDesks(drainDesk, soldOutDesk, letterDesk);
    }

    /** What the console shows. */
    ConsoleSampler consoleSampler() {
        return consoleSampler;
    }

    /** What the public port works with. */
    HttpApi.Parts httpParts(int managementPort, @Nullable TraceExport traces) {
        GatewayConfig.Tracing tracing = config.tracing();
        OrderBook orderBook = new OrderBook(statusBoard, backlog, forecast, settledMark);
        return new HttpApi.Parts(
                this::intake,
                orderBook,
                watchers,
                cancellationLog,
                forecast,
                () -> apiKeysFile == null ? null : apiKeysFile.keys(),
                new CrossOrigin(config.corsOrigins(), managementPort),
                traces == null || tracing == null ? null : traces.posts(tracing.sampleRatio()));
    }

    private OrderIntake intake(Context context) {
        Executor loop = task -> context.runOnContext(nothing -> task.run());
        return new OrderIntake(parser, gate, orderLog.on(loop), recentOrders, desk, metrics, loop);
    }

    /** Takes no more orders. */
    void refuseOrders() {
        gate.stop();
    }

    /** Orders that Kafka has not answered for. */
    int inFlightOrders() {
        return inFlight.orders();
    }

    /** Sends what is left, waiting for at most this long, and ends. Blocks. */
    void close(Duration timeout) {
        if (apiKeysFile != null) {
            apiKeysFile.stop();
        }
        letterDesk.close();
        orderLog.close(timeout);
        replayLog.close();
        letterShelf.close();
        controlLog.close();
        cancellationLog.close();
        probe.stop();
        headAges.stop();
        outcomeFeed.stop();
        fleetFeed.stop();
    }

    private void settled(OrderOutcome outcome) {
        statusBoard.settled(outcome);
        outcomeTotals.settled(outcome.kind());
        watchers.settled(outcome);
        long waitedMillis = wallMillisClock.getAsLong() - outcome.acceptedAtMillis();
        long errorMillis = etaLedger.settled(outcome.orderPartition(), outcome.orderOffset(), waitedMillis);
        // Nobody predicted when an order would be cancelled or sold out.
        if (errorMillis >= 0 && outcome.attempts() > 0) {
            metrics.etaError(errorMillis);
        }
    }

    private void gauges() {
        metrics.gauge(MetricName.INFLIGHT_ORDERS, inFlight::orders);
        metrics.gauge(MetricName.INFLIGHT_BYTES, inFlight::bytes);
        metrics.gauge(MetricName.STATUS_ORDERS, statusBoard::size);
        metrics.gauge(MetricName.WATCHERS, watchers::count);
        metrics.gauge(MetricName.SOLD_OUT_SKUS, fleetFeed.soldOut()::size);
        metrics.gauge(MetricName.LIVE_WORKERS, ofFleet(DrainState::liveWorkers));
        metrics.gauge(MetricName.DRAIN_RATE_TARGET, ofFleet(DrainState::effectiveRatePerSecond));
        metrics.gauge(MetricName.DRAIN_RATE_EFFECTIVE, ofFleet(DrainState::workingRatePerSecond));
        metrics.gauge(MetricName.DRAIN_ETA, this::drainEtaSeconds);
        metrics.gauge(MetricName.RETENTION_HEADROOM, this::retentionHeadroomSeconds);
        metrics.gauge(MetricName.RETENTION, prospects::retentionSeconds);
        metrics.gauge(MetricName.MAX_WAIT, () -> config.maxWait().toMillis() / 1000.0);
        metrics.gauge(MetricName.IN_SYNC_REPLICAS, probe::inSyncReplicasMin);
        metrics.gauge(MetricName.UNDER_REPLICATED, probe::underReplicatedPartitions);
        metrics.gauge(MetricName.FLEET_LOG_AGE, fleetFeed::ageSeconds);
        metrics.counter(MetricName.ORDERS_LOST, probe::lostOrders);
        for (Submission.Kind kind : Submission.Kind.values()) {
            metrics.expect(kind.label());
        }
        for (int p = 0; p < backlog.partitions(); p++) {
            int partition = p;
            metrics.gauge(MetricName.LAG_ORDERS, partition, () -> lag.orders(partition));
            metrics.gauge(
                    MetricName.LAG_SECONDS, partition, () -> lag.ageSeconds(partition, wallMillisClock.getAsLong()));
        }
    }

    /** NaN before the fleet log is read: nobody said that there is no worker. */
    private DoubleSupplier ofFleet(ToDoubleFunction<DrainState> figure) {
        return () -> fleetFeed.isCaughtUp() ? figure.applyAsDouble(fleetFeed.state()) : Double.NaN;
    }

    private double drainEtaSeconds() {
        long etaMillis = probe.hasAnswered() ? forecast.drainedInMillis() : Forecast.UNKNOWN;
        return etaMillis == Forecast.UNKNOWN ? Double.NaN : etaMillis / 1000.0;
    }

    /** Until Kafka deletes the oldest order that is not settled, should nothing change. */
    private double retentionHeadroomSeconds() {
        double etaSeconds = drainEtaSeconds();
        return prospects.retentionSeconds()
                - prospects.oldestAgeSeconds()
                - (Double.isNaN(etaSeconds) ? 0 : etaSeconds);
    }

    /** What the gate asks, put to whoever knows. */
    private final class Prospects implements Outlook {
        @Override
        public boolean isKafkaStalled() {
            return OrderPlane.this.isKafkaStalled();
        }

        @Override
        public double waitSeconds() {
            return forecast.newOrderWaitSeconds();
        }

        @Override
        public double retentionSeconds() {
            long retentionMillis = probe.retentionMillis();
            return retentionMillis < 0 ? Double.NaN : retentionMillis / 1000.0;
        }

        @Override
        public double oldestAgeSeconds() {
            return lag.ageSecondsMax(wallMillisClock.getAsLong());
        }
    }
}
