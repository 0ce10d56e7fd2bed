package io.sluice.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {
    private static List<String> errors(Settings settings) {
        return assertThrows(InvalidSettingsException.class, settings::complete).errors();
    }

    /** The one error that comes of reading one setting with one value. */
    private static String error(Setting setting, String value, Consumer<Settings> reading) {
        Settings settings = Settings.of(Map.of(setting.key(), value));
        reading.accept(settings);
        List<String> errors = errors(settings);
        assertEquals(1, errors.size(), errors.toString());
        return errors.get(0);
    }

    @Test
    void theEnvironmentWinsOverTheFile(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("sluice.properties");
        Files.writeString(file, "SLUICE_HTTP_PORT=1111\nSLUICE_TOPIC_PREFIX=from-file.\n");
        Settings settings =
                Settings.load(new String[] {"--config", file.toString()}, Map.of("SLUICE_HTTP_PORT", "2222"));
        assertEquals(2222, settings.number(Setting.HTTP_PORT, 0, 65_535));
        assertEquals("from-file.orders", settings.topics().orders());
        settings.complete();
    }

    @Test
    void theRestOfTheEnvironmentIsNotOurs() {
        Settings settings = Settings.load(new String[0], Map.of("PATH", "/bin", "KAFKA_SLUICE_X", "1"));
        settings.complete();
        assertFalse(settings.effective(Setting.Reader.GATEWAY).containsKey("PATH"));
    }

    @Test
    void aKeyInTheFileThatIsNotOursIsAnError(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("sluice.properties");
        Files.writeString(file, "HTTP_PORT=1111\n");
        Settings settings = Settings.load(new String[] {"--config", file.toString()}, Map.of());
        assertEquals(List.of("HTTP_PORT is not a setting of Sluice; did you mean SLUICE_HTTP_PORT?"), errors(settings));
    }

    @Test
    void aFileThatCannotBeReadIsAnError(@TempDir Path folder) {
        String[] commandLine = {"--config", folder.resolve("absent.properties").toString()};
        InvalidSettingsException e =
                assertThrows(InvalidSettingsException.class, () -> Settings.load(commandLine, Map.of()));
        assertTrue(e.getMessage().contains("absent.properties cannot be read"), e.getMessage());
    }

    @Test
    void anUnknownArgumentIsAnError() {
        for (String[] commandLine : new String[][] {{"--port", "80"}, {"--config"}}) {
            InvalidSettingsException e =
                    assertThrows(InvalidSettingsException.class, () -> Settings.load(commandLine, Map.of()));
            assertTrue(e.getMessage().contains("argument '" + commandLine[0] + "' is not understood"), e.getMessage());
        }
    }

    @Test
    void allErrorsAreToldAtOnce() {
        Settings settings = Settings.of(
                Map.of("SLUICE_HTTP_PORT", "http", "SLUICE_MAX_WAIT", "15m", "SLUICE_DOWNSTREAM_URK", "http://a/"));
        settings.number(Setting.HTTP_PORT, 0, 65_535);
        settings.duration(Setting.MAX_WAIT, Duration.ZERO, Duration.ofHours(1));
        settings.httpUrl(Setting.DOWNSTREAM_URL);
        settings.check(false, "this and that do not fit together");
        List<String> errors = errors(settings);
        assertEquals(5, errors.size(), errors.toString());
        assertEquals(
                "SLUICE_DOWNSTREAM_URK is not a setting of Sluice; did you mean SLUICE_DOWNSTREAM_URL?", errors.get(0));
        assertEquals("SLUICE_HTTP_PORT must be a whole number from 0 to 65535, not 'http'", errors.get(1));
        assertTrue(errors.get(2).startsWith("SLUICE_MAX_WAIT must be an ISO-8601 duration"), errors.get(2));
        assertEquals("SLUICE_DOWNSTREAM_URL is required", errors.get(3));
        assertEquals("this and that do not fit together", errors.get(4));
    }

    @Test
    void theMessageOfTheExceptionHoldsAllErrors() {
        Settings settings = Settings.of(Map.of());
        settings.check(false, "one");
        settings.check(true, "none");
        settings.check(false, "two");
        assertEquals(
                "one; two",
                assertThrows(InvalidSettingsException.class, settings::complete).getMessage());
    }

    @Test
    void anUnknownKafkaPropertyNamesTheNearest() {
        Settings settings =
                Settings.of(Map.of("SLUICE_KAFKA_LINGER_MILLIS", "1", "SLUICE_KAFKA_SECURITY_PROTOKOL", "SSL"));
        assertEquals(
                List.of(
                        "SLUICE_KAFKA_LINGER_MILLIS is not a setting of Sluice; did you mean SLUICE_KAFKA_LINGER_MS?",
                        "SLUICE_KAFKA_SECURITY_PROTOKOL is not a setting of Sluice;"
                                + " did you mean SLUICE_KAFKA_SECURITY_PROTOCOL?"),
                errors(settings));
    }

    @Test
    void eachKafkaClientGetsWhatItKnows() {
        Settings settings = Settings.of(Map.of(
                "SLUICE_KAFKA_BOOTSTRAP_SERVERS", "a:1,b:2",
                "SLUICE_KAFKA_SECURITY_PROTOCOL", " SSL ",
                "SLUICE_KAFKA_LINGER_MS", "3",
                "SLUICE_KAFKA_FETCH_MIN_BYTES", "9"));
        settings.complete();
        assertEquals(
                Map.of("bootstrap.servers", "a:1,b:2", "security.protocol", "SSL", "linger.ms", "3"),
                settings.kafkaClient(ProducerConfig.configNames()));
        assertEquals(
                Map.of("bootstrap.servers", "a:1,b:2", "security.protocol", "SSL", "fetch.min.bytes", "9"),
                settings.kafkaClient(ConsumerConfig.configNames()));
        assertEquals(
                Map.of("bootstrap.servers", "a:1,b:2", "security.protocol", "SSL"),
                settings.kafkaClient(AdminClientConfig.configNames()));
    }

    @Test
    void everyKafkaClientHasBrokersEvenIfNoneAreSet() {
        assertEquals(
                Map.of("bootstrap.servers", "127.0.0.1:9092"),
                Settings.of(Map.of()).kafkaClient(ProducerConfig.configNames()));
    }

    @Test
    void secretsAreMaskedAndDefaultsShown() {
        Settings settings = Settings.of(Map.of(
                "SLUICE_ADMIN_TOKEN", "hunter2",
                "SLUICE_KAFKA_SASL_JAAS_CONFIG", "password=hunter2",
                "SLUICE_HTTP_PORT", "9999"));
        Map<String, String> effective = settings.effective(Setting.Reader.GATEWAY);
        assertFalse(effective.toString().contains("hunter2"), effective.toString());
        assertEquals("******", effective.get("SLUICE_ADMIN_TOKEN"));
        assertEquals("******", effective.get("SLUICE_KAFKA_SASL_JAAS_CONFIG"));
        assertEquals("9999", effective.get("SLUICE_HTTP_PORT"));
        assertEquals("PT15M", effective.get("SLUICE_MAX_WAIT"));
        assertFalse(effective.containsKey("SLUICE_API_KEYS_FILE"), "unset and without default");
        assertFalse(effective.containsKey("SLUICE_DRAIN_MODE"), "read by the worker only");
    }

    @Test
    void blankCountsAsUnset() {
        Settings settings = Settings.of(Map.of("SLUICE_HTTP_PORT", "  ", "SLUICE_ORDER_DEADLINE", ""));
        assertEquals(8080, settings.number(Setting.HTTP_PORT, 0, 65_535));
        assertNull(settings.optionalDuration(Setting.ORDER_DEADLINE, Duration.ZERO, Duration.ofDays(1)));
        settings.complete();
    }

    @Test
    void valuesInBoundsAreTakenAsTheyAre() {
        Settings settings = Settings.of(Map.of(
                "SLUICE_HTTP_PORT", " 65535 ",
                "SLUICE_CLIENT_RATE_PER_SECOND", "0.5",
                "SLUICE_MAX_WAIT", "PT1H",
                "SLUICE_DOWNSTREAM_URL", "https://orders.example/v1?x=y"));
        assertEquals(65_535, settings.number(Setting.HTTP_PORT, 0, 65_535));
        assertEquals(7, settings.number(Setting.MANAGEMENT_PORT, 0, 65_535, 7));
        assertEquals(0.5, settings.optionalRate(Setting.CLIENT_RATE_PER_SECOND, 0.1, 10));
        assertNull(settings.optionalRate(Setting.DRAIN_RATE_PER_SECOND, 0.1, 10));
        assertEquals(Duration.ofHours(1), settings.duration(Setting.MAX_WAIT, Duration.ZERO, Duration.ofHours(1)));
        assertEquals(URI.create("https://orders.example/v1?x=y"), settings.httpUrl(Setting.DOWNSTREAM_URL));
        settings.complete();
    }

    @Test
    void aBadNumberIsToldWithItsBounds() {
        for (String bad : List.of("0", "65536", "1.5", "1e3", "0x10", "many", "99999999999999999999")) {
            assertEquals(
                    "SLUICE_HTTP_PORT must be a whole number from 1 to 65535, not '" + bad + "'",
                    error(Setting.HTTP_PORT, bad, settings -> settings.number(Setting.HTTP_PORT, 1, 65_535)));
        }
    }

    @Test
    void aBadRateIsToldWithItsBounds() {
        for (String bad : List.of("0", "-1", "NaN", "Infinity", "1e9", "800/s")) {
            assertEquals(
                    "SLUICE_DRAIN_RATE_PER_SECOND must be a number from 0.01 to 1000.0 (orders a second), not '" + bad
                            + "'",
                    error(
                            Setting.DRAIN_RATE_PER_SECOND,
                            bad,
                            settings -> settings.optionalRate(Setting.DRAIN_RATE_PER_SECOND, 0.01, 1_000)));
        }
    }

    @Test
    void aBadDurationIsToldWithItsBounds() {
        for (String bad : List.of("5s", "5000", "PT0.5S", "PT2H", "-PT5S", "PT")) {
            assertEquals(
                    "SLUICE_DOWNSTREAM_TIMEOUT must be an ISO-8601 duration from PT1S to PT1H (PT5S, PT15M), not '"
                            + bad + "'",
                    error(
                            Setting.DOWNSTREAM_TIMEOUT,
                            bad,
                            settings -> settings.duration(
                                    Setting.DOWNSTREAM_TIMEOUT, Duration.ofSeconds(1), Duration.ofHours(1))));
        }
    }

    @Test
    void aBadAddressIsTold() {
        for (String bad :
                List.of("orders", "ftp://orders/", "http://", "http:///path", "http://a b/", "127.0.0.1:80")) {
            assertEquals(
                    "SLUICE_DOWNSTREAM_URL must be an http or https address, not '" + bad + "'",
                    error(Setting.DOWNSTREAM_URL, bad, settings -> settings.httpUrl(Setting.DOWNSTREAM_URL)));
        }
    }

    @Test
    void whatIsRequiredAndUnsetIsToldOnce() {
        Settings settings = Settings.of(Map.of());
        settings.httpUrl(Setting.DOWNSTREAM_URL);
        settings.number(Setting.MANAGEMENT_PORT, 0, 65_535);
        assertEquals(
                List.of("SLUICE_DOWNSTREAM_URL is required", "SLUICE_MANAGEMENT_PORT is required"), errors(settings));
    }

    @Test
    void aTopicPrefixIsWhatKafkaAllowsInNames() {
        assertEquals(
                "SLUICE_TOPIC_PREFIX must be letters, digits, dots, dashes and underscores, not 'eu/west'",
                error(Setting.TOPIC_PREFIX, "eu/west", Settings::topics));
    }
}
