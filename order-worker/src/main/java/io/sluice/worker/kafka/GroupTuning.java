package io.sluice.worker.kafka;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.AlterConfigOp.OpType;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the broker to be quick about our group. Settings of a group need no restart, and each is asked for alone, so that one
 * that is refused costs nothing else.
 *
 * <p>Assigning at once: since Kafka 4.4 a broker computes assignments on the side and at most once a second, and a member
 * learns of the result with its next heartbeat. Fit for groups of thousands, but each join and each death would cost our
 * fleet a heartbeat more. Allowed on a broker with default settings.
 *
 * <p>A heartbeat a second: while a partition changes hands nobody drains it until its new owner's next heartbeat, and all the
 * orders in it are later than their buyers were told. A broker allows this only if its {@code
 * group.consumer.min.heartbeat.interval.ms} does, which is five seconds by default and cannot be asked for from here.
 */
public final class GroupTuning {
    private static final Logger log = LoggerFactory.getLogger(GroupTuning.class);

    private GroupTuning() {}

    /** Completes in any case: without these settings partitions only change hands more slowly. */
    public static CompletionStage<Void> apply(Admin admin, String group) {
        CompletableFuture<?>[] asked = Stream.of(
                        new ConfigEntry("consumer.assignment.interval.ms", "0"),
                        new ConfigEntry("consumer.assignor.offload.enable", "false"),
                        new ConfigEntry("consumer.heartbeat.interval.ms", "1000"))
                .map(entry -> set(admin, group, entry).toCompletableFuture())
                .toArray(CompletableFuture<?>[]::new);
        return CompletableFuture.allOf(asked);
    }

    private static CompletionStage<Void> set(Admin admin, String group, ConfigEntry entry) {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.GROUP, group);
        return admin.incrementalAlterConfigs(Map.of(resource, List.of(new AlterConfigOp(entry, OpType.SET))))
                .all()
                .toCompletionStage()
                .exceptionally(failure -> {
                    log.info(
                            "the broker does not take {} of group {}, partitions change hands more slowly: {}",
                            entry.name(),
                            group,
                            failure.toString());
                    return null;
                });
    }
}
