package io.sluice.loadtest.demo;

import io.sluice.contract.MetricName;
import io.sluice.loadtest.rig.ChildProcess;
import io.sluice.loadtest.rig.Courtesy;
import io.sluice.loadtest.rig.Courtesy.Place;
import io.sluice.loadtest.rig.HealthProbe;
import io.sluice.loadtest.rig.ProcessGroup;
import io.sluice.loadtest.rig.Programs;
import io.sluice.loadtest.rig.RunFolder;
import io.sluice.loadtest.verdict.Histories;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.ToDoubleFunction;

/**
 * Broker, downstream, gateway and workers as processes of their own: when each is started and when it counts as ready.
 * Started by one thread; may be stopped by any, at any time and more than once.
 */
final class DemoSystem implements AutoCloseable {
    private final Programs programs;
    private final Ports ports;
    private final RunFolder folder;
    private final double rate;
    private final HealthProbe health = new HealthProbe();
    private final ProcessGroup processes;
    private boolean politeCrowd;

    DemoSystem(Programs programs, Ports ports, RunFolder folder, double rate, LongSupplier nanoTime) {
        this.programs = programs;
        this.ports = ports;
        this.folder = folder;
        this.rate = rate;
        this.processes = new ProcessGroup(
                folder.directory().resolve("logs"), List.of("worker-", "gateway", "downstream", "broker"), nanoTime);
    }

    /**
     * Starts everything and returns when all of it is ready.
     *
     * @throws IllegalStateException if a process ends or is not ready in time; the message has its last log lines
     */
    void start() throws IOException, InterruptedException {
        ChildProcess broker =
                processes.start("broker", programs.brokerCommand(ports.broker(), folder.brokerFiles()), Map.of());
        ChildProcess downstream = processes.start(
                "downstream",
                programs.downstreamCommand(
                        ports.downstream(), rate, folder.directory().resolve(Histories.CALLS_FILE)),
                Map.of());
        processes.awaitReady(broker, () -> broker.hasLogged("ready"));
        List<ChildProcess> pending = new ArrayList<>(List.of(startGateway()));
        for (int i = 0; i < ports.workers().size(); i++) {
            pending.add(startWorker(i));
        }
        processes.awaitReady(downstream, () -> health.isReady(ports.downstream()));
        processes.awaitReady(pending.get(0), () -> health.isReady(ports.gatewayManagement()));
        for (int i = 0; i < ports.workers().size(); i++) {
            int port = ports.workers().get(i);
            processes.awaitReady(pending.get(i + 1), () -> health.isReady(port));
        }
        // A member learns of its partitions with a heartbeat, five seconds apart: the sale opens when all are drained.
        processes.awaitReady(pending.get(1), this::arePartitionsAssigned);
        Courtesy.place(Place.FIRST, List.of(downstream.id()));
        politeCrowd = Courtesy.place(
                        Place.BEHIND_THE_MEASURED,
                        List.of(
                                broker.id(),
                                pending.get(0).id(),
                                ProcessHandle.current().pid()))
                && Courtesy.place(
                        Place.BEHIND_THE_CLOCK,
                        pending.stream().skip(1).map(ChildProcess::id).toList());
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
        return processes.start(
                "gateway",
                programs.gatewayCommand(),
                Programs.gatewaySettings(ports.broker(), ports.gateway(), ports.gatewayManagement()));
    }

    private ChildProcess startWorker(int index) throws IOException {
        String name = "worker-" + (index + 1);
        int managementPort = ports.workers().get(index);
        return processes.start(
                name,
                programs.workerCommand(),
                Programs.workerSettings(name, ports.broker(), ports.downstream(), rate, managementPort));
    }

    /** Whether crowd, broker and gateway run at a lower priority than the workers, and these than the order system. */
    boolean isCrowdPolite() {
        return politeCrowd;
    }

    HealthProbe health() {
        return health;
    }

    String bootstrapServers() {
        return "127.0.0.1:" + ports.broker();
    }

    ProcessGroup processes() {
        return processes;
    }

    @Override
    public void close() {
        processes.close();
    }
}
