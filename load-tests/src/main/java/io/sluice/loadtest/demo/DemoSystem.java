package io.sluice.loadtest.demo;

import io.sluice.contract.MetricName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.ToDoubleFunction;

/**
 * Broker, downstream, gateway and workers as processes of their own: how each is started, when it counts as ready, how
 * all of them end. Started by one thread; may be stopped by any, at any time and more than once.
 */
final class DemoSystem implements AutoCloseable {
    private static final Duration READY_TIMEOUT = Duration.ofSeconds(60);
    private static final long READY_POLL_MILLIS = 50;
    private static final long STOP_GRACE_MILLIS = 10_000;
    private static final long CTRL_C_MILLIS = 500;
    private static final long HURRY_NANOS = TimeUnit.SECONDS.toNanos(4);
    // Touched before use, or the first collections wait for pages.
    private static final List<String> SMALL_JVM =
            List.of("-XX:+AlwaysPreTouch", "-XX:-UsePerfData", "-XX:MetaspaceSize=128m", "-Dfile.encoding=UTF-8");
    // Six JVMs share what may be two cores: quick to start, and no compiler threads that fight the measurement.
    private static final String QUICK_START = "-XX:TieredStopAtLevel=1";

    private final Jars jars;
    private final Ports ports;
    private final Path directory;
    private final double rate;
    private final LongSupplier nanoTime;
    private final HealthProbe health = new HealthProbe();
    private final List<ChildProcess> started = new ArrayList<>();
    private boolean stopping;
    private boolean politeCrowd;

    DemoSystem(Jars jars, Ports ports, Path directory, double rate, LongSupplier nanoTime) {
        this.jars = jars;
        this.ports = ports;
        this.directory = directory;
        this.rate = rate;
        this.nanoTime = nanoTime;
    }

    /**
     * Starts everything and returns when all of it is ready.
     *
     * @throws IllegalStateException if a process ends or is not ready in time; the message has its last log lines
     */
    void start() throws IOException, InterruptedException {
        Files.createDirectories(logs());
        ChildProcess broker = start(
                "broker",
                self(heap(512), "broker", "--port", "" + ports.broker(), "--data", "" + directory.resolve("kafka")),
                Map.of());
        ChildProcess downstream = start(
                "downstream",
                self(
                        clockHeap(512),
                        "downstream",
                        "--port",
                        "" + ports.downstream(),
                        "--capacity",
                        String.format(Locale.ROOT, "%.0f", rate),
                        "--history",
                        "" + directory.resolve("calls.csv")),
                Map.of());
        awaitReady(broker, () -> broker.hasLogged("ready"));
        List<ChildProcess> pending = new ArrayList<>(List.of(startGateway()));
        for (int i = 0; i < ports.workers().size(); i++) {
            pending.add(startWorker(i));
        }
        awaitReady(downstream, () -> health.isReady(ports.downstream()));
        awaitReady(pending.get(0), () -> health.isReady(ports.gatewayManagement()));
        for (int i = 0; i < ports.workers().size(); i++) {
            int port = ports.workers().get(i);
            awaitReady(pending.get(i + 1), () -> health.isReady(port));
        }
        // A member learns of its partitions with a heartbeat, five seconds apart: the sale opens when all are drained.
        awaitReady(pending.get(1), this::arePartitionsAssigned);
        politeCrowd = Courtesy.standBack(
                List.of(named("broker").id(), named("gateway").id()));
    }

    private boolean arePartitionsAssigned() {
        double orders = sum(ports.gatewayManagement(), MetricName.LAG_ORDERS, line -> 1);
        double held = ports.workers().stream()
                .mapToDouble(port -> sum(port, MetricName.ASSIGNED_PARTITIONS, DemoSystem::value))
                .sum();
        return orders > 0 && held == orders;
    }

    private double sum(int port, MetricName name, ToDoubleFunction<String> counting) {
        return health.text(port, "/metrics").stream()
                .flatMap(String::lines)
                .filter(line -> line.startsWith(name.prometheusName()))
                .mapToDouble(counting)
                .sum();
    }

    private static double value(String line) {
        return Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1));
    }

    private ChildProcess startGateway() throws IOException {
        return start(
                "gateway",
                java(heap(384), "-jar", jars.gateway().toString()),
                Map.of(
                        "SLUICE_KAFKA_BOOTSTRAP_SERVERS", bootstrapServers(),
                        "SLUICE_HTTP_PORT", "" + ports.gateway(),
                        "SLUICE_MANAGEMENT_PORT", "" + ports.gatewayManagement()));
    }

    private ChildProcess startWorker(int index) throws IOException {
        String name = "worker-" + (index + 1);
        return start(
                name,
                java(heap(256), "-jar", jars.worker().toString()),
                Map.of(
                        "SLUICE_KAFKA_BOOTSTRAP_SERVERS",
                        bootstrapServers(),
                        "SLUICE_DOWNSTREAM_URL",
                        "http://127.0.0.1:" + ports.downstream() + "/orders",
                        "SLUICE_DRAIN_RATE_PER_SECOND",
                        String.format(Locale.ROOT, "%s", rate),
                        "SLUICE_WORKER_ID",
                        name,
                        "SLUICE_MANAGEMENT_PORT",
                        "" + ports.workers().get(index)));
    }

    private List<String> self(List<String> heap, String... arguments) {
        List<String> command = new ArrayList<>(
                jars.loadTests().toString().endsWith(".jar")
                        ? java(heap, "-jar", jars.loadTests().toString())
                        : java(heap, "-cp", System.getProperty("java.class.path"), "io.sluice.loadtest.LoadTestMain"));
        command.addAll(List.of(arguments));
        return command;
    }

    private static List<String> java(List<String> heap, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(heap);
        command.addAll(SMALL_JVM);
        command.add(QUICK_START);
        command.addAll(List.of(arguments));
        return command;
    }

    /**
     * Heap of one process. A collection stops everything for as long as it copies, so young heaps are small: ten
     * milliseconds often instead of eighty now and then.
     */
    private static List<String> heap(int mib) {
        return List.of("-Xms" + mib + "m", "-Xmx" + mib + "m", "-XX:+UseSerialGC", "-Xmn" + mib / 8 + "m");
    }

    /**
     * The order system is the clock by which calls are judged: its collections have to be over before anybody could tell.
     * A concurrent collector is no help on two cores, as its own threads then keep the clock waiting.
     */
    private static List<String> clockHeap(int mib) {
        return List.of("-Xms" + mib + "m", "-Xmx" + mib + "m", "-XX:+UseSerialGC", "-Xmn8m");
    }

    private synchronized ChildProcess start(String name, List<String> command, Map<String, String> settings)
            throws IOException {
        if (stopping) {
            throw new IllegalStateException("the demo is being stopped");
        }
        ChildProcess child = ChildProcess.start(name, command, settings, logs());
        started.add(child);
        return child;
    }

    private void awaitReady(ChildProcess child, BooleanSupplier ready) throws InterruptedException {
        long deadlineNanos = nanoTime.getAsLong() + READY_TIMEOUT.toNanos();
        while (!ready.getAsBoolean()) {
            if (child.diedByItself()) {
                awaitCtrlC();
                throw new IllegalStateException(child.epitaph());
            }
            if (nanoTime.getAsLong() > deadlineNanos) {
                throw new IllegalStateException(
                        child.name() + " was not ready after " + READY_TIMEOUT.toSeconds() + " s: " + child.epitaph());
            }
            Thread.sleep(READY_POLL_MILLIS);
        }
    }

    /**
     * Gives Ctrl-C, which reaches the children as well as us, the time to begin our own ending before theirs is called an
     * accident.
     *
     * @throws InterruptedException if it was that
     */
    void awaitCtrlC() throws InterruptedException {
        Thread.sleep(CTRL_C_MILLIS);
        if (isStopping()) {
            throw new InterruptedException("the demo is being stopped");
        }
    }

    /** Whether broker and gateway run at a lower priority than workers and order system. */
    boolean isCrowdPolite() {
        return politeCrowd;
    }

    HealthProbe health() {
        return health;
    }

    String bootstrapServers() {
        return "127.0.0.1:" + ports.broker();
    }

    Path logs() {
        return directory.resolve("logs");
    }

    /** A process by its name. */
    synchronized ChildProcess named(String name) {
        return started.stream()
                .filter(child -> child.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** The processes that ended although nobody wanted it. */
    synchronized List<ChildProcess> fallen() {
        return started.stream().filter(ChildProcess::diedByItself).toList();
    }

    /** Whether somebody has begun to end all of it. */
    synchronized boolean isStopping() {
        return stopping;
    }

    /** Ends all of it: those that call before those that are called, each forced when it takes too long. */
    @Override
    public void close() {
        List<ChildProcess> all = beginStop();
        try {
            for (String group : List.of("worker-", "gateway", "downstream", "broker")) {
                List<ChildProcess> members = all.stream()
                        .filter(child -> child.name().startsWith(group))
                        .toList();
                members.forEach(ChildProcess::askToStop);
                for (ChildProcess member : members) {
                    member.awaitEnd(STOP_GRACE_MILLIS);
                }
            }
        } catch (InterruptedException e) {
            all.forEach(ChildProcess::forceEnd);
            Thread.currentThread().interrupt();
        }
    }

    /** Ends all of it for somebody who pressed Ctrl-C: everything at once, and by force after a short grace. */
    void closeInHurry() {
        List<ChildProcess> all = beginStop();
        all.forEach(ChildProcess::askToStop);
        long deadlineNanos = nanoTime.getAsLong() + HURRY_NANOS;
        try {
            for (ChildProcess child : all) {
                child.awaitEnd(Math.max(0, (deadlineNanos - nanoTime.getAsLong()) / 1_000_000));
            }
        } catch (InterruptedException e) {
            all.forEach(ChildProcess::forceEnd);
            Thread.currentThread().interrupt();
        }
    }

    private synchronized List<ChildProcess> beginStop() {
        stopping = true;
        return List.copyOf(started);
    }
}
