package io.sluice.worker.kafka;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many orders wait in this worker's partitions, fetched or not: asks the brokers for the ends now and then, as a
 * paused consumer hears nothing of them. Thread-safe.
 */
public final class BacklogProbe {
    private static final Logger log = LoggerFactory.getLogger(BacklogProbe.class);

    private final Admin admin;
    private final String topic;
    private final KafkaOrderFeed feed;
    private final AtomicBoolean asking = new AtomicBoolean();
    private volatile Map<Integer, Long> ends = Map.of();

    public BacklogProbe(Admin admin, String topic, KafkaOrderFeed feed) {
        this.admin = admin;
        this.topic = topic;
        this.feed = feed;
    }

    /** Asks for the ends, unless an earlier question is still open. Returns at once. */
    public void ask() {
        Map<TopicPartition, OffsetSpec> question = new HashMap<>();
        feed.nextOffsets()
                .keySet()
                .forEach(partition -> question.put(new TopicPartition(topic, partition), OffsetSpec.latest()));
        if (question.isEmpty() || !asking.compareAndSet(false, true)) {
            return;
        }
        var unused = admin.listOffsets(question).all().whenComplete((answer, failure) -> {
            asking.set(false);
            if (failure == null) {
                note(answer);
            } else {
                log.debug("the ends of the orders topic are not known: {}", failure.toString());
            }
        });
    }

    private void note(Map<TopicPartition, ListOffsetsResultInfo> answer) {
        Map<Integer, Long> latest = new HashMap<>();
        answer.forEach((partition, info) -> latest.put(partition.partition(), info.offset()));
        ends = latest;
    }

    /** Orders not tried yet, as of the last answer. */
    public long backlog() {
        Map<Integer, Long> known = ends;
        long unfetched = 0;
        for (Map.Entry<Integer, Long> next : feed.nextOffsets().entrySet()) {
            unfetched += Math.max(0, known.getOrDefault(next.getKey(), 0L) - next.getValue());
        }
        return unfetched + feed.buffered();
    }
}
