package io.sluice.broker;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;
import org.jspecify.annotations.Nullable;

/**
 * What a cluster keeps beside Kafka's own files so that it comes back as the same one: its id and its ports. Holds a
 * lock on the folder until closed; confined to the threads that start and stop the cluster.
 */
final class ClusterFiles implements AutoCloseable {
    private static final String CLUSTER_ID = "cluster.id";
    private static final String PORTS = "broker.ports";

    private final FileChannel lock;
    private final String clusterId;
    private final List<Integer> brokerPorts;

    private ClusterFiles(FileChannel lock, String clusterId, List<Integer> brokerPorts) {
        this.lock = lock;
        this.clusterId = clusterId;
        this.brokerPorts = brokerPorts;
    }

    static ClusterFiles open(Path folder, EmbeddedBroker.Options options, LoopbackPorts ports) {
        FileChannel lock = null;
        try {
            Files.createDirectories(folder);
            lock = lock(folder);
            Path file = folder.resolve("cluster.properties");
            Properties known = read(file);
            List<Integer> brokerPorts = brokerPorts(folder, known, options, ports);
            String clusterId = known.getProperty(CLUSTER_ID, Uuid.randomUuid().toString());
            write(file, clusterId, brokerPorts);
            return new ClusterFiles(lock, clusterId, brokerPorts);
        } catch (IOException e) {
            closeIfGiven(lock);
            throw new UncheckedIOException("the data folder " + folder + " cannot be used", e);
        } catch (RuntimeException e) {
            closeIfGiven(lock);
            throw e;
        }
    }

    private static FileChannel lock(Path folder) throws IOException {
        FileChannel channel =
                FileChannel.open(folder.resolve("cluster.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock taken = null;
        try {
            taken = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            // Another cluster of this JVM has it: the same answer as for another process.
        }
        if (taken == null) {
            channel.close();
            throw new IllegalStateException("the data folder " + folder + " is in use by another broker");
        }
        return channel;
    }

    private static List<Integer> brokerPorts(
            Path folder, Properties known, EmbeddedBroker.Options options, LoopbackPorts ports) {
        List<Integer> before = Stream.of(known.getProperty(PORTS, "").split(","))
                .filter(port -> !port.isEmpty())
                .map(Integer::valueOf)
                .toList();
        if (!before.isEmpty() && before.size() != options.brokers()) {
            throw new IllegalStateException("the data folder " + folder + " holds a cluster of " + before.size()
                    + " broker(s), not " + options.brokers() + "; choose another folder");
        }
        List<Integer> chosen = new ArrayList<>(before.isEmpty() ? ports.free(options.brokers()) : before);
        if (options.port() != 0) {
            chosen.set(0, options.port());
        }
        return List.copyOf(chosen);
    }

    private static Properties read(Path file) throws IOException {
        Properties properties = new Properties();
        if (Files.exists(file)) {
            try (Reader reader = Files.newBufferedReader(file)) {
                properties.load(reader);
            }
        }
        return properties;
    }

    private static void write(Path file, String clusterId, List<Integer> brokerPorts) throws IOException {
        Properties properties = new Properties();
        properties.setProperty(CLUSTER_ID, clusterId);
        properties.setProperty(PORTS, brokerPorts.stream().map(String::valueOf).collect(Collectors.joining(",")));
        try (Writer writer = Files.newBufferedWriter(file)) {
            properties.store(writer, "Written by the embedded broker; it starts again with the same id and ports.");
        }
    }

    List<Integer> brokerPorts() {
        return brokerPorts;
    }

    /** Formats what is not formatted yet, so also what an interrupted first start left behind. */
    void format(NodeSettings settings) {
        for (int node = 1; node <= brokerPorts.size(); node++) {
            String folder = settings.folder(node).toString();
            try (PrintStream quiet = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)) {
                new Formatter()
                        .setNodeId(node)
                        .setClusterId(clusterId)
                        .addDirectory(folder)
                        .setMetadataLogDirectory(folder)
                        .setControllerListenerName(NodeSettings.CONTROLLER_LISTENER)
                        .setReleaseVersion(MetadataVersion.latestProduction())
                        .setIgnoreFormatted(true)
                        .setPrintStream(quiet)
                        .run();
            } catch (Exception e) {
                throw new IllegalStateException("the data folder " + folder + " cannot be formatted: " + e, e);
            }
        }
    }

    @Override
    public void close() {
        closeIfGiven(lock);
    }

    private static void closeIfGiven(@Nullable FileChannel channel) {
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException e) {
                throw new UncheckedIOException("the lock of the data folder cannot be released", e);
            }
        }
    }
}
