package io.sluice.gateway.kafka;

import io.sluice.contract.Topics;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many copies of our topics are in sync: an accepted order is as safe as the fewest. Asks every few seconds without
 * waiting, so a cluster that does not answer holds up nobody; then nothing is known. Asked by one thread; reading is thread-safe.
 */
final class ReplicaCensus {
    private static final Logger log = LoggerFactory.getLogger(ReplicaCensus.class);
    private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final int TIMEOUT_MILLIS = 3_000;

    private final Admin admin;
    private final List<String> topics;
    private final LongSupplier nanoClock;
    private long askedNanos;
    private volatile Count count = Count.UNKNOWN;

    /**
     * What was counted.
     *
     * @param inSyncMin in-sync replicas of the partition that has the fewest; NaN = not known
     * @param underReplicated partitions that lack a replica; NaN = not known
     */
    record Count(double inSyncMin, double underReplicated) {
        static final Count UNKNOWN = new Count(Double.NaN, Double.NaN);

        static Count of(Collection<TopicDescription> topics) {
            var partitions = topics.stream()
                    .flatMap(topic -> topic.partitions().stream())
                    .toList();
            return new Count(
                    partitions.stream()
                            .mapToDouble(partition -> partition.isr().size())
                            .min()
                            .orElse(Double.NaN),
                    partitions.stream()
                            .filter(partition -> partition.isr().size()
                                    < partition.replicas().size())
                            .count());
        }
    }

    ReplicaCensus(Admin admin, Topics topics, LongSupplier nanoClock) {
        this.admin = admin;
        this.topics = List.of(
                topics.orders(),
                topics.orderOutcomes(),
                topics.orderCancellations(),
                topics.ordersDeadLetter(),
                topics.fleet());
        this.nanoClock = nanoClock;
        askedNanos = nanoClock.getAsLong() - INTERVAL_NANOS;
    }

    /** Asks if the last answer is old. */
    void ask() {
        if (nanoClock.getAsLong() - askedNanos < INTERVAL_NANOS) {
            return;
        }
        askedNanos = nanoClock.getAsLong();
        var unused = admin.describeTopics(topics, new DescribeTopicsOptions().timeoutMs(TIMEOUT_MILLIS))
                .allTopicNames()
                .whenComplete((found, failure) -> {
                    if (failure != null) {
                        log.debug("replicas are not known: {}", failure.toString());
                    }
                    count = found == null ? Count.UNKNOWN : Count.of(found.values());
                });
    }

    Count count() {
        return count;
    }
}
