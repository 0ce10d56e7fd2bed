package io.sluice.worker.kafka;

import java.util.Collection;
import java.util.List;
import java.util.Map;
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
 * Asks the broker to assign partitions of our group at once. Since Kafka 4.4 a broker computes assignments on the side
 * and at most once a second, and a member learns of the result with its next heartbeat, five seconds later: fit for
 * groups of thousands, but each join and each death would cost our fleet a heartbeat more. Both settings belong to the
 * group, need no restart, and every value is allowed on a broker with default settings.
 */
public final class GroupTuning {
    private static final Logger log = LoggerFactory.getLogger(GroupTuning.class);

    private GroupTuning() {}

    /** Completes in any case: an older broker assigns at once anyway, and without the right to ask, it only takes longer. */
    public static CompletionStage<Void> apply(Admin admin, String group) {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.GROUP, group);
        Collection<AlterConfigOp> settings = Stream.of(
                        new ConfigEntry("consumer.assignment.interval.ms", "0"),
                        new ConfigEntry("consumer.assignor.offload.enable", "false"))
                .map(entry -> new AlterConfigOp(entry, OpType.SET))
                .toList();
        return admin.incrementalAlterConfigs(Map.of(resource, List.copyOf(settings)))
                .all()
                .toCompletionStage()
                .exceptionally(failure -> {
                    log.info("the broker keeps its own pace of assigning partitions: {}", failure.toString());
                    return null;
                });
    }
}
