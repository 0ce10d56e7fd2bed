package io.sluice.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.contract.InvalidSettingsException;
import io.sluice.contract.Setting;
import io.sluice.contract.Settings;
import io.sluice.contract.TopicProvisioner;
import io.sluice.gateway.admission.InFlightLimit;
import io.sluice.gateway.http.TlsFiles;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GatewayConfigTest {
    @TempDir
    private Path directory;

    private Path keys;
    private Path schema;

    @BeforeEach
    void name() {
        keys = directory.resolve("keys");
        schema = directory.resolve("schema.json");
    }

    @Test
    void hasDefaultsForEverything() {
        GatewayConfig config = GatewayConfig.of(Settings.of(Map.of()));

        assertEquals(new GatewayConfig.Listen("127.0.0.1", 8080, null, false, 8081), config.listen());
        assertEquals(Duration.ofSeconds(20), config.stopTimeout());
        assertEquals("/customerId", config.orderForm().key().text());
        assertEquals("/items/*/sku", config.orderForm().skus().text());
        assertEquals(new InFlightLimit.Bounds(10_000, 64 << 20), config.inFlight());
        assertEquals(Duration.ofSeconds(1), config.kafkaStallMax());
        assertEquals(1_000_000, config.statusOrdersMax());
        assertEquals(60_000, config.watchersMax());
        assertEquals(Duration.ofMinutes(15), config.maxWait());
        assertEquals(Set.of(), config.corsOrigins());
        assertEquals(new GatewayConfig.Clients(null, null), config.clients());
        assertNull(config.tracing());
        assertEquals("orders", config.topics().orders());
        assertEquals(new TopicProvisioner.Options(12, Optional.empty(), Duration.ofDays(3)), config.newTopics());
        assertEquals(
                Map.of("bootstrap.servers", "127.0.0.1:9092"), config.kafka().operatorAdmin());
    }

    @Test
    void readsEveryKeyThatIsTheGateways() throws IOException {
        Map<String, String> told = new TreeMap<>(Map.of(
                "SLUICE_KAFKA_BOOTSTRAP_SERVERS", "k:1",
                "SLUICE_TOPIC_PREFIX", "t-",
                "SLUICE_ORDERS_PARTITIONS", "3",
                "SLUICE_TOPIC_REPLICATION", "2",
                "SLUICE_ORDERS_RETENTION", "PT1H",
                "SLUICE_HTTP_HOST", "0.0.0.0",
                "SLUICE_HTTP_PORT", "0",
                "SLUICE_MANAGEMENT_PORT", "0",
                "SLUICE_STOP_TIMEOUT", "PT3S"));
        told.putAll(Map.of(
                "SLUICE_ORDER_KEY", "/a/b",
                "SLUICE_IN_FLIGHT_ORDERS_MAX", "5",
                "SLUICE_IN_FLIGHT_BYTES_MAX", "300000",
                "SLUICE_KAFKA_STALL_MAX", "PT2S",
                "SLUICE_STATUS_ORDERS_MAX", "9",
                "SLUICE_WATCHERS_MAX", "8",
                "SLUICE_MAX_WAIT", "PT1M",
                "SLUICE_ADMIN_TOKEN", "0123456789abcdef",
                "SLUICE_CORS_ORIGINS", "https://a.example, http://b.example:81",
                "SLUICE_KAFKA_LINGER_MS", "7"));
        told.put("SLUICE_HTTP2_CLEARTEXT", "on");
        told.put("SLUICE_TLS_CERTIFICATE", "chain.pem");
        told.put("SLUICE_TLS_KEY", "key.pem");
        told.put("SLUICE_ORDER_SKUS", "/lines/*/article");
        Files.writeString(keys, "shop:" + "0".repeat(64));
        told.put("SLUICE_API_KEYS_FILE", keys.toString());
        Files.writeString(schema, "{}");
        told.put("SLUICE_ORDER_SCHEMA", schema.toString());
        told.put("SLUICE_CLIENT_RATE_PER_SECOND", "2.5");
        told.put("SLUICE_OTLP_ENDPOINT", "https://collector.example/otlp");
        told.put("SLUICE_TRACE_SAMPLE_RATIO", "0.5");
        GatewayConfig config = GatewayConfig.of(Settings.of(told));

        assertEquals(
                new GatewayConfig.Listen(
                        "0.0.0.0", 0, new TlsFiles.Paths(Path.of("chain.pem"), Path.of("key.pem")), true, 0),
                config.listen());
        assertEquals(Duration.ofSeconds(3), config.stopTimeout());
        assertEquals("/a/b", config.orderForm().key().text());
        assertEquals("/lines/*/article", config.orderForm().skus().text());
        assertEquals(new InFlightLimit.Bounds(5, 300_000), config.inFlight());
        assertEquals(Duration.ofSeconds(2), config.kafkaStallMax());
        assertEquals(9, config.statusOrdersMax());
        assertEquals(8, config.watchersMax());
        assertEquals(Duration.ofMinutes(1), config.maxWait());
        assertEquals(Set.of("https://a.example", "http://b.example:81"), config.corsOrigins());
        assertEquals(new GatewayConfig.Tracing(URI.create("https://collector.example/otlp"), 0.5), config.tracing());
        assertEquals("t-orders", config.topics().orders());
        assertEquals(new TopicProvisioner.Options(3, Optional.of((short) 2), Duration.ofHours(1)), config.newTopics());
        assertEquals(
                Map.of("bootstrap.servers", "k:1", "linger.ms", "7"),
                config.kafka().operatorProducer());
        assertEquals(Map.of("bootstrap.servers", "k:1"), config.kafka().operatorConsumer());
        // How the process logs is read before, by itself.
        Set<Setting> readElsewhere = Set.of(Setting.LOG_FORMAT, Setting.LOG_LEVEL);
        List<String> untried = new ArrayList<>();
        for (Setting setting : Setting.values()) {
            boolean isRead = setting.reader() != Setting.Reader.WORKER && !readElsewhere.contains(setting);
            if (isRead && !told.containsKey(setting.key())) {
                untried.add(setting.key());
            }
        }
        assertEquals(2.5, config.clients().ratePerSecond());
        assertEquals(1, config.clients().keysFile().keys().size());
        assertNotNull(config.orderForm().schema());
        assertEquals(List.of(), untried);
    }

    @Test
    void namesWhatIsWrongWithASchema() throws IOException {
        Files.writeString(schema, "{\"type\":\"objekt\"}");

        List<String> errors = errors(Map.of("SLUICE_ORDER_SCHEMA", schema.toString()));
        assertTrue(errors.get(0).startsWith("SLUICE_ORDER_SCHEMA " + schema + ": /type "), errors.get(0));
    }

    @Test
    void namesEveryLineOfAFileOfKeysThatIsWrongAndQuotesNone() throws IOException {
        Files.writeString(
                keys, "shop:" + "0".repeat(64) + "\nsecret\n# a comment\na b:" + "1".repeat(64) + "\nshop:12");

        List<String> errors = errors(Map.of("SLUICE_API_KEYS_FILE", keys.toString()));
        assertEquals(3, errors.size(), errors.toString());
        assertTrue(errors.get(0).contains(": line 2 must begin"), errors.get(0));
        assertTrue(errors.get(1).contains(": line 4 must begin"), errors.get(1));
        assertTrue(errors.get(2).contains(": line 5 must end"), errors.get(2));
        assertFalse(errors.toString().contains("secret"));
        assertTrue(errors(Map.of("SLUICE_API_KEYS_FILE", keys + "-not-there"))
                .get(0)
                .contains("cannot be read"));
    }

    @Test
    void namesAllErrorsAtOnce() {
        List<String> errors = errors(Map.of(
                "SLUICE_HTTP_PORT", "70000",
                "SLUICE_ORDER_KEY", "customerId",
                "SLUICE_ORDER_SKUS", "items",
                "SLUICE_MAX_WAIT", "15m",
                "SLUICE_CORS_ORIGINS", "shop.example",
                "SLUICE_KAFKA_TRANSACTIONAL_ID", "t",
                "SLUICE_HTTP_PROT", "1"));

        assertEquals(7, errors.size(), errors.toString());
        assertTrue(errors.get(0).contains("SLUICE_HTTP_PORT"), errors.get(0));
    }

    @Test
    void wantsALongAdminTokenAndNeverShowsIt() {
        for (String token : List.of("0123456789abcde", "0123456789 abcdef", "0123456789abcdeé")) {
            List<String> errors = errors(Map.of("SLUICE_ADMIN_TOKEN", token));
            assertEquals(1, errors.size());
            assertFalse(errors.get(0).contains("0123"), errors.get(0));
        }
        Settings settings = Settings.of(Map.of("SLUICE_ADMIN_TOKEN", "0123456789abcdef"));
        assertFalse(GatewayConfig.of(settings).toString().contains("0123"));
        assertEquals("******", settings.effective(Setting.Reader.GATEWAY).get("SLUICE_ADMIN_TOKEN"));
    }

    @Test
    void keepsBuyersAwayFromTheManagementPort() {
        assertEquals(
                1,
                errors(Map.of("SLUICE_HTTP_PORT", "9000", "SLUICE_MANAGEMENT_PORT", "9000"))
                        .size());
    }

    @Test
    void wantsBothACertificateAndItsKey() {
        List<String> wanted = List.of("SLUICE_TLS_CERTIFICATE and SLUICE_TLS_KEY are needed both, or neither");
        assertEquals(wanted, errors(Map.of("SLUICE_TLS_CERTIFICATE", "chain.pem")));
        assertEquals(wanted, errors(Map.of("SLUICE_TLS_KEY", "key.pem")));
    }

    @Test
    void wantsAPlainWordForHttp2() {
        assertEquals(
                List.of("SLUICE_HTTP2_CLEARTEXT must be on or off, not 'yes'"),
                errors(Map.of("SLUICE_HTTP2_CLEARTEXT", "yes")));
    }

    @Test
    void wantsAnAddressForSpansAndAShareToSample() {
        assertEquals(
                List.of(
                        "SLUICE_OTLP_ENDPOINT must be an http or https address, not 'collector:4318'",
                        "SLUICE_TRACE_SAMPLE_RATIO must be a number from 0 to 1, not '1.5'"),
                errors(Map.of("SLUICE_OTLP_ENDPOINT", "collector:4318", "SLUICE_TRACE_SAMPLE_RATIO", "1.5")));
        // Wrong where it is not used yet, too: who switches the export on later should not be surprised.
        assertEquals(1, errors(Map.of("SLUICE_TRACE_SAMPLE_RATIO", "a tenth")).size());
    }

    private static List<String> errors(Map<String, String> told) {
        return assertThrows(InvalidSettingsException.class, () -> GatewayConfig.of(Settings.of(told)))
                .errors();
    }
}
