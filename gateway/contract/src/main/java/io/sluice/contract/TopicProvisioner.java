package io.sluice.contract;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.errors.TopicExistsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Creates the topics that are missing and says loudly when they are weaker than a buyer would want. Every process does
 * it at its start, from the one definition in {@link Topics}, so that the order in which processes start is free.
 * Blocks; not for an event loop.
 */
public final class TopicProvisioner {
    private static final Logger log = LoggerFactory.getLogger(TopicProvisioner.class);
    private static final Duration ATTEMPT_TIMEOUT = Duration.ofSeconds(15);

    private static final long RETRY_MILLIS = 250;

    private final Admin admin;
    private final Topics topics;
    private final Options options;

    /**
     * How topics are made that are not there.
     *
     * @param ordersPartitions partitions of the orders topic
     * @param replication replicas to ask for; empty = 3 where three brokers are, else the broker's default
     * @param ordersRetention how long an order is kept
     */
    public record Options(int ordersPartitions, Optional<Short> replication, Duration ordersRetention) {
        /** What the settings ask for. */
        public static Options of(Settings settings) {
            long replication = settings.number(Setting.TOPIC_REPLICATION, 1, 32_767, 0);
            return new Options(
                    (int) settings.number(Setting.ORDERS_PARTITIONS, 1, 10_000),
                    replication == 0 ? Optional.empty() : Optional.of((short) replication),
                    settings.duration(Setting.ORDERS_RETENTION, Duration.ofMinutes(1), Duration.ofDays(3650)));
        }
    }

    public TopicProvisioner(Admin admin, Topics topics, Options options) {
        this.admin = admin;
        this.topics = topics;
        this.options = options;
    }

    /**
     * Makes sure that all topics exist, waiting for Kafka as long as it takes.
     *
     * @return the number of partitions that the orders topic has, which may differ from the configured one
     * @throws InterruptedException if the process is stopped while waiting
     * @throws IllegalStateException if Kafka refuses, or the topics there do not fit together
     */
    public int awaitTopics() throws InterruptedException {
        while (true) {
            try {
                return ensureTopics();
            } catch (TimeoutException | org.apache.kafka.common.errors.RetriableException e) {
                log.info("Kafka does not answer yet ({}); trying again", e.getMessage());
                // Right after a topic is created, not every broker knows it; a moment later they do.
                TimeUnit.MILLISECONDS.sleep(RETRY_MILLIS);
            }
        }
    }

    private int ensureTopics() throws InterruptedException, TimeoutException {
        Collection<Node> brokers = get(admin.describeCluster().nodes());
        Set<String> present = get(admin.listTopics().names());
        Optional<Short> copies =
                options.replication().or(() -> brokers.size() >= 3 ? Optional.of((short) 3) : Optional.empty());
        Optional<Integer> minInSync = copies.filter(count -> count >= 3).map(count -> 2);
        List<NewTopic> definitions =
                topics.definitions(options.ordersPartitions(), copies, minInSync, options.ordersRetention());
        for (NewTopic missing : definitions.stream()
                .filter(topic -> !present.contains(topic.name()))
                .toList()) {
            try {
                get(admin.createTopics(List.of(missing)).all());
                log.info("created topic {}", missing.name());
            } catch (TopicExistsException e) {
                log.debug("another process created topic {} first", missing.name());
            }
        }
        return check(definitions.stream().map(NewTopic::name).collect(Collectors.toSet()));
    }

    private int check(Set<String> names) throws InterruptedException, TimeoutException {
        Map<String, TopicDescription> found = get(admin.describeTopics(names).allTopicNames());
        int partitions = partitions(found, topics.orders());
        for (String beside : List.of(topics.orderOutcomes(), topics.orderCancellations())) {
            if (partitions(found, beside) != partitions) {
                throw new IllegalStateException(topics.orders() + " has " + partitions + " partitions but " + beside
                        + " has " + partitions(found, beside)
                        + "; they must have as many, as what is said of an order lies in its partition number");
            }
        }
        if (partitions(found, topics.fleet()) != 1) {
            throw new IllegalStateException(
                    topics.fleet() + " must have exactly one partition: its order is the fleet's");
        }
        if (partitions != options.ordersPartitions()) {
            log.warn(
                    "{} has {} partitions; {} is not applied to it",
                    topics.orders(),
                    partitions,
                    Setting.ORDERS_PARTITIONS.key());
        }
        int copies = found.values().stream()
                .flatMap(topic -> topic.partitions().stream())
                .mapToInt(partition -> partition.replicas().size())
                .min()
                .orElse(0);
        if (copies < 3) {
            log.warn(
                    "NOT FOR PRODUCTION: topics have {} replica(s); an accepted order is lost with the disk that holds it."
                            + " Three brokers give replication 3 and min.insync.replicas 2",
                    copies);
        }
        return partitions;
    }

    private static int partitions(Map<String, TopicDescription> found, String name) {
        TopicDescription topic = found.get(name);
        return topic == null ? 0 : topic.partitions().size();
    }

    private static <T> T get(org.apache.kafka.common.KafkaFuture<T> future)
            throws InterruptedException, TimeoutException {
        try {
            return future.get(ATTEMPT_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof org.apache.kafka.common.errors.RetriableException retriable) {
                throw retriable;
            }
            if (e.getCause() instanceof TopicExistsException exists) {
                throw exists;
            }
            throw new IllegalStateException("Kafka refused: " + e.getCause(), e.getCause());
        }
    }
}
