package io.sluice.loadtest.fleet;

import io.sluice.contract.TopicProvisioner;
import io.sluice.contract.Topics;
import io.sluice.loadtest.cli.Invocation;
import io.sluice.loadtest.cli.TopicOptions;
import io.sluice.loadtest.drive.RunClock;
import io.sluice.loadtest.rig.RunOptions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code lay}: a backlog without the crowd that makes one, straight into the orders topic. What a worker then does with it
 * is for others to measure. Confined to the main thread.
 */
@Command(
        name = "lay",
        description = "Lays real orders ready in the orders topic, as a gateway would have, for workers to drain.",
        mixinStandardHelpOptions = true)
public final class LayCommand implements Callable<Integer> {
    private static final Logger log = LoggerFactory.getLogger(LayCommand.class);
    private static final Duration RETENTION = Duration.ofDays(3);

    @Mixin
    private TopicOptions where = new TopicOptions();

    @Option(
            names = "--instead-of",
            paramLabel = "PREFIX",
            description = "First deletes the topics with this prefix, drained or not: the last run's")
    private @Nullable String insteadOf;

    @Option(names = "--orders", defaultValue = "100000", description = "How many; default ${DEFAULT-VALUE}")
    private int orders;

    @Option(
            names = "--partitions",
            defaultValue = "12",
            description = "Of the orders topic where it is not there yet; default ${DEFAULT-VALUE}")
    private int partitions;

    @Mixin
    private Invocation invocation = new Invocation();

    @Override
    public Integer call() throws InterruptedException {
        invocation.check(orders >= 1 && orders <= 100_000_000, "--orders must be from 1 to 100000000");
        invocation.check(partitions >= 1 && partitions <= 1_000, "--partitions must be from 1 to 1000");
        Topics topics = where.topics();
        RunClock clock = RunOptions.clock();
        try (Admin admin =
                Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, (Object) where.bootstrapServers()))) {
            if (insteadOf != null) {
                delete(admin, new Topics(insteadOf));
            }
            new TopicProvisioner(admin, topics, new TopicProvisioner.Options(partitions, Optional.empty(), RETENTION))
                    .awaitTopics();
        }
        long startNanos = clock.nanos();
        // Orders of an earlier time would be known to have ended.
        OrderStock.untold(where.bootstrapServers(), topics, clock, "lay-" + clock.micros())
                .lay(0, orders, OrderStock.Skew.NONE);
        log.info(
                "{} orders lie in {} after {} s",
                orders,
                topics.orders(),
                (clock.nanos() - startNanos) / 1_000_000_000);
        return 0;
    }

    private void delete(Admin admin, Topics gone) throws InterruptedException {
        List<String> names = gone.definitions(partitions, Optional.empty(), Optional.empty(), RETENTION).stream()
                .map(NewTopic::name)
                .toList();
        try {
            admin.deleteTopics(names).all().get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("could not delete " + names + ": " + e.getCause(), e);
        }
    }
}
