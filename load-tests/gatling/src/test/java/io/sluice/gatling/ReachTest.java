package io.sluice.gatling;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.sluice.loadtest.scenario.BadScenarioException;
import io.sluice.loadtest.scenario.Scenario;
import io.sluice.loadtest.scenario.ScenarioFiles;
import io.sluice.loadtest.scenario.ScenarioOrders;
import io.sluice.loadtest.verdict.Measure;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The built-in scenarios as Gatling gets them. */
final class ReachTest {
    private static Scenario scenario(String name) throws BadScenarioException {
        return ScenarioFiles.find(name);
    }

    @Test
    void takesScenariosThatAreOnlyBuyersAndAnswers() throws BadScenarioException {
        for (String name : List.of("spike", "ramp", "step", "soak", "replay", "hot-key", "sold-out")) {
            Reach.check(scenario(name));
        }
    }

    @Test
    void refusesScenariosThatWouldBeOthersWithoutTheRest() throws BadScenarioException {
        Map<String, String> beyond = Map.of(
                "brown-out", "events",
                "blackout", "events",
                "slow-clients", "buyers.slow",
                "retry-storm", "buyers.again",
                "watchers", "buyers.watchers");
        for (Map.Entry<String, String> entry : beyond.entrySet()) {
            Scenario scenario = scenario(entry.getKey());
            BadScenarioException refused = assertThrows(BadScenarioException.class, () -> Reach.check(scenario));
            assertEquals(
                    entry.getKey() + ": " + entry.getValue()
                            + " cannot be done by Gatling, and without the scenario would be another; the load tests' own 'run "
                            + entry.getKey() + "' does it",
                    refused.getMessage());
        }
    }

    @Test
    void tellsWhatItLeavesOut() throws BadScenarioException {
        Scenario spike = scenario("spike");

        assertEquals(
                List.of(
                        "spike: A flash crowd comes at once and is drained at exactly the rate.",
                        "arrivals: 50/s for 3 s, then the flash crowd of 1998-05-19 as 4,500 orders within 15 s",
                        "not started: the system; the scenario is meant for one with rate 300",
                        "not kept: connections 128; Gatling opens as many as it needs",
                        "not judged: lost, duplicate-effects, calls-above-rate, rate-used, eta-error-p95; 'run spike' does"),
                Reach.lines(spike, LimitAssertions.of(spike.limits())));
    }

    @Test
    void judgesLatencyOnlyWhereEverybodyHasToBeAccepted() throws BadScenarioException {
        assertEquals(
                3, LimitAssertions.of(scenario("spike").limits()).assertions().size());

        LimitAssertions soldOut = LimitAssertions.of(scenario("sold-out").limits());
        assertEquals(List.of(), soldOut.assertions());
        assertEquals(
                List.of(Measure.UNANSWERED, Measure.ACCEPT_P99),
                soldOut.unjudged().stream()
                        .filter(measure -> measure == Measure.UNANSWERED || measure == Measure.ACCEPT_P99)
                        .toList());
    }

    @Test
    void feedsTheOrdersOfTheDriver() throws BadScenarioException {
        Scenario hotKey = scenario("hot-key");
        ScenarioOrders orders = ScenarioOrders.of(hotKey.orders(), hotKey.runId(1_998));
        OrderFeeder feeder = new OrderFeeder(orders, 100);
        for (int order = 0; order < 100; order++) {
            Map<String, Object> fed = feeder.next();
            assertArrayEquals(orders.body(order), (byte[]) fed.get(OrderFeeder.BODY));
            assertEquals(orders.idempotencyKey(order), fed.get(OrderFeeder.KEY));
        }
        assertFalse(feeder.hasNext());
    }
}
