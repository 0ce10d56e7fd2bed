package io.sluice.loadtest.rig;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The programs of a system under test and how each is started: its command line and its settings. Immutable.
 *
 * @param loadTests our own jar, or the classes that we run from
 */
public record Programs(Path loadTests, Path gateway, Path worker) {
    /** Heap of a gateway that few watch. */
    public static final int GATEWAY_HEAP_MIB = 384;

    // Touched before use, or the first collections wait for pages.
    private static final List<String> SMALL_JVM =
            List.of("-XX:+AlwaysPreTouch", "-XX:-UsePerfData", "-XX:MetaspaceSize=128m", "-Dfile.encoding=UTF-8");
    // Six JVMs share what may be two cores: quick to start, and no compiler threads that fight the measurement. What is
    // compiled only after 200 calls is compiled in the middle of the crowd, when nobody has time for it.
    private static final List<String> QUICK_START =
            List.of("-XX:TieredStopAtLevel=1", "-XX:CompileThresholdScaling=0.1");
    private static final String HOST = "127.0.0.1:";
    private static final long STOCK_PIECES_AMPLE = 1_000_000;

    /** The jars that were built beside ours, but for those named. */
    public static Programs built(@Nullable Path gateway, @Nullable Path worker) {
        return new Programs(
                own(),
                gateway == null ? sibling("gateway") : gateway,
                worker == null ? sibling("order-worker") : worker);
    }

    /** Where this very code was loaded from. */
    private static Path own() {
        try {
            return Path.of(Programs.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException("the class path is not made of files", e);
        }
    }

    /** The folder named {@code target} that we run from. */
    public static Path ownTarget() {
        Path parent = own().toAbsolutePath().getParent();
        return parent == null ? Path.of("target") : parent;
    }

    /** A sibling module's jar, seen from our own. */
    private static Path sibling(String module) {
        return ownTarget()
                .resolve("../../" + module + "/target/sluice-" + module + ".jar")
                .normalize();
    }

    /**
     * Makes sure that these are there.
     *
     * @throws IllegalStateException if one is not
     */
    public static void requireBuilt(Path... needed) {
        List<Path> missing =
                List.of(needed).stream().filter(jar -> !Files.exists(jar)).toList();
        if (!missing.isEmpty()) {
            throw new IllegalStateException("not built yet: " + missing + "; try mvn package -DskipTests");
        }
    }

    /** A real Kafka on this port, that keeps its data here. */
    public List<String> brokerCommand(int port, Path data) {
        return own(heap(512), "broker", "--port", "" + port, "--data", "" + data);
    }

    /** The reference order system. */
    public List<String> downstreamCommand(int port, double capacityPerSecond, Path history) {
        return downstreamCommand(port, capacityPerSecond, STOCK_PIECES_AMPLE, history);
    }

    /** The reference order system with so many pieces of each SKU. */
    public List<String> downstreamCommand(int port, double capacityPerSecond, long stockPieces, Path history) {
        return own(
                clockHeap(512),
                "downstream",
                "--port",
                "" + port,
                "--capacity",
                String.format(Locale.ROOT, "%.0f", capacityPerSecond),
                "--stock",
                "" + stockPieces,
                "--history",
                "" + history);
    }

    /** A gateway; it takes nothing but settings. */
    public List<String> gatewayCommand() {
        return gatewayCommand(GATEWAY_HEAP_MIB);
    }

    /**
     * A gateway with a heap of this size. A large one is measured for itself: its code is compiled as in production, and its
     * young heap is not so small that it would be emptied too often past all its watchers.
     */
    public List<String> gatewayCommand(int heapMib) {
        return heapMib <= GATEWAY_HEAP_MIB
                ? java(heap(heapMib), "-jar", gateway.toString())
                : java(
                        List.of("-Xms" + heapMib + "m", "-Xmx" + heapMib + "m", "-XX:+UseG1GC"),
                        List.of(),
                        "-jar",
                        gateway.toString());
    }

    /** Settings of a gateway. */
    public static Map<String, String> gatewaySettings(int brokerPort, int port, int managementPort) {
        return Map.of(
                "SLUICE_KAFKA_BOOTSTRAP_SERVERS", HOST + brokerPort,
                "SLUICE_HTTP_PORT", "" + port,
                "SLUICE_MANAGEMENT_PORT", "" + managementPort);
    }

    /** An order-worker; it takes nothing but settings. */
    public List<String> workerCommand() {
        List<String> command = new ArrayList<>(heap(256, 128));
        // What lives through a collection there is an order that waits, for seconds: to be copied once, not twice.
        command.add("-XX:MaxTenuringThreshold=0");
        return java(command, "-jar", worker.toString());
    }

    /** Settings of a worker of this name; {@code managementPort} 0 = any free one. */
    public static Map<String, String> workerSettings(
            String name, int brokerPort, int downstreamPort, double ratePerSecond, int managementPort) {
        return new TreeMap<>(Map.of(
                "SLUICE_KAFKA_BOOTSTRAP_SERVERS",
                HOST + brokerPort,
                "SLUICE_DOWNSTREAM_URL",
                "http://" + HOST + downstreamPort + "/orders",
                "SLUICE_DRAIN_RATE_PER_SECOND",
                String.format(Locale.ROOT, "%s", ratePerSecond),
                "SLUICE_WORKER_ID",
                name,
                "SLUICE_MANAGEMENT_PORT",
                "" + managementPort));
    }

    /** Another command of our own, in a process of its own. */
    public List<String> ownCommand(int heapMib, String... arguments) {
        return own(heap(heapMib), arguments);
    }

    private List<String> own(List<String> heap, String... arguments) {
        List<String> command = new ArrayList<>(
                loadTests.toString().endsWith(".jar")
                        ? java(heap, "-jar", loadTests.toString())
                        : java(heap, "-cp", System.getProperty("java.class.path"), "io.sluice.loadtest.LoadTestMain"));
        command.addAll(List.of(arguments));
        return command;
    }

    private static List<String> java(List<String> heap, String... arguments) {
        return java(heap, QUICK_START, arguments);
    }

    private static List<String> java(List<String> heap, List<String> compilation, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(heap);
        command.addAll(SMALL_JVM);
        command.addAll(compilation);
        command.addAll(List.of(arguments));
        return command;
    }

    /**
     * Heap of one process. A collection stops everything for as long as it copies, so young heaps are small: ten
     * milliseconds often instead of eighty now and then. A worker keeps few orders, so a collection takes three
     * milliseconds however large its young heap is, and each costs it the calls of that time: it has few of them.
     */
    private static List<String> heap(int mib) {
        return heap(mib, mib / 8);
    }

    private static List<String> heap(int mib, int youngMib) {
        return List.of("-Xms" + mib + "m", "-Xmx" + mib + "m", "-XX:+UseSerialGC", "-Xmn" + youngMib + "m");
    }

    /**
     * The order system is the clock by which calls are judged: its collections have to be over before anybody could tell.
     * A concurrent collector is no help on two cores, as its own threads then keep the clock waiting.
     */
    private static List<String> clockHeap(int mib) {
        return heap(mib, 8);
    }
}
