package io.sluice.worker.kafka;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetCommitCallback;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/** Kafka's mock consumer, which forgets its commits when it is closed; this one keeps them. */
final class CommitRecorder extends MockConsumer<byte[], byte[]> {
    private final List<Map<Integer, Long>> commits = new ArrayList<>();
    private boolean refusesNext;

    CommitRecorder() {
        super("earliest");
    }

    /** Every commit so far: partition and offset. */
    synchronized List<Map<Integer, Long>> commits() {
        return List.copyOf(commits);
    }

    synchronized void refuseNextCommit() {
        refusesNext = true;
    }

    @Override
    public synchronized void commitAsync(
            Map<TopicPartition, OffsetAndMetadata> offsets, OffsetCommitCallback callback) {
        if (refusesNext) {
            refusesNext = false;
            callback.onComplete(offsets, new TimeoutException("no answer"));
            return;
        }
        Map<Integer, Long> commit = new TreeMap<>();
        offsets.forEach((partition, offset) -> commit.put(partition.partition(), offset.offset()));
        commits.add(commit);
        super.commitAsync(offsets, callback);
    }
}
