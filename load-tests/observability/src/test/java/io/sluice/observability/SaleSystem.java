package io.sluice.observability;

import io.sluice.broker.LoopbackPorts;
import io.sluice.loadtest.rig.ChildProcess;
import io.sluice.loadtest.rig.HealthProbe;
import io.sluice.loadtest.rig.ProcessGroup;
import io.sluice.loadtest.rig.Programs;
import io.sluice.loadtest.rig.RunFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A broker, the order system, a gateway and two workers as real processes with a Prometheus that watches them, and what can happen
 * to them. Confined to one thread.
 */
final class SaleSystem implements AutoCloseable {
    /** What the fleet of this system is called in Prometheus. */
    static final String FLEET = "sale";

    static final int RATE_PER_SECOND = 60;
    private static final String TOKEN = "token-of-the-observability-tests";
    private static final int STOCK_PIECES = 100_000;

    private final Programs programs = Programs.built(null, null);
    private final HealthProbe health = new HealthProbe();
    private final RunFolder folder;
    private final ProcessGroup processes;
    private final List<Integer> ports = new LoopbackPorts("127.0.0.1").free(10);
    private final int brokerPort = ports.get(0);
    private final int downstreamPort = ports.get(1);
    private final int gatewayPort = ports.get(2);
    private final int managementPort = ports.get(3);
    private final List<Integer> workerPorts = ports.subList(4, 6);
    private final int rehearsalPort = ports.get(6);
    private final int replicatedPort = ports.get(7);
    private final int replicatedManagementPort = ports.get(8);
    private final int prometheusPort = ports.get(9);
    private final List<ChildProcess> started = new ArrayList<>();

    private SaleSystem() throws IOException {
        folder = RunFolder.prepare(Path.of("target", "sale").toAbsolutePath(), List.of());
        processes = new ProcessGroup(
                folder.directory().resolve("logs"),
                List.of("prometheus", "worker", "gateway", "downstream", "broker"),
                System::nanoTime);
    }

    /** Starts all but Prometheus and returns when orders are taken and drained. */
    static SaleSystem start() throws IOException, InterruptedException {
        SaleSystem system = new SaleSystem();
        try {
            ChildProcess broker = system.processes.start(
                    "broker", system.programs.brokerCommand(system.brokerPort, system.folder.brokerFiles()), Map.of());
            system.startDownstream();
            system.processes.awaitReady(broker, () -> broker.hasLogged("broker ready"));
            system.startGateway();
            system.startWorkers();
        } catch (IOException | InterruptedException | RuntimeException e) {
            system.close();
            throw e;
        }
        return system;
    }

    Prometheus startPrometheus() throws IOException, InterruptedException {
        return Prometheus.start(
                processes,
                folder.directory().resolve("prometheus-" + prometheusPort),
                prometheusPort,
                List.of(
                        new Prometheus.Target("sluice-gateway", FLEET, "gateway-1", managementPort),
                        new Prometheus.Target("sluice-worker", FLEET, "worker-1", workerPorts.get(0)),
                        new Prometheus.Target("sluice-worker", FLEET, "worker-2", workerPorts.get(1)),
                        new Prometheus.Target("rehearsal", RunawayFleet.FLEET, "runaway", rehearsalPort),
                        new Prometheus.Target(
                                "sluice-gateway", ReplicatedFleet.FLEET, "gateway-2", replicatedManagementPort)));
    }

    void startDownstream() throws IOException, InterruptedException {
        ChildProcess downstream = start(
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
        processes.awaitReady(downstream, () -> health.isReady(downstreamPort));
    }

    /** Every process has a log of its own, so a name of its own. */
    private ChildProcess start(String kind, List<String> command, Map<String, String> settings) throws IOException {
        ChildProcess child = processes.start(kind + "-" + (started.size() + 1), command, settings);
        started.add(child);
        return child;
    }

    /** SIGKILL for all of this kind. */
    void kill(String kind) throws InterruptedException {
        for (ChildProcess child : started) {
            if (child.name().startsWith(kind) && child.isAlive()) {
                child.kill();
            }
        }
    }

    void startGateway() throws IOException, InterruptedException {
        Map<String, String> settings = new HashMap<>(Programs.gatewaySettings(brokerPort, gatewayPort, managementPort));
        settings.put("SLUICE_ADMIN_TOKEN", TOKEN);
        settings.put("SLUICE_ORDERS_PARTITIONS", "4");
        settings.put("SLUICE_MAX_WAIT", "PT60S");
        ChildProcess gateway = start("gateway", programs.gatewayCommand(200), settings);
        processes.awaitReady(gateway, () -> health.isReady(managementPort));
    }

    /** A gateway before another cluster, in the same Prometheus. */
    void startGatewayBefore(String bootstrapServers) throws IOException, InterruptedException {
        ChildProcess gateway = start(
                "gateway",
                programs.gatewayCommand(200),
                Map.of(
                        "SLUICE_KAFKA_BOOTSTRAP_SERVERS",
                        bootstrapServers,
                        "SLUICE_HTTP_PORT",
                        "" + replicatedPort,
                        "SLUICE_MANAGEMENT_PORT",
                        "" + replicatedManagementPort,
                        "SLUICE_ORDERS_PARTITIONS",
                        "2",
                        "SLUICE_TOPIC_REPLICATION",
                        "2"));
        processes.awaitReady(gateway, () -> health.isReady(replicatedManagementPort));
    }

    /** Two workers, each with few calls at once, which give up early: so that faults show soon. */
    void startWorkers() throws IOException, InterruptedException {
        for (int i = 0; i < workerPorts.size(); i++) {
            int port = workerPorts.get(i);
            Map<String, String> settings =
                    Programs.workerSettings("worker-" + (i + 1), brokerPort, downstreamPort, RATE_PER_SECOND, port);
            settings.put("SLUICE_DRAIN_MAX_IN_FLIGHT", "8");
            settings.put("SLUICE_DOWNSTREAM_TIMEOUT", "PT2S");
            settings.put("SLUICE_RETRY_ATTEMPTS_MAX", "2");
            settings.put("SLUICE_RETRY_BACKOFF", "PT0.2S");
            settings.put("SLUICE_RETRY_BACKOFF_MAX", "PT0.5S");
            ChildProcess worker = start("worker", programs.workerCommand(), settings);
            processes.awaitReady(worker, () -> worker.hasLogged("ready: worker"));
        }
    }

    /** What an operator says. */
    void drain(String change) {
        operate("/admin/drain", change);
    }

    void operate(String path, String json) {
        if (!health.putAsOperator(managementPort, path, TOKEN, json)) {
            throw new IllegalStateException(path + " did not take " + json);
        }
    }

    /** How long the order system takes for a call from now on. */
    void downstreamTakes(int millis) {
        if (!health.put(downstreamPort, "/admin", "{\"latencyMillis\":" + millis + "}")) {
            throw new IllegalStateException("the order system did not change");
        }
    }

    String api() {
        return "http://127.0.0.1:" + gatewayPort;
    }

    String bootstrapServers() {
        return "127.0.0.1:" + brokerPort;
    }

    int rehearsalPort() {
        return rehearsalPort;
    }

    @Override
    public void close() {
        processes.close();
        folder.removeBrokerFiles();
    }
}
