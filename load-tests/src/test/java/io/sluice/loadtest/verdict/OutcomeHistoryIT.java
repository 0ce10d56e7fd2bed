package io.sluice.loadtest.verdict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.broker.EmbeddedBroker;
import io.sluice.contract.OrderOutcome;
import io.sluice.contract.OutcomeRecords;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OutcomeHistoryIT {
    private static final String TOPIC = "order-outcomes";

    /** Of today, or the broker may delete them as too old. */
    private static final long ACCEPTED_AT_MILLIS = System.currentTimeMillis();

    private static final long SETTLED_AT_MILLIS = ACCEPTED_AT_MILLIS + 1_000;

    @Test
    void writesEveryOutcomeOfAllPartitionsEvenARepeatedOne(@TempDir Path directory) throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(EmbeddedBroker.Options.defaults())) {
            Map<String, Object> servers = Map.of("bootstrap.servers", broker.bootstrapServers());
            try (Admin admin = Admin.create(servers)) {
                admin.createTopics(List.of(new NewTopic(TOPIC, 2, (short) 1)))
                        .all()
                        .get(30, TimeUnit.SECONDS);
            }
            CountDownLatch seen = new CountDownLatch(3);
            try (OutcomeHistory history = OutcomeHistory.start(
                            broker.bootstrapServers(), TOPIC, directory, line -> seen.countDown());
                    KafkaProducer<byte[], byte[]> producer =
                            new KafkaProducer<>(servers, new ByteArraySerializer(), new ByteArraySerializer())) {
                for (OrderOutcome outcome : List.of(outcome("A", 0), outcome("B", 1), outcome("A", 0))) {
                    producer.send(OutcomeRecords.encode(TOPIC, outcome)).get(30, TimeUnit.SECONDS);
                }
                assertTrue(seen.await(30, TimeUnit.SECONDS));
                assertNull(history.mishap());
            }
        }

        List<String> lines = Files.readAllLines(directory.resolve("outcomes.csv"));
        assertEquals(4, lines.size());
        assertEquals(
                Set.of(
                        "A,confirmed,1," + ACCEPTED_AT_MILLIS + "," + SETTLED_AT_MILLIS + ",0,7",
                        "B,confirmed,1," + ACCEPTED_AT_MILLIS + "," + SETTLED_AT_MILLIS + ",1,7"),
                lines.stream().skip(1).collect(Collectors.toSet()));
    }

    private static OrderOutcome outcome(String id, int partition) {
        return new OrderOutcome(
                id, OrderOutcome.Kind.CONFIRMED, null, 1, ACCEPTED_AT_MILLIS, SETTLED_AT_MILLIS, 0, partition, 7);
    }
}
