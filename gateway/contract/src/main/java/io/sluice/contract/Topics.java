package io.sluice.contract;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.NewTopic;

/** The names of everything of ours that lives in Kafka, and how the topics are made. Immutable. */
public final class Topics {
    private final String prefix;

    /** @param prefix put before every name; empty for none */
    public Topics(String prefix) {
        this.prefix = prefix;
    }

    /** Accepted orders; the value is the body as posted. Keyed by the order key, partitioned by Kafka's default rule. */
    public String orders() {
        return prefix + "orders";
    }

    /** One outcome for each settled order, keyed by order id, in the partition number of its order. */
    public String orderOutcomes() {
        return prefix + "order-outcomes";
    }

    /** Buyers' wishes to take an order back, keyed by order id, in the partition number of the order. */
    public String orderCancellations() {
        return prefix + "order-cancellations";
    }

    /** Orders given up on, with the reason in headers. */
    public String ordersDeadLetter() {
        return prefix + "orders-dead-letter";
    }

    /** Leases, rate, holds: one partition, hence one order of events for the whole fleet. */
    public String fleet() {
        return prefix + "sluice-fleet";
    }

    /** The consumer group of the order-workers, whose committed offsets say what is drained. */
    public String workerGroup() {
        return prefix + "sluice-order-workers";
    }

    /** The transactional id under which a worker settles orders: one for each worker, so that a survivor can fence it. */
    public String settlements(String workerId) {
        return prefix + "sluice-settlements-" + workerId;
    }

    /**
     * What to create on a cluster that has nothing of ours yet.
     *
     * @param replication replicas of each topic; empty = the broker's default
     * @param minInSync in-sync replicas that an acknowledgement stands for; empty = the broker's default
     */
    public List<NewTopic> definitions(
            int ordersPartitions, Optional<Short> replication, Optional<Integer> minInSync, Duration ordersRetention) {
        String retentionMillis = Long.toString(ordersRetention.toMillis());
        List<NewTopic> topics = List.of(
                new NewTopic(orders(), Optional.of(ordersPartitions), replication)
                        .configs(Map.of("cleanup.policy", "delete", "retention.ms", retentionMillis)),
                // Compaction keeps the last outcome of an order; deletion by age bounds the topic all the same.
                new NewTopic(orderOutcomes(), Optional.of(ordersPartitions), replication)
                        .configs(Map.of("cleanup.policy", "compact,delete", "retention.ms", retentionMillis)),
                // A wish is as old as its order, and one of each order is enough.
                new NewTopic(orderCancellations(), Optional.of(ordersPartitions), replication)
                        .configs(Map.of("cleanup.policy", "compact,delete", "retention.ms", retentionMillis)),
                // A person has to look at these: a week, as that may be a Monday.
                new NewTopic(ordersDeadLetter(), Optional.of(ordersPartitions), replication)
                        .configs(Map.of("cleanup.policy", "delete", "retention.ms", "604800000")),
                // Read from the start by every joiner, so kept small: the last record of each key, compacted often.
                new NewTopic(fleet(), Optional.of(1), replication)
                        .configs(Map.of(
                                "cleanup.policy",
                                "compact",
                                "segment.ms",
                                "600000",
                                "min.cleanable.dirty.ratio",
                                "0.1",
                                "delete.retention.ms",
                                "60000")));
        if (minInSync.isEmpty()) {
            return topics;
        }
        return topics.stream()
                .map(topic -> topic.configs(with(topic.configs(), "min.insync.replicas", minInSync.get())))
                .toList();
    }

    private static Map<String, String> with(Map<String, String> configs, String key, int value) {
        Map<String, String> extended = new java.util.TreeMap<>(configs);
        extended.put(key, Integer.toString(value));
        return extended;
    }
}
