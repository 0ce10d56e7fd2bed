package io.sluice.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.contract.FleetRecord.Mode;
import io.sluice.contract.InvalidSettingsException;
import io.sluice.contract.Settings;
import io.sluice.contract.TopicProvisioner;
import io.sluice.worker.dispatch.RetryPolicy;
import io.sluice.worker.fleet.InitialDrain;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class WorkerConfigTest {
    private static final Map<String, String> REQUIRED = Map.of("SLUICE_DOWNSTREAM_URL", "http://orders.example/v1");

    private static WorkerConfig config(Map<String, String> values) {
        Settings settings = Settings.of(values);
        WorkerConfig config = WorkerConfig.of(settings);
        settings.complete();
        return config;
    }

    private static List<String> errors(Map<String, String> values) {
        return assertThrows(InvalidSettingsException.class, () -> config(values))
                .errors();
    }

    private static Map<String, String> requiredAnd(String key, String value) {
        Map<String, String> values = new TreeMap<>(REQUIRED);
        values.put(key, value);
        return values;
    }

    @Test
    void theDefaultsAreThese() {
        WorkerConfig config = config(REQUIRED);
        assertEquals(
                new WorkerConfig(
                        new TopicProvisioner.Options(12, Optional.empty(), Duration.ofDays(3)),
                        config.workerId(),
                        new InitialDrain(null, Mode.FIXED, ""),
                        1,
                        Duration.ofMillis(400),
                        "127.0.0.1",
                        8091,
                        URI.create("http://orders.example/v1"),
                        Duration.ofSeconds(5),
                        256,
                        1_000_000,
                        new RetryPolicy.Options(8, Duration.ofMillis(500), Duration.ofSeconds(30)),
                        null,
                        null,
                        Duration.ofSeconds(20)),
                config);
    }

    @Test
    void everyKeyIsRead() {
        Map<String, String> values = Map.ofEntries(
                Map.entry("SLUICE_ORDERS_PARTITIONS", "24"),
                Map.entry("SLUICE_TOPIC_REPLICATION", "3"),
                Map.entry("SLUICE_ORDERS_RETENTION", "PT24H"),
                Map.entry("SLUICE_WORKER_ID", "worker-7"),
                Map.entry("SLUICE_DRAIN_RATE_PER_SECOND", "812.5"),
                Map.entry("SLUICE_DRAIN_RATE_MIN_PER_SECOND", "2.5"),
                Map.entry("SLUICE_DRAIN_MODE", "adaptive"),
                Map.entry("SLUICE_DRAIN_SCHEDULE", "UTC; 22:00-06:00=1000"),
                Map.entry("SLUICE_FLEET_LEASE", "PT2S"),
                Map.entry("SLUICE_HTTP_HOST", "0.0.0.0"),
                Map.entry("SLUICE_MANAGEMENT_PORT", "0"),
                Map.entry("SLUICE_DOWNSTREAM_URL", "https://orders.example/"),
                Map.entry("SLUICE_DOWNSTREAM_TIMEOUT", "PT3S"),
                Map.entry("SLUICE_DRAIN_MAX_IN_FLIGHT", "64"),
                Map.entry("SLUICE_SEEN_ORDERS_MAX", "20000"),
                Map.entry("SLUICE_RETRY_ATTEMPTS_MAX", "5"),
                Map.entry("SLUICE_RETRY_BACKOFF", "PT1S"),
                Map.entry("SLUICE_RETRY_BACKOFF_MAX", "PT1M"),
                Map.entry("SLUICE_ORDER_DEADLINE", "PT10M"),
                Map.entry("SLUICE_OTLP_ENDPOINT", "http://collector.example:4318"),
                Map.entry("SLUICE_STOP_TIMEOUT", "PT7S"));
        assertEquals(
                new WorkerConfig(
                        new TopicProvisioner.Options(24, Optional.of((short) 3), Duration.ofDays(1)),
                        "worker-7",
                        new InitialDrain(812.5, Mode.ADAPTIVE, "UTC; 22:00-06:00=1000"),
                        2.5,
                        Duration.ofSeconds(2),
                        "0.0.0.0",
                        0,
                        URI.create("https://orders.example/"),
                        Duration.ofSeconds(3),
                        64,
                        20_000,
                        new RetryPolicy.Options(5, Duration.ofSeconds(1), Duration.ofMinutes(1)),
                        Duration.ofMinutes(10),
                        URI.create("http://collector.example:4318"),
                        Duration.ofSeconds(7)),
                config(values));
    }

    @Test
    void anIdIsMadeUpForEachWorkerThatHasNone() {
        String id = config(REQUIRED).workerId();
        assertTrue(id.matches("[A-Za-z0-9._-]{1,100}"), id);
        assertNotEquals(id, config(REQUIRED).workerId());
    }

    @Test
    void allErrorsAreToldAtOnce() {
        List<String> errors = errors(Map.of(
                "SLUICE_WORKER_ID", "worker 7",
                "SLUICE_DRAIN_RATE_PER_SECOND", "0",
                "SLUICE_DRAIN_MAX_IN_FLIGHT", "0",
                "SLUICE_FLEET_LEASE", "PT0.1S",
                "SLUICE_MANAGEMENT_PORT", "70000",
                "SLUICE_WORKERS", "3"));
        List<String> keys = errors.stream()
                .map(error -> error.substring(0, error.indexOf(' ')))
                .sorted()
                .toList();
        assertEquals(
                List.of(
                        "SLUICE_DOWNSTREAM_URL",
                        "SLUICE_DRAIN_MAX_IN_FLIGHT",
                        "SLUICE_DRAIN_RATE_PER_SECOND",
                        "SLUICE_FLEET_LEASE",
                        "SLUICE_MANAGEMENT_PORT",
                        "SLUICE_WORKERS",
                        "SLUICE_WORKER_ID"),
                keys,
                errors.toString());
    }

    @Test
    void theDownstreamIsRequired() {
        assertEquals(List.of("SLUICE_DOWNSTREAM_URL is required"), errors(Map.of()));
    }

    @Test
    void waitsCannotShrinkFromTheFirstToTheLongest() {
        assertEquals(
                List.of("SLUICE_RETRY_BACKOFF must not exceed SLUICE_RETRY_BACKOFF_MAX: waits grow from the one to the"
                        + " other"),
                errors(requiredAnd("SLUICE_RETRY_BACKOFF", "PT31S")));
    }

    @Test
    void aModeIsOneOfThree() {
        assertEquals(
                List.of("SLUICE_DRAIN_MODE must be fixed, adaptive or recommend, not 'fast'"),
                errors(requiredAnd("SLUICE_DRAIN_MODE", "fast")));
    }

    @Test
    void aScheduleThatIsNotUnderstoodSaysWhy() {
        assertEquals(
                List.of("SLUICE_DRAIN_SCHEDULE is not understood: 'Berlin' is no time zone; a schedule begins with one,"
                        + " such as Europe/Berlin or UTC"),
                errors(requiredAnd("SLUICE_DRAIN_SCHEDULE", "Berlin; 22:00-06:00=1000")));
    }

    @Test
    void keysOfTheGatewayAreNoErrorHere() {
        config(requiredAnd("SLUICE_HTTP_PORT", "8080"));
    }
}
