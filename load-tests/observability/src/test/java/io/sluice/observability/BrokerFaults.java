package io.sluice.observability;

import io.sluice.contract.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;

/** What somebody with too many rights does to the orders topic. Thread-safe; blocks. */
final class BrokerFaults implements AutoCloseable {
    private final Admin admin;
    private final String orders = new Topics("").orders();

    BrokerFaults(String bootstrapServers) {
        admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers));
    }

    void keepOrdersFor(Duration retention) throws InterruptedException, ExecutionException {
        admin.incrementalAlterConfigs(Map.of(
                        new ConfigResource(ConfigResource.Type.TOPIC, orders),
                        List.of(new AlterConfigOp(
                                new ConfigEntry("retention.ms", "" + retention.toMillis()), AlterConfigOp.OpType.SET))))
                .all()
                .get();
    }

    /** Deletes all but the last order of each partition, drained or not. */
    void deleteOrders() throws InterruptedException, ExecutionException {
        int partitions = admin.describeTopics(List.of(orders))
                .allTopicNames()
                .get()
                .get(orders)
                .partitions()
                .size();
        Map<TopicPartition, OffsetSpec> ends = IntStream.range(0, partitions)
                .mapToObj(partition -> new TopicPartition(orders, partition))
                .collect(Collectors.toMap(partition -> partition, partition -> OffsetSpec.latest()));
        Map<TopicPartition, RecordsToDelete> toDelete = admin.listOffsets(ends).all().get().entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        end -> RecordsToDelete.beforeOffset(
                                Math.max(0, end.getValue().offset() - 1))));
        admin.deleteRecords(toDelete).all().get();
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(1));
    }
}
