package io.sluice.loadtest.fleet;

import io.sluice.contract.MalformedRecordException;
import io.sluice.contract.OutcomeRecords;
import io.sluice.loadtest.cli.Invocation;
import io.sluice.loadtest.cli.TopicOptions;
import io.sluice.loadtest.drive.RunClock;
import io.sluice.loadtest.rig.RunOptions;
import io.sluice.loadtest.verdict.Quantiles;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.DoubleStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code outcome-delay}: how long after an order ended its outcome can be read, by a reader such as each gateway has one. The
 * worker's clock is compared with this one's, so both have to be on one machine. Confined to the main thread.
 */
@Command(
        name = "outcome-delay",
        description = "Reads outcomes as gateways do and says how long after the orders' ends they came.",
        mixinStandardHelpOptions = true)
public final class OutcomeDelayCommand implements Callable<Integer> {
    private static final Duration POLL_MAX = Duration.ofMillis(100);

    /** Of delays: a minute of the fastest drain. */
    private static final int DELAYS_MAX = 2_000_000;

    @Mixin
    private TopicOptions where = new TopicOptions();

    @Option(names = "--duration", defaultValue = "PT10S", description = "For how long; default ${DEFAULT-VALUE}")
    private Duration duration = Duration.ZERO;

    /** A cold reader is late itself. */
    @Option(
            names = "--warm-up",
            defaultValue = "PT5S",
            description = "Outcomes read before any are counted; default ${DEFAULT-VALUE}")
    private Duration warmUp = Duration.ZERO;

    @Mixin
    private Invocation invocation = new Invocation();

    private double[] delaysMillis = {};
    private int delays;

    @Override
    public Integer call() {
        delaysMillis = new double[DELAYS_MAX];
        try (Consumer<byte[], byte[]> outcomes = outcomes()) {
            RunClock clock = RunOptions.clock();
            read(outcomes, warmUp, clock);
            delays = 0;
            read(outcomes, duration, clock);
        }
        Quantiles told = Quantiles.of(DoubleStream.of(delaysMillis).limit(delays));
        String text = String.format(
                Locale.ROOT,
                "p50 %.0f ms, p99 %.0f ms, max %.0f ms, of %,d",
                told.at(0.5),
                told.at(0.99),
                told.max(),
                told.count());
        invocation.console().println(text);
        return 0;
    }

    private Consumer<byte[], byte[]> outcomes() {
        Map<String, Object> properties = Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                where.bootstrapServers(),
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false,
                ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                false,
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed");
        Consumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        String topic = where.topics().orderOutcomes();
        List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                .map(partition -> new TopicPartition(topic, partition.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToEnd(partitions);
        return consumer;
    }

    private void read(Consumer<byte[], byte[]> outcomes, Duration howLong, RunClock clock) {
        long endNanos = clock.nanos() + howLong.toNanos();
        while (clock.nanos() < endNanos) {
            for (ConsumerRecord<byte[], byte[]> record : outcomes.poll(POLL_MAX)) {
                note(record, clock);
            }
        }
    }

    private void note(ConsumerRecord<byte[], byte[]> record, RunClock clock) {
        try {
            long settledAtMillis = OutcomeRecords.decode(record).settledAtMillis();
            if (delays < DELAYS_MAX) {
                delaysMillis[delays++] = clock.micros() / 1e3 - settledAtMillis;
            }
        } catch (MalformedRecordException e) {
            throw new IllegalStateException("no outcome at " + record.partition() + "/" + record.offset(), e);
        }
    }
}
