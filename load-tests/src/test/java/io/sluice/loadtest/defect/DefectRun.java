package io.sluice.loadtest.defect;

import io.sluice.broker.EmbeddedBroker;
import io.sluice.contract.Topics;
import io.sluice.loadtest.downstream.OrderSystem;
import io.sluice.loadtest.drive.ArrivalSchedule;
import io.sluice.loadtest.drive.DriverThread;
import io.sluice.loadtest.drive.OpenLoadDriver;
import io.sluice.loadtest.drive.OrderHistory;
import io.sluice.loadtest.drive.RunClock;
import io.sluice.loadtest.drive.SampleSource;
import io.sluice.loadtest.sample.SampleOrders;
import io.sluice.loadtest.verdict.Histories;
import io.sluice.loadtest.verdict.OutcomeHistory;
import io.sluice.loadtest.verdict.RunFacts;
import io.sluice.loadtest.verdict.UnreadableHistoryException;
import io.sluice.loadtest.verdict.Verdict;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * A crowd of {@value #ORDERS} orders through a gateway that may be broken: the real driver, a real broker, the real order
 * system, the real histories on disk, and the verdict that anybody would get of them. Confined to one test.
 */
final class DefectRun {
    static final int ORDERS = 20_000;

    private static final int ARRIVALS_PER_SECOND = 5_000;
    private static final int DRAIN_PER_SECOND = 5_000;
    private static final int PARTITIONS = 4;
    private static final int CONNECTIONS_MAX = 64;
    private static final int BASKET_LINES_MAX = 2;
    private static final Duration RETENTION = Duration.ofDays(3);

    private final Vertx vertx;
    private final EmbeddedBroker broker;
    private final Topics topics;
    private final Path directory;
    private final Defect defect;
    private final List<RunFacts.Fault> faults = new ArrayList<>();
    private final CountDownLatch aQuarterAnswered = new CountDownLatch(ORDERS / 4);
    private final RunClock clock =
            RunClock.anchored(System::nanoTime, ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now()));

    /** @param run a name that no other run on this broker has */
    DefectRun(Vertx vertx, EmbeddedBroker broker, String run, Path directory, Defect defect) {
        this.vertx = vertx;
        this.broker = broker;
        this.topics = new Topics(run + "-");
        this.directory = directory;
        this.defect = defect;
    }

    /** Judges a run in which nothing else is broken. */
    Verdict judge() throws Exception {
        return judge(false);
    }

    /** Judges a run in which the broker is away for as long as it takes an order to fail. */
    Verdict judgeWithoutBrokerForAWhile() throws Exception {
        return judge(true);
    }

    private Verdict judge(boolean outage) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            List<NewTopic> needed =
                    topics.definitions(PARTITIONS, Optional.empty(), Optional.empty(), RETENTION).stream()
                            .filter(topic -> List.of(topics.orders(), topics.orderOutcomes())
                                    .contains(topic.name()))
                            .toList();
            admin.createTopics(needed).all().get(30, TimeUnit.SECONDS);
            return judge(admin, outage);
        }
    }

    private Verdict judge(Admin admin, boolean outage) throws Exception {
        List<String> mishaps = new ArrayList<>();
        String servers = broker.bootstrapServers();
        try (OrderSystem downstream = OrderSystem.start(orderSystem());
                PlainWorker worker = new PlainWorker(vertx, servers, topics, PARTITIONS, downstream.port());
                OutcomeHistory outcomes = OutcomeHistory.start(servers, topics.orderOutcomes(), directory, line -> {});
                OrderHistory history = OrderHistory.start(directory)) {
            BreakableGateway gateway =
                    new BreakableGateway(vertx, servers, topics.orders(), defect, worker::settled, DRAIN_PER_SECOND);
            try (gateway) {
                note(mishaps, drive(gateway, history, outage));
            }
            worker.awaitSettled(stored(admin));
            outcomes.finish();
            note(mishaps, outcomes.mishap());
            note(mishaps, history.mishap());
        }
        return judge(mishaps);
    }

    private OrderSystem.Options orderSystem() {
        return new OrderSystem.Options(
                "127.0.0.1",
                0,
                100_000,
                Duration.ZERO,
                Duration.ofMinutes(1),
                Integer.MAX_VALUE,
                directory.resolve(Histories.CALLS_FILE),
                null);
    }

    private @Nullable String drive(BreakableGateway gateway, OrderHistory history, boolean outage)
            throws InterruptedException {
        OpenLoadDriver.Options options = new OpenLoadDriver.Options(
                "127.0.0.1", gateway.port(), "/v1/orders", CONNECTIONS_MAX, TimeUnit.SECONDS.toNanos(60));
        ArrivalSchedule schedule =
                ArrivalSchedule.constant(ARRIVALS_PER_SECOND, Duration.ofSeconds(ORDERS / ARRIVALS_PER_SECOND));
        SampleSource orders = new SampleSource(SampleOrders.load(BASKET_LINES_MAX), defect.name());
        try (OpenLoadDriver driver = new OpenLoadDriver(options, schedule, orders, clock, line -> {
            history.add(line);
            aQuarterAnswered.countDown();
        })) {
            DriverThread sending = new DriverThread(driver::run);
            sending.start();
            if (outage) {
                aQuarterAnswered.await();
                takeBrokerAway(gateway);
            }
            sending.join();
            return sending.failure();
        }
    }

    private void takeBrokerAway(BreakableGateway gateway) throws InterruptedException {
        faults.add(new RunFacts.Fault("broker stopped", clock.micros()));
        broker.stopNode(1);
        gateway.awaitFailure();
        broker.startNode(1);
    }

    private long stored(Admin admin) throws Exception {
        Map<TopicPartition, OffsetSpec> ends = IntStream.range(0, PARTITIONS)
                .boxed()
                .collect(Collectors.toMap(
                        partition -> new TopicPartition(topics.orders(), partition), partition -> OffsetSpec.latest()));
        return admin.listOffsets(ends).all().get(30, TimeUnit.SECONDS).values().stream()
                .mapToLong(end -> end.offset())
                .sum();
    }

    private Verdict judge(List<String> mishaps) throws IOException, UnreadableHistoryException {
        new RunFacts("defect", DRAIN_PER_SECOND, 1, ORDERS, "evenly spaced", faults, mishaps).write(directory);
        return Verdict.judge(RunFacts.read(directory), Histories.read(directory));
    }

    private static void note(List<String> mishaps, @Nullable String mishap) {
        if (mishap != null) {
            mishaps.add(mishap);
        }
    }
}
