package io.sluice.loadtest.fleet;

import io.sluice.broker.LoopbackPorts;
import io.sluice.contract.TopicProvisioner;
import io.sluice.contract.Topics;
import io.sluice.loadtest.drive.RunClock;
import io.sluice.loadtest.rig.ChildProcess;
import io.sluice.loadtest.rig.Courtesy;
import io.sluice.loadtest.rig.Courtesy.Place;
import io.sluice.loadtest.rig.HealthProbe;
import io.sluice.loadtest.rig.ProcessGroup;
import io.sluice.loadtest.rig.Programs;
import io.sluice.loadtest.rig.RunFolder;
import io.sluice.loadtest.verdict.FleetFacts;
import io.sluice.loadtest.verdict.Histories;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.jspecify.annotations.Nullable;

/**
 * A broker, the reference order system and a number of workers that changes, as processes of their own, and the record of
 * which worker lived when. Confined to one thread, but for the ending of its processes.
 */
public final class FleetSystem implements AutoCloseable {
    private static final String DOWNSTREAM = "downstream";

    private final Programs programs;
    private final RunFolder folder;
    private final RunClock clock;
    private final Options options;
    private final int brokerPort;
    private final int downstreamPort;
    private final HealthProbe health = new HealthProbe();
    private final ProcessGroup processes;
    private final Map<ChildProcess, Long> bornMicros = new LinkedHashMap<>();
    private final List<FleetFacts.Life> ended = new ArrayList<>();
    private @Nullable ChildProcess broker;
    // Started, not ready yet, and standing back until then.
    private final List<ChildProcess> starting = new ArrayList<>();
    private boolean mayRaisePriority;
    private int brokersStarted;
    private int workersStarted;

    /**
     * What to start.
     *
     * @param ratePerSecond of the whole fleet
     * @param capacityPerSecond of the order system
     * @param partitions of the orders topic
     * @param workerSettings what else the workers are told
     * @param stockPieces what the order system has of each SKU
     */
    public record Options(
            double ratePerSecond,
            double capacityPerSecond,
            int partitions,
            Map<String, String> workerSettings,
            long stockPieces) {
        private static final double AMPLE_FACTOR = 3;

        /** More than any run asks for. */
        public static final long STOCK_PIECES_AMPLE = 1_000_000_000;

        /** With an order system that would bear a multiple of the rate, so that only the fleet is seen. */
        public static Options ample(double ratePerSecond, int partitions) {
            return new Options(ratePerSecond, ratePerSecond * AMPLE_FACTOR, partitions, Map.of(), STOCK_PIECES_AMPLE);
        }
    }

    /** A system on free ports; nothing of it is started yet. */
    public FleetSystem(Programs programs, RunFolder folder, RunClock clock, Options options) {
        List<Integer> ports = new LoopbackPorts("127.0.0.1").free(2);
        brokerPort = ports.get(0);
        downstreamPort = ports.get(1);
        this.programs = programs;
        this.folder = folder;
        this.clock = clock;
        this.options = options;
        this.processes = new ProcessGroup(
                folder.directory().resolve("logs"),
                List.of("watch", "worker-", "gateway-", DOWNSTREAM, "broker-"),
                clock.nanoTime());
    }

    /** Starts the broker, with topics, and the order system, and returns when both are ready. */
    public void start() throws IOException, InterruptedException {
        ChildProcess first = startBroker();
        ChildProcess downstream = processes.start(
                DOWNSTREAM,
                programs.downstreamCommand(
                        downstreamPort,
                        options.capacityPerSecond(),
                        options.stockPieces(),
                        folder.directory().resolve(Histories.CALLS_FILE)),
                Map.of());
        processes.awaitReady(first, this::isBrokerReady);
        processes.awaitReady(downstream, () -> health.isReady(downstreamPort));
        // The clock of the whole measurement; and who may put it first may also bring others back.
        mayRaisePriority = Courtesy.place(Place.FIRST, List.of(downstream.id()));
        try (Admin admin =
                Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, (Object) bootstrapServers()))) {
            new TopicProvisioner(
                            admin,
                            new Topics(""),
                            new TopicProvisioner.Options(options.partitions(), Optional.empty(), Duration.ofDays(3)))
                    .awaitTopics();
        }
    }

    /** Starts a broker on what the last one left. */
    ChildProcess startBroker() throws IOException, InterruptedException {
        brokersStarted++;
        ChildProcess started = processes.start(
                "broker-" + brokersStarted, programs.brokerCommand(brokerPort, folder.brokerFiles()), Map.of());
        broker = started;
        // In a shop Kafka has machines of its own; here it must not keep the clock of the order system waiting.
        Courtesy.place(Place.LAST, List.of(started.id()));
        return started;
    }

    /** SIGKILL to the broker. */
    void killBroker() throws InterruptedException {
        if (broker != null) {
            broker.kill();
        }
    }

    boolean isBrokerReady() {
        return broker != null && broker.hasLogged("broker ready");
    }

    /** Starts one more worker, under a name that nobody had before. */
    public ChildProcess startWorker() throws IOException, InterruptedException {
        workersStarted++;
        return startWorker("worker-" + workersStarted);
    }

    /** Starts a worker again that is gone, under its old name. */
    public ChildProcess restartWorker(ChildProcess gone) throws IOException, InterruptedException {
        return startWorker(gone.name());
    }

    private ChildProcess startWorker(String name) throws IOException, InterruptedException {
        Map<String, String> settings =
                Programs.workerSettings(name, brokerPort, downstreamPort, options.ratePerSecond(), 0);
        settings.put("SLUICE_ORDERS_PARTITIONS", "" + options.partitions());
        settings.putAll(options.workerSettings());
        long atMicros = clock.micros();
        ChildProcess worker = processes.start(name, programs.workerCommand(), settings);
        bornMicros.put(worker, atMicros);
        if (mayRaisePriority) {
            // On machines of their own, workers that run would not feel another one's start.
            Courtesy.place(Place.LAST, List.of(worker.id()));
            starting.add(worker);
        }
        return worker;
    }

    public void awaitReady(ChildProcess worker) throws InterruptedException {
        processes.awaitReady(worker, () -> isReady(worker));
        tend();
    }

    private static boolean isReady(ChildProcess worker) {
        return worker.hasLogged("ready: worker");
    }

    /** Workers that run, are ready and do not stand still. */
    public List<ChildProcess> running() {
        return bornMicros.keySet().stream()
                .filter(worker -> worker.isAlive() && worker.isWanted() && !worker.isSuspended() && isReady(worker))
                .toList();
    }

    /** Workers whose process exists. */
    int alive() {
        return bornMicros.size();
    }

    /** Keeps the record of lives and lets newcomers take their place; to be called often. */
    public void tend() throws InterruptedException {
        noteEnds();
        for (ChildProcess newcomer : List.copyOf(starting)) {
            if (!newcomer.isAlive()) {
                starting.remove(newcomer);
            } else if (isReady(newcomer)) {
                Courtesy.place(Place.EQUAL, List.of(newcomer.id()));
                starting.remove(newcomer);
            }
        }
    }

    private void noteEnds() {
        bornMicros.entrySet().removeIf(entry -> {
            boolean over = !entry.getKey().isAlive();
            if (over) {
                ended.add(new FleetFacts.Life(entry.getKey().name(), entry.getValue(), clock.micros()));
            }
            return over;
        });
    }

    /** The lives of all workers, those who live taken as ending now. */
    public List<FleetFacts.Life> lives() {
        noteEnds();
        List<FleetFacts.Life> lives = new ArrayList<>(ended);
        bornMicros.forEach((worker, micros) -> lives.add(new FleetFacts.Life(worker.name(), micros, clock.micros())));
        return lives;
    }

    /** What the order system has counted; empty while it does not answer. */
    public JsonObject downstreamStats() {
        try {
            return health.text(downstreamPort, "/stats").map(JsonObject::new).orElseGet(JsonObject::new);
        } catch (DecodeException e) {
            return new JsonObject();
        }
    }

    /**
     * Asks the order system for its counters until they are as wanted. It is another process, so all there is to do is to ask
     * again.
     *
     * @param otherwise what to say where that takes too long
     * @throws IllegalStateException if it does
     */
    public void awaitStats(Predicate<JsonObject> wanted, long pollMillis, Duration timeout, Supplier<String> otherwise)
            throws InterruptedException {
        long deadlineNanos = clock.nanos() + timeout.toNanos();
        while (!wanted.test(downstreamStats())) {
            if (clock.nanos() > deadlineNanos) {
                throw new IllegalStateException(otherwise.get());
            }
            Thread.sleep(pollMillis);
        }
    }

    /** Changes what the order system sustains; false where it did not take that. */
    boolean setCapacity(int perSecond) {
        return changeOrderSystem(new JsonObject().put("capacity", perSecond));
    }

    /** Has the order system suffer, or be well again; false where it did not take that. */
    public boolean changeOrderSystem(JsonObject change) {
        return health.put(downstreamPort, "/admin", change.encode());
    }

    public Options options() {
        return options;
    }

    public int brokerPort() {
        return brokerPort;
    }

    public int downstreamPort() {
        return downstreamPort;
    }

    public String bootstrapServers() {
        return "127.0.0.1:" + brokerPort;
    }

    public ProcessGroup processes() {
        return processes;
    }

    @Override
    public void close() {
        processes.close();
    }
}
