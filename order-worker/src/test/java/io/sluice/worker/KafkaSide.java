package io.sluice.worker;

import io.sluice.contract.MalformedRecordException;
import io.sluice.contract.OrderOutcome;
import io.sluice.contract.OutcomeRecords;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.MemberToRemove;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** What a test says to Kafka and reads from it, beside the worker. Confined to the test's thread. */
final class KafkaSide implements AutoCloseable {
    /** Only a bug makes a test wait this long; joining a group alone takes heartbeats of five seconds. */
    private static final long TIMEOUT_NANOS = 90_000_000_000L;

    private final String bootstrapServers;
    private final Admin admin;
    private final KafkaProducer<byte[], byte[]> producer;

    KafkaSide(String bootstrapServers) {
        this.bootstrapServers = bootstrapServers;
        Map<String, Object> properties = Map.of("bootstrap.servers", bootstrapServers);
        admin = Admin.create(properties);
        producer = new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** Returns when every partition has a leader that answers. */
    void create(Collection<NewTopic> topics) {
        get(admin.createTopics(topics).all().toCompletionStage().toCompletableFuture());
        // Of a batch that came before there was one and a batch after, the first would never be taken. Asked for by
        // number:
        // by name the broker might not know the topic yet, and would say so instead of waiting.
        topics.forEach(topic -> endOffsets(IntStream.range(0, topic.numPartitions())
                .mapToObj(partition -> new TopicPartition(topic.name(), partition))
                .toList()));
    }

    /** Returns when all are durable, with the place of each. */
    List<RecordMetadata> produce(List<ProducerRecord<byte[], byte[]>> records) {
        return records.stream().map(producer::send).toList().stream()
                .map(KafkaSide::get)
                .toList();
    }

    /** Outcomes by order id, from the beginning of the topic, as soon as there are so many. */
    Map<String, OrderOutcome> awaitOutcomes(String topic, int count) throws MalformedRecordException {
        Map<String, OrderOutcome> outcomes = new HashMap<>();
        for (ConsumerRecord<byte[], byte[]> record : awaitRecords(topic, count)) {
            OrderOutcome outcome = OutcomeRecords.decode(record);
            if (record.partition() != outcome.orderPartition()) {
                throw new AssertionError("the outcome of an order of another partition: " + outcome);
            }
            outcomes.put(outcome.orderId(), outcome);
        }
        return outcomes;
    }

    /** All records from the beginning of the topic, as soon as there are so many. */
    List<ConsumerRecord<byte[], byte[]>> awaitRecords(String topic, int count) {
        Map<String, Object> properties = Map.of(
                "bootstrap.servers",
                bootstrapServers,
                "enable.auto.commit",
                false,
                "isolation.level",
                "read_committed");
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = partitions(topic);
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            long endNanos = System.nanoTime() + TIMEOUT_NANOS;
            while (records.size() < count) {
                if (System.nanoTime() - endNanos > 0) {
                    throw new AssertionError("only " + records.size() + " of " + count + " records in " + topic);
                }
                consumer.poll(Duration.ofMillis(200)).forEach(records::add);
            }
        }
        return records;
    }

    /** All records that are committed, from the beginning of the topic to its end as of now. */
    List<ConsumerRecord<byte[], byte[]>> committedRecords(String topic) {
        Map<Integer, Long> ends = endOffsets(topic);
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers, "isolation.level", "read_committed"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = partitions(topic);
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            long endNanos = System.nanoTime() + TIMEOUT_NANOS;
            while (partitions.stream()
                    .anyMatch(place -> consumer.position(place) < ends.getOrDefault(place.partition(), 0L))) {
                if (System.nanoTime() - endNanos > 0) {
                    throw new AssertionError("a transaction in " + topic + " stays open");
                }
                consumer.poll(Duration.ofMillis(200)).forEach(records::add);
            }
        }
        return records;
    }

    /** A producer under a transactional id that some worker may have; whoever opens one has to close it. */
    KafkaProducer<byte[], byte[]> transactional(String transactionalId) {
        KafkaProducer<byte[], byte[]> transactional = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers, "transactional.id", transactionalId),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        transactional.initTransactions();
        return transactional;
    }

    /** A static member of a group that holds all partitions of a topic; whoever makes one has to close it. */
    KafkaConsumer<byte[], byte[]> member(String group, String id, String topic) {
        KafkaConsumer<byte[], byte[]> member = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        bootstrapServers,
                        "group.protocol",
                        "consumer",
                        "group.id",
                        group,
                        "group.instance.id",
                        id,
                        "enable.auto.commit",
                        false,
                        "auto.offset.reset",
                        "earliest"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        member.subscribe(List.of(topic));
        long endNanos = System.nanoTime() + TIMEOUT_NANOS;
        while (member.assignment().isEmpty()) {
            if (System.nanoTime() - endNanos > 0) {
                throw new AssertionError("no partition for " + id);
            }
            member.poll(Duration.ofMillis(50));
        }
        return member;
    }

    /** Ends what a worker has begun to settle, as a survivor does. */
    void fence(String transactionalId) {
        get(admin.fenceProducers(List.of(transactionalId))
                .all()
                .toCompletionStage()
                .toCompletableFuture());
    }

    /** Takes its partitions from a member, as a survivor does. */
    void evict(String group, String member) {
        get(admin.removeMembersFromConsumerGroup(
                        group, new RemoveMembersFromConsumerGroupOptions(List.of(new MemberToRemove(member))))
                .all()
                .toCompletionStage()
                .toCompletableFuture());
    }

    private List<TopicPartition> partitions(String topic) {
        return get(admin.describeTopics(List.of(topic))
                        .allTopicNames()
                        .toCompletionStage()
                        .toCompletableFuture())
                .get(topic)
                .partitions()
                .stream()
                .map(partition -> new TopicPartition(topic, partition.partition()))
                .toList();
    }

    /** Ends of the partitions that hold anything. */
    Map<Integer, Long> endOffsets(String topic) {
        return endOffsets(partitions(topic));
    }

    private Map<Integer, Long> endOffsets(List<TopicPartition> partitions) {
        Map<TopicPartition, OffsetSpec> question = new HashMap<>();
        partitions.forEach(partition -> question.put(partition, OffsetSpec.latest()));
        Map<Integer, Long> ends = new TreeMap<>();
        get(admin.listOffsets(question).all().toCompletionStage().toCompletableFuture())
                .forEach((partition, end) -> {
                    if (end.offset() > 0) {
                        ends.put(partition.partition(), end.offset());
                    }
                });
        return ends;
    }

    Map<Integer, Long> committedOffsets(String group) {
        Map<Integer, Long> committed = new TreeMap<>();
        get(admin.listConsumerGroupOffsets(group)
                        .partitionsToOffsetAndMetadata()
                        .toCompletionStage()
                        .toCompletableFuture())
                .forEach((partition, offset) -> committed.put(partition.partition(), offset.offset()));
        return committed;
    }

    /** Members of a group by their static id, with the number of their partitions. */
    Map<String, Integer> members(String group) {
        Map<String, Integer> members = new TreeMap<>();
        for (MemberDescription member : describe(group)) {
            members.put(
                    member.groupInstanceId().orElse(member.consumerId()),
                    member.assignment().topicPartitions().size());
        }
        return members;
    }

    private Collection<MemberDescription> describe(String group) {
        try {
            return admin.describeConsumerGroups(List.of(group))
                    .all()
                    .get()
                    .get(group)
                    .members();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof GroupIdNotFoundException) {
                return List.of();
            }
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns when exactly these are members and each has a partition. */
    void awaitMembersWithPartitions(String group, Set<String> ids) {
        long endNanos = System.nanoTime() + TIMEOUT_NANOS;
        Map<String, Integer> members = members(group);
        while (!members.keySet().equals(ids) || members.containsValue(0)) {
            if (System.nanoTime() - endNanos > 0) {
                throw new AssertionError("members of " + group + " are " + members);
            }
            // Kafka tells nobody when a group has settled: it has to be asked again and again.
            LockSupport.parkNanos(50_000_000);
            members = members(group);
        }
    }

    private static <T> T get(Future<T> future) {
        try {
            return future.get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(5));
        admin.close(Duration.ofSeconds(5));
    }
}
