package io.sluice.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SettingTest {
    @Test
    void everyKeyIsOursAndTheUpperCaseNameOfItsConstant() {
        for (Setting setting : Setting.values()) {
            assertEquals("SLUICE_" + setting.name(), setting.key());
        }
    }

    @Test
    void noTwoSettingsShareAKey() {
        Set<String> keys = Stream.of(Setting.values()).map(Setting::key).collect(Collectors.toSet());
        assertEquals(Setting.values().length, keys.size());
    }

    @Test
    void everyKeyIsDocumentedInOneLine() {
        for (Setting setting : Setting.values()) {
            assertFalse(setting.help().isBlank(), setting.key());
            assertFalse(setting.help().contains("\n"), setting.key());
        }
    }

    @Test
    void everyKeyIsInTheHelpOfTheProcessThatReadsItAndInNoOther() {
        String gateway = Settings.help("gateway.jar", Setting.Reader.GATEWAY);
        String worker = Settings.help("worker.jar", Setting.Reader.WORKER);
        for (Setting setting : Setting.values()) {
            String line = "\n  " + setting.key();
            boolean forAll = setting.reader() == Setting.Reader.ALL;
            assertEquals(forAll || setting.reader() == Setting.Reader.GATEWAY, gateway.contains(line), setting.key());
            assertEquals(forAll || setting.reader() == Setting.Reader.WORKER, worker.contains(line), setting.key());
        }
    }

    @Test
    void theDefaultsOfTheContractArePinned() {
        assertEquals("127.0.0.1:9092", Setting.KAFKA_BOOTSTRAP_SERVERS.defaultText());
        assertEquals("", Setting.TOPIC_PREFIX.defaultText());
        assertEquals("12", Setting.ORDERS_PARTITIONS.defaultText());
        assertEquals("127.0.0.1", Setting.HTTP_HOST.defaultText());
        assertEquals("8080", Setting.HTTP_PORT.defaultText());
        assertEquals("PT15M", Setting.MAX_WAIT.defaultText());
        assertEquals("/customerId", Setting.ORDER_KEY.defaultText());
        assertEquals("/items/*/sku", Setting.ORDER_SKUS.defaultText());
        assertEquals("fixed", Setting.DRAIN_MODE.defaultText());
        assertEquals("256", Setting.DRAIN_MAX_IN_FLIGHT.defaultText());
        assertEquals("PT5S", Setting.DOWNSTREAM_TIMEOUT.defaultText());
    }

    @Test
    void whatMustNotBePrintedIsKnownByItsName() {
        assertTrue(Setting.isSecret(Setting.ADMIN_TOKEN.key()));
        assertTrue(Setting.isSecret("SLUICE_KAFKA_SASL_JAAS_CONFIG"));
        assertTrue(Setting.isSecret("SLUICE_KAFKA_SSL_KEYSTORE_PASSWORD"));
        assertTrue(Setting.isSecret("sluice_kafka_client_secret"));
        assertFalse(Setting.isSecret(Setting.DOWNSTREAM_URL.key()));
    }
}
