package io.sluice.gatling;

import io.sluice.loadtest.scenario.BadScenarioException;
import io.sluice.loadtest.scenario.Scenario;
import io.sluice.loadtest.verdict.Measure;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * How much of a scenario Gatling reaches: buyers and what they are answered, and nothing behind the gateway. What would be
 * another scenario without the rest is refused; else what is left out is told before anybody comes. Stateless.
 */
final class Reach {
    private Reach() {}

    /** Refuses what Gatling does not do. */
    static void check(Scenario scenario) throws BadScenarioException {
        List<String> beyond = new ArrayList<>();
        if (!scenario.events().isEmpty()) {
            beyond.add("events");
        }
        if (scenario.buyers().watchers() > 0) {
            beyond.add("buyers.watchers");
        }
        if (scenario.buyers().slow() > 0) {
            beyond.add("buyers.slow");
        }
        if (scenario.comesAgain()) {
            beyond.add("buyers.again");
        }
        if (!beyond.isEmpty()) {
            throw new BadScenarioException(scenario.name() + ": " + String.join(", ", beyond)
                    + " cannot be done by Gatling, and without the scenario would be another; the load tests' own 'run "
                    + scenario.name() + "' does it");
        }
    }

    /** Says to people what is done and what is not. */
    static void tell(Scenario scenario, LimitAssertions limits) {
        lines(scenario, limits).forEach(System.out::println);
    }

    static List<String> lines(Scenario scenario, LimitAssertions limits) {
        List<String> lines = new ArrayList<>();
        lines.add(scenario.name() + ": " + scenario.purpose());
        lines.add("arrivals: " + scenario.arrivalsInWords());
        lines.add("not started: the system; the scenario is meant for one with rate "
                + String.format(Locale.ROOT, "%,d", scenario.system().rate()));
        lines.add("not kept: connections " + scenario.buyers().connections() + "; Gatling opens as many as it needs");
        if (!limits.unjudged().isEmpty()) {
            lines.add("not judged: "
                    + limits.unjudged().stream().map(Measure::key).collect(Collectors.joining(", "))
                    + "; 'run " + scenario.name() + "' does");
        }
        return lines;
    }
}
