package io.sluice.gateway.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ClientPropertiesTest {

    @Test
    void letsTheOperatorDecideAllButWhatA202RestsOn() {
        Map<String, Object> operator =
                Map.of("acks", "1", "enable.idempotence", "false", "max.block.ms", "5", "linger.ms", "9");
        Map<String, Object> producer = new ClientProperties(operator, Map.of(), Map.of()).producer(10, 1_000, 1);

        assertEquals("all", producer.get("acks"));
        assertEquals("true", producer.get("enable.idempotence"));
        assertEquals("0", producer.get("max.block.ms"));
        assertEquals("9", producer.get("linger.ms"));
    }

    @Test
    void tellsTheFleetSoonOrNotAtAllWhateverTheOperatorSaysToProducers() {
        Map<String, Object> operator =
                Map.of("acks", "1", "linger.ms", "60000", "delivery.timeout.ms", "120000", "sasl.mechanism", "PLAIN");
        Map<String, Object> control = new ClientProperties(operator, Map.of(), Map.of()).controlProducer("control");

        assertEquals("all", control.get("acks"));
        assertEquals(0, control.get("linger.ms"));
        assertTrue((int) control.get("delivery.timeout.ms") + (int) control.get("max.block.ms")
                <= ClientProperties.CONTROL_MILLIS_MAX);
        assertEquals("PLAIN", control.get("sasl.mechanism"));
    }

    @Test
    void givesTheProducerMoreMemoryThanTheInFlightLimitLetsIn() {
        ClientProperties properties = new ClientProperties(Map.of(), Map.of(), Map.of());

        assertTrue((long) properties.producer(10_000, 64 << 20, 12).get("buffer.memory") > 2L * (64 << 20));
    }

    @Test
    void readsWithoutAGroupWhateverTheOperatorSaysToConsumers() {
        Map<String, Object> operator = Map.of("group.id", "g", "group.instance.id", "i", "fetch.max.wait.ms", "7");
        Map<String, Object> reader = new ClientProperties(Map.of(), operator, Map.of()).reader("r");

        assertFalse(reader.containsKey("group.id") || reader.containsKey("group.instance.id"));
        assertEquals("7", reader.get("fetch.max.wait.ms"));
    }

    @Test
    void readsOutcomesCommittedWhateverTheOperatorSaysToConsumers() {
        Map<String, Object> operator = Map.of("isolation.level", "read_uncommitted");

        assertEquals(
                "read_committed",
                new ClientProperties(Map.of(), operator, Map.of())
                        .committedReader("r")
                        .get("isolation.level"));
    }
}
