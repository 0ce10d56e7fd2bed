package io.sluice.broker;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import kafka.server.KafkaConfig;

/**
 * The server properties of each node: small enough for a laptop, safe by the same rules as in production, and with
 * Kafka's defaults for all that a client can notice. Immutable.
 */
final class NodeSettings {
    static final String CONTROLLER_LISTENER = "CONTROLLER";
    private static final String BROKER_LISTENER = "BROKER";

    private final String host;
    private final List<Integer> brokerPorts;
    private final List<Integer> controllerPorts;
    private final Path data;
    private final Duration groupHeartbeatMin;

    /** @param controllerPorts may differ from start to start: only the ids of the voters are remembered */
    NodeSettings(
            String host,
            List<Integer> brokerPorts,
            List<Integer> controllerPorts,
            Path data,
            Duration groupHeartbeatMin) {
        this.host = host;
        this.brokerPorts = brokerPorts;
        this.controllerPorts = controllerPorts;
        this.data = data.toAbsolutePath();
        this.groupHeartbeatMin = groupHeartbeatMin;
    }

    /** @param node counts from 1 */
    Path folder(int node) {
        return data.resolve("node-" + node);
    }

    KafkaConfig config(int node) {
        return KafkaConfig.fromProps(properties(node), false);
    }

    Properties properties(int node) {
        Properties properties = new Properties();
        String brokerAddress = BROKER_LISTENER + "://" + host + ":" + brokerPorts.get(node - 1);
        properties.setProperty("node.id", Integer.toString(node));
        properties.setProperty("process.roles", "broker,controller");
        properties.setProperty("log.dirs", folder(node).toString());
        properties.setProperty(
                "listeners",
                brokerAddress + "," + CONTROLLER_LISTENER + "://" + host + ":" + controllerPorts.get(node - 1));
        properties.setProperty("advertised.listeners", brokerAddress);
        properties.setProperty("inter.broker.listener.name", BROKER_LISTENER);
        properties.setProperty("controller.listener.names", CONTROLLER_LISTENER);
        properties.setProperty(
                "listener.security.protocol.map", BROKER_LISTENER + ":PLAINTEXT," + CONTROLLER_LISTENER + ":PLAINTEXT");
        properties.setProperty("controller.quorum.voters", voters());
        properties.setProperty("group.consumer.min.heartbeat.interval.ms", Long.toString(groupHeartbeatMin.toMillis()));
        addSafety(properties);
        addSize(properties);
        return properties;
    }

    private String voters() {
        return IntStream.rangeClosed(1, brokerPorts.size())
                .mapToObj(node -> node + "@" + host + ":" + controllerPorts.get(node - 1))
                .collect(Collectors.joining(","));
    }

    private void addSafety(Properties properties) {
        String replicas = Integer.toString(Math.min(3, brokerPorts.size()));
        String inSync = brokerPorts.size() >= 3 ? "2" : "1";
        properties.setProperty("default.replication.factor", replicas);
        properties.setProperty("min.insync.replicas", inSync);
        properties.setProperty("offsets.topic.replication.factor", replicas);
        properties.setProperty("transaction.state.log.replication.factor", replicas);
        properties.setProperty("transaction.state.log.min.isr", inSync);
        properties.setProperty("share.coordinator.state.topic.replication.factor", replicas);
        properties.setProperty("share.coordinator.state.topic.min.isr", inSync);
        // A misspelt topic must be an error, here as in production.
        properties.setProperty("auto.create.topics.enable", "false");
    }

    private static void addSize(Properties properties) {
        properties.setProperty("group.initial.rebalance.delay.ms", "0");
        properties.setProperty("offsets.topic.num.partitions", "3");
        properties.setProperty("transaction.state.log.num.partitions", "1");
        properties.setProperty("share.coordinator.state.topic.num.partitions", "1");
        properties.setProperty("num.network.threads", "2");
        properties.setProperty("num.io.threads", "4");
        properties.setProperty("log.cleaner.threads", "1");
        properties.setProperty("log.cleaner.dedupe.buffer.size", "2097152");
    }
}
