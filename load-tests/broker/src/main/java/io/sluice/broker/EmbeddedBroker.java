package io.sluice.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;
import org.jspecify.annotations.Nullable;

/**
 * A real Kafka cluster (KRaft, every node broker and controller) in this JVM, from Kafka's own Maven artifacts.
 *
 * <p>Settings that a product depends on, such as group and session timeouts, are Kafka's defaults: what copes with this
 * cluster copes with an untouched one. Stopping a node here is always orderly; whoever wants to see a crash runs it in a
 * process of its own and kills that. Rejected: Kafka's test kit, which is an internal API, is not published for every
 * version and brings JUnit along. Thread-safe.
 */
public final class EmbeddedBroker implements AutoCloseable {
    private final ClusterFiles files;
    private final NodeSettings settings;
    private final List<KafkaRaftServer> nodes;
    private final String bootstrapServers;
    private final @Nullable Path temporary;
    private boolean closed;

    private EmbeddedBroker(
            ClusterFiles files,
            NodeSettings settings,
            List<KafkaRaftServer> nodes,
            String bootstrapServers,
            @Nullable Path temporary) {
        this.files = files;
        this.settings = settings;
        this.nodes = nodes;
        this.bootstrapServers = bootstrapServers;
        this.temporary = temporary;
    }

    /**
     * What to start.
     *
     * @param host address to listen on
     * @param port port of the first broker; 0 = the one it had before, else any free one
     * @param brokers how many nodes
     * @param data where everything is kept, and found again at the next start; null = a temporary folder that goes with
     *     {@link #close()}
     * @param groupHeartbeatMin how often a consumer group may ask for heartbeats at most, {@code
     *     group.consumer.min.heartbeat.interval.ms}; no more than Kafka's default
     */
    public record Options(
            String host, int port, int brokers, @Nullable Path data, Duration groupHeartbeatMin) {
        /** As Kafka has it unless it is told otherwise. */
        private static final Duration GROUP_HEARTBEAT = Duration.ofSeconds(5);

        public Options {
            if (port < 0 || port > 65_535) {
                throw new IllegalArgumentException("port " + port + " is not between 0 and 65535");
            }
            if (brokers < 1 || brokers > 9) {
                throw new IllegalArgumentException("brokers " + brokers + " is not between 1 and 9");
            }
            if (groupHeartbeatMin.toMillis() < 1 || groupHeartbeatMin.compareTo(GROUP_HEARTBEAT) > 0) {
                throw new IllegalArgumentException(
                        "the least interval of heartbeats " + groupHeartbeatMin + " is not between PT0.001S and PT5S");
            }
        }

        /** One broker on any free port of the loopback interface, with a temporary folder. */
        public static Options defaults() {
            return new Options("127.0.0.1", 0, 1, null, GROUP_HEARTBEAT);
        }

        public Options withPort(int newPort) {
            return new Options(host, newPort, brokers, data, groupHeartbeatMin);
        }

        public Options withBrokers(int newBrokers) {
            return new Options(host, port, newBrokers, data, groupHeartbeatMin);
        }

        public Options withData(Path newData) {
            return new Options(host, port, brokers, newData, groupHeartbeatMin);
        }
    }

    /**
     * Starts the cluster and returns when every broker takes requests. A folder that holds a cluster is continued, also
     * after a crash.
     *
     * @throws IllegalStateException if a port is taken, or the folder belongs to a cluster of another size or is in use
     */
    public static EmbeddedBroker start(Options options) {
        Path temporary = options.data() == null ? temporaryFolder() : null;
        try {
            return start(options, temporary == null ? options.data() : temporary, temporary);
        } catch (RuntimeException e) {
            deleteIfGiven(temporary);
            throw e;
        }
    }

    private static EmbeddedBroker start(Options options, @Nullable Path folder, @Nullable Path temporary) {
        if (folder == null) {
            throw new IllegalStateException("no folder for the data");
        }
        LoopbackPorts ports = new LoopbackPorts(options.host());
        ClusterFiles files = ClusterFiles.open(folder, options, ports);
        try {
            files.brokerPorts().forEach(ports::requireFree);
            NodeSettings settings = new NodeSettings(
                    options.host(),
                    files.brokerPorts(),
                    ports.free(options.brokers()),
                    folder,
                    options.groupHeartbeatMin());
            files.format(settings);
            List<KafkaRaftServer> nodes = new ArrayList<>();
            for (int node = 1; node <= options.brokers(); node++) {
                nodes.add(new KafkaRaftServer(settings.config(node), Time.SYSTEM));
            }
            String addresses = files.brokerPorts().stream()
                    .map(port -> options.host() + ":" + port)
                    .collect(Collectors.joining(","));
            EmbeddedBroker broker = new EmbeddedBroker(files, settings, nodes, addresses, temporary);
            broker.startNodes();
            return broker;
        } catch (RuntimeException e) {
            files.close();
            throw e;
        }
    }

    private void startNodes() {
        try {
            onEveryNode(KafkaRaftServer::startup);
        } catch (RuntimeException e) {
            throw new IllegalStateException("Kafka did not start on " + bootstrapServers + ": " + e.getMessage(), e);
        }
    }

    /** Where clients connect: host:port of every broker, comma-separated. */
    public String bootstrapServers() {
        return bootstrapServers;
    }

    /** Stops one node, the first being 1, in an orderly way; the others go on as long as they are most. */
    public synchronized void stopNode(int node) {
        KafkaRaftServer server = nodes.get(node - 1);
        server.shutdown();
        server.awaitShutdown();
    }

    /** Starts a node again that was stopped, where it was. */
    public synchronized void startNode(int node) {
        KafkaRaftServer server = new KafkaRaftServer(settings.config(node), Time.SYSTEM);
        nodes.set(node - 1, server);
        server.startup();
    }

    /** Stops every node in an orderly way; what is on disk stays unless the folder was temporary. Safe to repeat. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            onEveryNode(node -> {
                node.shutdown();
                node.awaitShutdown();
            });
        } finally {
            files.close();
            deleteIfGiven(temporary);
        }
    }

    /** All at once: a node starts only with a quorum, and stops quickly only while there still is one. */
    private void onEveryNode(Consumer<KafkaRaftServer> step) {
        CompletableFuture<?>[] steps = new CompletableFuture<?>[nodes.size()];
        for (int i = 0; i < steps.length; i++) {
            KafkaRaftServer node = nodes.get(i);
            String name = "embedded-broker-" + (i + 1);
            steps[i] = CompletableFuture.runAsync(() -> step.accept(node), task -> new Thread(task, name).start());
        }
        try {
            CompletableFuture.allOf(steps).join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    private static Path temporaryFolder() {
        try {
            return Files.createTempDirectory("sluice-broker-");
        } catch (IOException e) {
            throw new UncheckedIOException("no temporary folder for the broker's data", e);
        }
    }

    private static void deleteIfGiven(@Nullable Path folder) {
        if (folder == null) {
            return;
        }
        try (Stream<Path> entries = Files.walk(folder)) {
            for (Path entry : entries.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(entry);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the broker's temporary folder cannot be deleted", e);
        }
    }
}
