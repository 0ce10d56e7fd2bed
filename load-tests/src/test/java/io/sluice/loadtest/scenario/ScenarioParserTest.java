package io.sluice.loadtest.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.loadtest.verdict.Limit;
import io.sluice.loadtest.verdict.Measure;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ScenarioParserTest {
    private static final String SMALLEST = """
            purpose: To be read.
            system: { rate: 100 }
            arrivals:
              - { constant: 50, for: 2s }
            """;

    private static Scenario parse(String text) throws BadScenarioException {
        return new ScenarioParser("test", "test.yaml", ScenarioParserTest::beside).parse(text);
    }

    private static String beside(String name) throws IOException {
        return switch (name) {
            case "seconds.csv" -> "0.5\n1\n1\n";
            case "log.csv" -> "client, at\na,0.25\nb,1.5\n";
            case "back.csv" -> "1\n0.5\n";
            case "words.csv" -> "1\nsoon\n";
            case "empty.csv" -> "\n";
            default -> throw new NoSuchFileException(name);
        };
    }

    private static String problems(String text) {
        return String.valueOf(
                assertThrows(BadScenarioException.class, () -> parse(text)).getMessage());
    }

    @Test
    void whatIsNotSaidHasADefault() throws BadScenarioException {
        Scenario scenario = parse(SMALLEST);

        assertEquals("To be read.", scenario.purpose());
        assertEquals(150, scenario.system().capacity());
        assertEquals(12, scenario.system().partitions());
        assertEquals(Duration.ofSeconds(30), scenario.buyers().timeout());
        assertEquals(100, scenario.schedule().orders());
        assertEquals(List.of(), scenario.limits());
        assertTrue(!scenario.comesAgain());
    }

    @Test
    void readsEverythingThatCanBeSaid() throws BadScenarioException {
        Scenario scenario = parse("""
                purpose: Everything.
                system:
                  rate: 300
                  capacity: 450
                  workers: 3
                  gateways: 2
                  partitions: 6
                  stock: 1000
                  gateway: { SLUICE_MAX_WAIT: PT2M }
                  worker: { SLUICE_KAFKA_FETCH_MAX_WAIT_MS: 100 }
                arrivals:
                  - { constant: 10, for: 1s }
                  - { ramp: [0, 20], for: 1s }
                  - { steps: [10, 20], each: 500ms }
                  - { trace: flash-crowd, orders: 30, for: 1s }
                  - { csv: log.csv, column: at, for: 2s }
                orders: { from: one-sku, sku: X, hot-customer: 0.9 }
                buyers: { connections: 8, timeout: 3s, again: { after: 200ms, times: 10 }, slow: 5, watchers: 7 }
                events:
                  - { at: 1s, order-system: brownout }
                  - { at: 2s, order-system: { capacity: 100, latency: 400ms } }
                  - { at: 3s, kill: worker-3, restart: 5s }
                  - { at: 4s, kill: gateway-2 }
                  - { at: 5s, rate: 500 }
                limits: { lost: 0, rate-used: 98 %, accept-p999: 200ms, eta-error-p95: 1.5m }
                """);

        assertEquals(
                new Scenario.Stack(
                        300,
                        450,
                        3,
                        2,
                        6,
                        1_000,
                        Map.of("SLUICE_MAX_WAIT", "PT2M"),
                        Map.of("SLUICE_KAFKA_FETCH_MAX_WAIT_MS", "100")),
                scenario.system());
        assertEquals(10 + 10 + 15 + 30 + 2, scenario.schedule().orders());
        assertEquals(4_000_000_000L + 1_500_000_000L, scenario.schedule().dueNanos(66));
        assertEquals(new Scenario.Orders(1, 0.9, "X"), scenario.orders());
        assertEquals(10, scenario.buyers().again().times());
        assertEquals(7, scenario.buyers().watchers());
        assertEquals(
                List.of(
                        new Deed.OrderSystem("brownout", null, null),
                        new Deed.OrderSystem(null, 100, 400),
                        new Deed.Kill("worker-3", Optional.of(Duration.ofSeconds(5))),
                        new Deed.Kill("gateway-2", Optional.empty()),
                        new Deed.Rate(500)),
                scenario.events().stream().map(Scenario.Event::deed).toList());
        assertEquals(
                List.of(
                        new Limit(Measure.LOST, 0),
                        new Limit(Measure.RATE_USED, 0.98),
                        new Limit(Measure.ACCEPT_P999, 0.2),
                        new Limit(Measure.ETA_ERROR_P95, 90)),
                scenario.limits());
    }

    @Test
    void tellsEverythingThatIsWrongAtOnceAndWhere() {
        assertEquals("""
                test.yaml line 3: system.rate: 'fast' is not a whole number from 1 to 100000
                test.yaml line 4: system.wrokers is unknown; did you mean workers?
                test.yaml line 6: arrivals[0].for: '10' has no unit; write 10ms, 10s, 10m or 10h
                test.yaml line 8: limits.losst is unknown; did you mean lost?""".replace("\n", System.lineSeparator()), problems("""
                        purpose: Wrong.
                        system:
                          rate: fast
                          wrokers: 3
                        arrivals:
                          - { constant: 10, for: 10 }
                        limits:
                          losst: 0
                        """));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
                    orders: { from: thin-air }                       | orders.from: 'thin-air' is none of samples, one-sku
                    orders: { from: one-sku }                        | orders.sku is missing
                    orders: { hot-customer: 2 }                      | orders.hot-customer: '2' is not a share from 0 to 1
                    buyers: { again: { after: 1s } }                 | buyers.again.times is missing
                    buyers: { timeout: 0s }                          | buyers.timeout: must be longer than nothing
                    buyers: 7                                        | buyers is not a list of keys with values
                    "events: [ { kill: worker-1 } ]"                 | events[0].at is missing
                    "events: [ { at: 1s } ]"                         | events[0]: wants one of order-system, kill and rate, and has none
                    "events: [ { at: 1s, rate: 5, kill: worker-1 } ]"| events[0]: wants one of order-system, kill and rate, and has kill and rate
                    "events: [ { at: 1s, kill: worker-9 } ]"         | events[0].kill: there is no 'worker-9' in this system
                    "events: [ { at: 1s, order-system: tired } ]"    | events[0].order-system: 'tired' is none of normal, brownout, blackout
                    "events: [ { at: 1s, order-system: {} } ]"       | events[0].order-system: wants capacity, latency or both
                    limits: { rate-used: 98 }                        | limits.rate-used: '98' is not a share such as 98 %
                    limits: { accept-p99: 20 % }                     | limits.accept-p99: '20 %' is not a time such as 200ms, 10s, 5m or 2h
                    limits: { lost: -1 }                             | limits.lost: '-1' is not a whole number from 0 to 1000000000
                    limits: [ lost ]                                 | limits is not a list of keys with values
                    system: { rate: 1 }                              | system is there twice
                    limit: { lost: 0 }                               | limit is unknown; did you mean limits?
                    """)
    void saysWhatIsWrong(String addition, String message) {
        String problems = problems(SMALLEST + addition + "\n");

        assertTrue(problems.startsWith("test.yaml line 5: " + message), problems);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    { for: 1s }                              | wants one of constant, ramp, steps, trace and csv, and has none
                    { constant: 1 }                          | arrivals[0].for is missing
                    { ramp: [1], for: 1s }                   | arrivals[0].ramp: wants two rates: from and to
                    { steps: 5, each: 1s }                   | arrivals[0].steps: is not a list
                    { trace: rush, orders: 5, for: 1s }      | arrivals[0].trace: 'rush' is not flash-crowd
                    { trace: flash-crowd, for: 1s }          | arrivals[0].orders is missing
                    { csv: gone.csv, for: 1s }               | arrivals[0].csv: gone.csv cannot be read
                    { csv: back.csv, for: 2s }               | back.csv line 2: is earlier than the line before
                    { csv: words.csv, for: 2s }              | words.csv line 2: 'soon' is not a number
                    { csv: empty.csv, for: 2s }              | empty.csv is empty
                    { csv: log.csv, for: 2s }                | log.csv has no column 'seconds', but client, at
                    { csv: seconds.csv, for: 500ms }         | seconds.csv has arrivals later than 'for'
                    { constant: 0, for: 1s }                 | 0 orders; must be from 1 to 5,000,000
                    { constant: 1000000, for: 1h }           | 3,600,000,000 orders; must be from 1 to 5,000,000
                    """)
    void saysWhatIsWrongWithArrivals(String phase, String message) {
        String problems = problems("purpose: x\nsystem: { rate: 1 }\narrivals: [ " + phase + " ]\n");

        assertTrue(problems.contains(message), problems);
    }

    @Test
    void namesTheSettingThatWasMeant() {
        String problems = problems(SMALLEST.replace("rate: 100", "rate: 100, gateway: { SLUICE_MAX_WIAT: PT1M }"));

        assertTrue(problems.contains("did you mean SLUICE_MAX_WAIT?"), problems);
    }

    @Test
    void tellsWhereItIsNotYaml() {
        assertTrue(problems("purpose: [\n").startsWith("test.yaml line "), problems("purpose: [\n"));
        assertEquals("test.yaml line 1: the file is empty", problems(""));
    }

    @Test
    void makesNoObjectOfWhatAFileNames() {
        assertTrue(problems("!!java.io.File [ x ]\n").contains("is not a list of keys with values"));
    }
}
