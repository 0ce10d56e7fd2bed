package io.sluice.gateway.kafka;

import io.sluice.contract.Topics;
import io.sluice.gateway.queue.Backlog;
import io.sluice.gateway.queue.Lag;
import io.sluice.gateway.queue.LostOrders;
import io.sluice.gateway.status.SettledMark;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the brokers, a few times a second, how far the orders are written and how far the workers have committed. That is
 * the lag, whoever else is alive; and that the broker answers at all tells that it is there. Runs on its own thread.
 */
public final class BrokerProbe {
    private static final Logger log = LoggerFactory.getLogger(BrokerProbe.class);

    /** Between two probes. */
    public static final Duration INTERVAL = Duration.ofMillis(300);

    /** Until a probe counts as unanswered. */
    public static final Duration TIMEOUT = Duration.ofSeconds(1);

    private static final long RETENTION_INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(10);

    /** Below every offset there is. */
    private static final long NOT_COMMITTED = -1;

    private final Admin admin;
    private final Topics topics;
    private final Backlog backlog;
    private final Lag lag;
    private final SettledMark settledMark;
    private final HeadAges headAges;
    private final LostOrders lostOrders;
    private final ReplicaCensus replicas;
    private final LongSupplier nanoClock;
    private final List<TopicPartition> orders;
    private final List<TopicPartition> outcomes;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread named = new Thread(task, "broker-probe");
        named.setDaemon(true);
        return named;
    });
    private volatile boolean answeredOnce;
    private volatile long answeredNanos;
    private volatile long retentionMillis = -1;
    private long retentionAskedNanos;
    private boolean silent;

    public BrokerProbe(
            Admin admin,
            Topics topics,
            Backlog backlog,
            Lag lag,
            SettledMark settledMark,
            HeadAges headAges,
            LongSupplier nanoClock) {
        this.admin = admin;
        this.topics = topics;
        this.backlog = backlog;
        this.lag = lag;
        this.settledMark = settledMark;
        this.headAges = headAges;
        lostOrders = new LostOrders(backlog.partitions());
        replicas = new ReplicaCensus(admin, topics, nanoClock);
        this.nanoClock = nanoClock;
        orders = partitions(topics.orders());
        outcomes = partitions(topics.orderOutcomes());
    }

    private List<TopicPartition> partitions(String topic) {
        return IntStream.range(0, backlog.partitions())
                .mapToObj(partition -> new TopicPartition(topic, partition))
                .toList();
    }

    public void start() {
        answeredNanos = nanoClock.getAsLong();
        retentionAskedNanos = nanoClock.getAsLong() - RETENTION_INTERVAL_NANOS;
        var unused = thread.scheduleWithFixedDelay(this::probe, 0, INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    }

    public void stop() {
        thread.shutdownNow();
    }

    /** Whether ends and commits are known. */
    public boolean hasAnswered() {
        return answeredOnce;
    }

    /** How long ago the brokers last answered. */
    public long silentNanos() {
        return nanoClock.getAsLong() - answeredNanos;
    }

    /** How long Kafka keeps an order; negative if that is not known, or for ever. */
    public long retentionMillis() {
        return retentionMillis;
    }

    /** Orders that were deleted undrained, as far as this gateway has seen. */
    public long lostOrders() {
        return lostOrders.total();
    }

    /** In-sync replicas of that partition of our topics which has the fewest; NaN if that is not known. */
    public double inSyncReplicasMin() {
        return replicas.count().inSyncMin();
    }

    /** Partitions of our topics that lack a replica; NaN if that is not known. */
    public double underReplicatedPartitions() {
        return replicas.count().underReplicated();
    }

    private void probe() {
        try {
            replicas.ask();
            // First the commits and then the outcomes, and of these also what no transaction has decided: see
            // SettledMark.
            long[] committed = committed();
            long[] outcomeEnds = offsets(outcomes, OffsetSpec.latest());
            long[] begins = offsets(orders, OffsetSpec.earliest());
            long[] ends = offsets(orders, OffsetSpec.latest());
            for (int partition = 0; partition < ends.length; partition++) {
                // Below the beginning there is nothing left to drain, drained or not.
                long head = Math.max(committed[partition], begins[partition]);
                settledMark.committed(partition, head, outcomeEnds[partition]);
                backlog.headSeen(partition, head);
                backlog.endSeen(partition, ends[partition]);
                lag.ordersSeen(partition, Math.max(0, ends[partition] - head));
                headAges.headSeen(partition, head, ends[partition]);
                lookForLosses(partition, committed[partition], begins[partition]);
            }
            askRetention();
            answeredNanos = nanoClock.getAsLong();
            answeredOnce = true;
            if (silent) {
                silent = false;
                log.info("the brokers answer again");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            if (!silent) {
                silent = true;
                log.warn("the brokers do not answer: {}", e.toString());
            }
        } catch (RuntimeException e) {
            // Anything else must not end the probing either.
            log.error("probing the brokers failed", e);
        }
    }

    private void lookForLosses(int partition, long committed, long begin) {
        long lost = committed == NOT_COMMITTED ? 0 : lostOrders.seen(partition, committed, begin);
        if (lost > 0) {
            log.error("Kafka has deleted {} orders of partition {} that were never settled", lost, partition);
        }
    }

    /** By partition. */
    private long[] committed() throws InterruptedException, ExecutionException, TimeoutException {
        long[] offsets = new long[orders.size()];
        Arrays.fill(offsets, NOT_COMMITTED);
        try {
            Map<TopicPartition, OffsetAndMetadata> found = get(admin.listConsumerGroupOffsets(
                            topics.workerGroup(), new ListConsumerGroupOffsetsOptions().timeoutMs(timeoutMillis()))
                    .partitionsToOffsetAndMetadata());
            for (TopicPartition partition : orders) {
                OffsetAndMetadata offset = found.get(partition);
                offsets[partition.partition()] = offset == null ? NOT_COMMITTED : offset.offset();
            }
        } catch (ExecutionException e) {
            // No worker has ever been there: nothing is committed.
            if (!(e.getCause() instanceof GroupIdNotFoundException)) {
                throw e;
            }
        }
        return offsets;
    }

    /** By partition. */
    private long[] offsets(List<TopicPartition> partitions, OffsetSpec spec)
            throws InterruptedException, ExecutionException, TimeoutException {
        long[] offsets = new long[partitions.size()];
        get(admin.listOffsets(
                                partitions.stream()
                                        .collect(Collectors.toMap(partition -> partition, partition -> spec)),
                                new ListOffsetsOptions(IsolationLevel.READ_UNCOMMITTED).timeoutMs(timeoutMillis()))
                        .all())
                .forEach((partition, found) -> offsets[partition.partition()] = found.offset());
        return offsets;
    }

    private void askRetention() throws InterruptedException, ExecutionException, TimeoutException {
        if (nanoClock.getAsLong() - retentionAskedNanos < RETENTION_INTERVAL_NANOS) {
            return;
        }
        ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, topics.orders());
        Config config = get(admin.describeConfigs(List.of(topic)).all()).get(topic);
        ConfigEntry retention = config == null ? null : config.get("retention.ms");
        retentionMillis = retention == null || retention.value() == null ? -1 : Long.parseLong(retention.value());
        retentionAskedNanos = nanoClock.getAsLong();
    }

    private static <T> T get(KafkaFuture<T> future) throws InterruptedException, ExecutionException, TimeoutException {
        return future.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static int timeoutMillis() {
        return (int) TIMEOUT.toMillis();
    }
}
