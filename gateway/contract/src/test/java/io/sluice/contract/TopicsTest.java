package io.sluice.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;

class TopicsTest {
    private static Map<String, NewTopic> definitions(Topics topics, Optional<Short> copies, Optional<Integer> inSync) {
        return topics.definitions(6, copies, inSync, Duration.ofDays(3)).stream()
                .collect(Collectors.toMap(NewTopic::name, Function.identity()));
    }

    @Test
    void namesAreThoseOfTheContract() {
        Topics topics = new Topics("");
        assertEquals("orders", topics.orders());
        assertEquals("order-outcomes", topics.orderOutcomes());
        assertEquals("orders-dead-letter", topics.ordersDeadLetter());
        assertEquals("sluice-fleet", topics.fleet());
        assertEquals("order-cancellations", topics.orderCancellations());
        assertEquals("sluice-order-workers", topics.workerGroup());
        assertEquals("sluice-settlements-w1", topics.settlements("w1"));
    }

    @Test
    void everyNameHasThePrefix() {
        Topics topics = new Topics("eu.");
        assertEquals(
                List.of(
                        "eu.orders",
                        "eu.order-outcomes",
                        "eu.order-cancellations",
                        "eu.orders-dead-letter",
                        "eu.sluice-fleet"),
                topics.definitions(1, Optional.empty(), Optional.empty(), Duration.ofHours(1)).stream()
                        .map(NewTopic::name)
                        .toList());
        assertEquals("eu.sluice-order-workers", topics.workerGroup());
    }

    @Test
    void outcomesHaveAsManyPartitionsAsOrdersAndTheFleetLogHasOne() {
        Map<String, NewTopic> made = definitions(new Topics(""), Optional.empty(), Optional.empty());
        assertEquals(6, made.get("orders").numPartitions());
        assertEquals(6, made.get("order-outcomes").numPartitions());
        assertEquals(6, made.get("order-cancellations").numPartitions());
        assertEquals(1, made.get("sluice-fleet").numPartitions());
    }

    @Test
    void ordersAreKeptByAgeAndTheLastWordByCompaction() {
        Map<String, NewTopic> made = definitions(new Topics(""), Optional.empty(), Optional.empty());
        assertEquals(
                Map.of("cleanup.policy", "delete", "retention.ms", "259200000"),
                made.get("orders").configs());
        assertEquals(
                Map.of("cleanup.policy", "compact,delete", "retention.ms", "259200000"),
                made.get("order-outcomes").configs());
        assertEquals("delete", made.get("orders-dead-letter").configs().get("cleanup.policy"));
        assertEquals("compact", made.get("sluice-fleet").configs().get("cleanup.policy"));
    }

    @Test
    void minimumInSyncIsAskedForOnEveryTopicOrOnNone() {
        Topics topics = new Topics("");
        definitions(topics, Optional.of((short) 3), Optional.of(2)).values().forEach(topic -> {
            assertEquals(3, topic.replicationFactor());
            assertEquals("2", topic.configs().get("min.insync.replicas"), topic.name());
        });
        Map<String, NewTopic> plain = definitions(topics, Optional.of((short) 1), Optional.empty());
        assertEquals(
                Set.of("orders", "order-outcomes", "order-cancellations", "orders-dead-letter", "sluice-fleet"),
                plain.keySet());
        plain.values().forEach(topic -> assertFalse(topic.configs().containsKey("min.insync.replicas"), topic.name()));
    }

    @Test
    void replicationIsLeftToTheBrokerUnlessAskedFor() {
        definitions(new Topics(""), Optional.empty(), Optional.empty())
                .values()
                .forEach(topic -> assertEquals(-1, topic.replicationFactor(), topic.name()));
    }
}
