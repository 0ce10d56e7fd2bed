package io.sluice.gatling;

import static io.gatling.javaapi.core.CoreDsl.scenario;
import static io.gatling.javaapi.http.HttpDsl.http;

import io.gatling.javaapi.core.Simulation;
import io.gatling.javaapi.http.HttpProtocolBuilder;
import io.sluice.loadtest.drive.ArrivalSchedule;
import io.sluice.loadtest.drive.OrderHistory;
import io.sluice.loadtest.drive.RunClock;
import io.sluice.loadtest.rig.RunOptions;
import io.sluice.loadtest.scenario.BadScenarioException;
import io.sluice.loadtest.scenario.Scenario;
import io.sluice.loadtest.scenario.ScenarioFiles;
import io.sluice.loadtest.scenario.ScenarioOrders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A scenario's buyers, sent by Gatling to gateways that run already: the same file, orders and arrivals as of {@code run},
 * and as many of its limits as Gatling can judge. Made and run by Gatling, once.
 *
 * <p>System properties say what: {@code scenario}, a built-in one's name or a path; {@code baseUrl}, {@code http://host:port},
 * several comma-separated; {@code history}, a folder for {@code orders.csv}, which has a line for each order as {@code run}
 * writes it, none where it is not named.
 */
public final class ScenarioSimulation extends Simulation {
    private static final String WARM_UP_PATH = "/v1/queue";

    private final @Nullable OrderHistory history;

    /** @throws IllegalArgumentException if a property is missing, or says something that Gatling cannot do */
    public ScenarioSimulation() throws IOException {
        Scenario scenario = asked();
        List<String> gateways = Arrays.asList(property("baseUrl").split(",", -1));
        RunClock clock = RunOptions.clock();
        ArrivalSchedule schedule = scenario.schedule();
        ScenarioOrders orders = ScenarioOrders.of(scenario.orders(), scenario.runId(clock.micros()));
        LimitAssertions limits = LimitAssertions.of(scenario.limits());
        history = history(System.getProperty("history"));
        BuyerVisit visit =
                new BuyerVisit(scenario.buyers().timeout(), clock, history == null ? line -> {} : history::add);
        Reach.tell(scenario, limits);
        setUp(scenario(scenario.name())
                        .exec(visit.chain(new OrderFeeder(orders, schedule.orders())))
                        .injectOpen(ArrivalSteps.of(schedule)))
                .protocols(protocol(gateways))
                .assertions(limits.assertions());
    }

    private static Scenario asked() {
        try {
            Scenario scenario = ScenarioFiles.find(property("scenario"));
            Reach.check(scenario);
            return scenario;
        } catch (BadScenarioException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private static String property(String name) {
        String value = System.getProperty(name, "");
        if (value.isEmpty()) {
            throw new IllegalArgumentException("-D" + name + "=… is missing");
        }
        return value;
    }

    private static @Nullable OrderHistory history(@Nullable String directory) throws IOException {
        return directory == null ? null : OrderHistory.start(Files.createDirectories(Path.of(directory)));
    }

    /** Buyers share connections, as those of our driver do: what a handshake takes is not what is measured. */
    private static HttpProtocolBuilder protocol(List<String> gateways) {
        return http.baseUrls(gateways).warmUp(gateways.get(0) + WARM_UP_PATH).shareConnections();
    }

    /** The history is whole afterwards. */
    @Override
    public void after() {
        if (history != null) {
            history.close();
            String mishap = history.mishap();
            if (mishap != null) {
                throw new IllegalStateException(mishap);
            }
        }
    }
}
