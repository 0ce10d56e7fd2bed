package io.sluice.testbroker;

import io.sluice.broker.EmbeddedBroker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * The Kafka of an integration test. The tests are the same on both kinds; {@code SLUICE_TEST_BROKER} says on which they run:
 *
 * <ul>
 *   <li>{@code container}: the official image by Testcontainers, or the one that {@code SLUICE_TEST_KAFKA_IMAGE} names
 *   <li>{@code embedded}: the one from Maven artifacts, which needs nothing but the JVM
 *   <li>{@code auto}, the default: a container where a Docker engine can be seen, else embedded
 * </ul>
 *
 * <p>Thread-safe.
 */
public final class TestBroker implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(TestBroker.class);
    private static final String OFFICIAL_IMAGE = "apache/kafka";
    private static final String IMAGE = OFFICIAL_IMAGE + ":4.4.0";
    private static final Path DOCKER_SOCKET = Path.of("/var/run/docker.sock");

    private final String bootstrapServers;
    private final Stop stop;

    /** Ends what was started. */
    private interface Stop {
        void run();
    }

    private TestBroker(String bootstrapServers, Stop stop) {
        this.bootstrapServers = bootstrapServers;
        this.stop = stop;
    }

    /**
     * Starts a broker without data and returns when it takes requests.
     *
     * @throws IllegalStateException if the kind that was asked for is none, or cannot run
     */
    public static TestBroker start() {
        return start(System.getenv());
    }

    static TestBroker start(Map<String, String> environment) {
        String kind = environment.getOrDefault("SLUICE_TEST_BROKER", "auto");
        return switch (kind) {
            case "container" -> container(environment);
            case "embedded" -> embedded();
            case "auto" -> isDockerInSight(environment) ? container(environment) : embedded();
            default ->
                throw new IllegalStateException(
                        "SLUICE_TEST_BROKER must be container, embedded or auto, not '" + kind + "'");
        };
    }

    /** Cheap, and quiet where there is none: Testcontainers itself would look everywhere and tell of each failure. */
    static boolean isDockerInSight(Map<String, String> environment) {
        return environment.containsKey("DOCKER_HOST") || Files.exists(DOCKER_SOCKET);
    }

    private static TestBroker embedded() {
        EmbeddedBroker broker = EmbeddedBroker.start(EmbeddedBroker.Options.defaults());
        log.info("testing on the embedded broker at {}", broker.bootstrapServers());
        return new TestBroker(broker.bootstrapServers(), broker::close);
    }

    @SuppressWarnings("resource") // closed by close()
    private static TestBroker container(Map<String, String> environment) {
        DockerImageName image = DockerImageName.parse(environment.getOrDefault("SLUICE_TEST_KAFKA_IMAGE", IMAGE))
                .asCompatibleSubstituteFor(OFFICIAL_IMAGE);
        KafkaContainer container = new KafkaContainer(image)
                // As the embedded one: a misspelt topic must be an error.
                .withEnv("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false");
        container.start();
        log.info("testing on {} at {}", image, container.getBootstrapServers());
        return new TestBroker(container.getBootstrapServers(), container::stop);
    }

    /** Where clients connect. */
    public String bootstrapServers() {
        return bootstrapServers;
    }

    /** Stops it; its data go with it. */
    @Override
    public void close() {
        stop.run();
    }
}
