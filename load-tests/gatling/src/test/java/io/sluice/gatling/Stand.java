package io.sluice.gatling;

import io.sluice.broker.LoopbackPorts;
import io.sluice.loadtest.rig.ChildProcess;
import io.sluice.loadtest.rig.HealthProbe;
import io.sluice.loadtest.rig.ProcessGroup;
import io.sluice.loadtest.rig.Programs;
import io.sluice.loadtest.rig.RunFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A broker, the order system, a gateway and a worker as real processes, for load from outside. Confined to one thread. */
final class Stand implements AutoCloseable {
    private static final String CALLS_FILE = "calls.csv";
    private static final int HEAP_MIB = 256;
    private static final Path GATLING = Path.of("target", "sluice-gatling.jar");

    private final Programs programs = Programs.built(null, null);
    private final HealthProbe health = new HealthProbe();
    private final List<Integer> ports = new LoopbackPorts("127.0.0.1").free(4);
    private final int brokerPort = ports.get(0);
    private final int downstreamPort = ports.get(1);
    private final int gatewayPort = ports.get(2);
    private final int managementPort = ports.get(3);
    private final RunFolder folder;
    private final ProcessGroup processes;

    private Stand(Path directory) throws IOException {
        folder = RunFolder.prepare(directory, List.of(CALLS_FILE));
        processes = new ProcessGroup(
                directory.resolve("logs"), List.of("worker", "gateway", "downstream", "broker"), System::nanoTime);
    }

    /** Starts all of it and returns when orders are taken and drained. */
    static Stand start(Path directory, int ratePerSecond) throws IOException, InterruptedException {
        Stand stand = new Stand(directory);
        try {
            stand.startAll(ratePerSecond);
        } catch (IOException | InterruptedException | RuntimeException e) {
            stand.close();
            throw e;
        }
        return stand;
    }

    private void startAll(int ratePerSecond) throws IOException, InterruptedException {
        ChildProcess broker =
                processes.start("broker", programs.brokerCommand(brokerPort, folder.brokerFiles()), Map.of());
        ChildProcess downstream = processes.start(
                "downstream", programs.downstreamCommand(downstreamPort, 2.0 * ratePerSecond, calls()), Map.of());
        processes.awaitReady(broker, () -> broker.hasLogged("broker ready"));
        processes.awaitReady(downstream, () -> health.isReady(downstreamPort));
        ChildProcess gateway = processes.start(
                "gateway",
                programs.gatewayCommand(),
                Programs.gatewaySettings(brokerPort, gatewayPort, managementPort));
        processes.awaitReady(gateway, () -> health.isReady(managementPort));
        ChildProcess worker = processes.start(
                "worker",
                programs.workerCommand(),
                Programs.workerSettings("worker-1", brokerPort, downstreamPort, ratePerSecond, 0));
        processes.awaitReady(worker, () -> worker.hasLogged("ready: worker"));
    }

    /** Our driver, in a process of its own. */
    List<String> driverCommand(Path scenario, Path out) {
        return programs.ownCommand(
                HEAP_MIB,
                "run",
                scenario.toString(),
                "--gateway",
                gateway(),
                "--bootstrap",
                "127.0.0.1:" + brokerPort,
                "--calls",
                calls().toString(),
                "--out",
                out.toString());
    }

    /** Gatling, in a process of its own that is compiled as quickly. */
    List<String> gatlingCommand(Path scenario, Path out) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + HEAP_MIB + "m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dscenario=" + scenario,
                "-DbaseUrl=" + gateway(),
                "-Dhistory=" + out,
                "-jar",
                GATLING.toString(),
                "-s",
                ScenarioSimulation.class.getName(),
                "-rf",
                out.toString(),
                "-nr");
    }

    private String gateway() {
        return "http://127.0.0.1:" + gatewayPort;
    }

    /** The history that the order system writes. */
    private Path calls() {
        return folder.directory().resolve(CALLS_FILE);
    }

    @Override
    public void close() {
        processes.close();
        folder.removeBrokerFiles();
    }
}
