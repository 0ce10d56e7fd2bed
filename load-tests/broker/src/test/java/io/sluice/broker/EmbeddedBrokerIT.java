package io.sluice.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 2, unit = TimeUnit.MINUTES)
final class EmbeddedBrokerIT {
    private static final String TOPIC = "parcels";

    @TempDir
    Path folder;

    @Test
    void givesBackWhatWasProduced() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(EmbeddedBroker.Options.defaults())) {
            createTopic(broker, Optional.empty());
            produce(broker, "one", "two");

            assertEquals(List.of("one", "two"), consume(broker, 2));
        }
    }

    @Test
    void keepsRecordsAndPortWhenStartedAgainOnTheSameFolder() throws Exception {
        EmbeddedBroker.Options options = EmbeddedBroker.Options.defaults().withData(folder);
        String addressBefore;
        try (EmbeddedBroker broker = EmbeddedBroker.start(options)) {
            addressBefore = broker.bootstrapServers();
            createTopic(broker, Optional.empty());
            produce(broker, "kept");
        }

        try (EmbeddedBroker broker = EmbeddedBroker.start(options)) {
            assertEquals(addressBefore, broker.bootstrapServers());
            assertEquals(List.of("kept"), consume(broker, 1));
        }
    }

    @Test
    void threeBrokersKeepThreeCopies() throws Exception {
        try (EmbeddedBroker broker =
                EmbeddedBroker.start(EmbeddedBroker.Options.defaults().withBrokers(3))) {
            assertEquals(3, broker.bootstrapServers().split(",").length);
            assertEquals(3, createTopic(broker, Optional.empty()));
            produce(broker, "copied");

            assertEquals(List.of("copied"), consume(broker, 1));
        }
    }

    @Test
    void namesThePortThatIsTaken() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            EmbeddedBroker.Options options = EmbeddedBroker.Options.defaults().withPort(taken.getLocalPort());

            IllegalStateException refusal =
                    assertThrows(IllegalStateException.class, () -> EmbeddedBroker.start(options));

            assertTrue(refusal.getMessage().startsWith("port " + taken.getLocalPort() + " on 127.0.0.1 is taken"));
        }
    }

    @Test
    void doesNotShareAFolderOrTakeItForAnotherSize() {
        EmbeddedBroker.Options options = EmbeddedBroker.Options.defaults().withData(folder);
        try (EmbeddedBroker broker = EmbeddedBroker.start(options)) {
            IllegalStateException inUse =
                    assertThrows(IllegalStateException.class, () -> EmbeddedBroker.start(options));
            assertTrue(inUse.getMessage().contains("in use"), inUse.getMessage());
            assertFalse(broker.bootstrapServers().isEmpty());
        }

        IllegalStateException otherSize =
                assertThrows(IllegalStateException.class, () -> EmbeddedBroker.start(options.withBrokers(3)));
        assertTrue(otherSize.getMessage().contains("cluster of 1 broker"), otherSize.getMessage());
    }

    @Test
    void doesNotCreateATopicThatNobodyAskedFor() throws Exception {
        try (EmbeddedBroker broker =
                        EmbeddedBroker.start(EmbeddedBroker.Options.defaults().withData(folder));
                Admin admin = admin(broker)) {
            try (KafkaConsumer<String, String> consumer = consumer(broker)) {
                consumer.partitionsFor("misspelt", Duration.ofSeconds(1));
            } catch (org.apache.kafka.common.errors.TimeoutException | UnsupportedOperationException e) {
                // How a client notices is its own affair; what counts is that nothing was created.
            }
            assertTrue(admin.listTopics().names().get().isEmpty());
        }
        assertTrue(Files.exists(folder.resolve("cluster.properties")));
    }

    /** The replicas that it has got, as told by the controller: another broker may not know the topic yet. */
    private static int createTopic(EmbeddedBroker broker, Optional<Short> replication) throws Exception {
        try (Admin admin = admin(broker)) {
            return admin.createTopics(List.of(new NewTopic(TOPIC, Optional.of(1), replication)))
                    .replicationFactor(TOPIC)
                    .get();
        }
    }

    private static void produce(EmbeddedBroker broker, String... values)
            throws ExecutionException, InterruptedException {
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(clientOf(broker), new StringSerializer(), new StringSerializer())) {
            for (String value : values) {
                producer.send(new ProducerRecord<>(TOPIC, "key", value)).get();
            }
        }
    }

    private static List<String> consume(EmbeddedBroker broker, int count) {
        List<String> values = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer = consumer(broker)) {
            consumer.subscribe(List.of(TOPIC));
            while (values.size() < count) {
                for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofSeconds(1))) {
                    values.add(record.value());
                }
            }
        }
        return values;
    }

    private static KafkaConsumer<String, String> consumer(EmbeddedBroker broker) {
        Map<String, Object> settings = new java.util.HashMap<>(clientOf(broker));
        settings.put("group.id", "readers");
        settings.put("group.protocol", "consumer");
        settings.put("auto.offset.reset", "earliest");
        return new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer());
    }

    private static Admin admin(EmbeddedBroker broker) {
        return Admin.create(clientOf(broker));
    }

    private static Map<String, Object> clientOf(EmbeddedBroker broker) {
        return Map.of("bootstrap.servers", broker.bootstrapServers());
    }
}
