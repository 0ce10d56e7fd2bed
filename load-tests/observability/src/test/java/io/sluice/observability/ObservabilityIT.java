package io.sluice.observability;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * A real Prometheus scrapes real processes: every panel has an answer, and every alert fires by its fault and ends with it. The
 * faults share one system and come one after the other. Time runs fifteen times as fast as the rules say ({@link FasterRules}).
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class ObservabilityIT {
    private static final Duration PATIENCE = Duration.ofSeconds(75);
    private static final long ASK_AGAIN_MILLIS = 250;
    private static final Duration LOOK_BACK = Duration.ofSeconds(60);
    private static final Set<String> FIRED = new TreeSet<>();

    private static SaleSystem system;
    private static Prometheus prometheus;
    private static Buyers buyers;

    /** What has to come about, asked for again and again. */
    private interface Condition {
        boolean holds() throws IOException, InterruptedException;
    }

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        system = SaleSystem.start();
        prometheus = system.startPrometheus();
        buyers = new Buyers(system.api());
        // A rate needs a sample from before the orders, too.
        await("all is scraped", () -> prometheus.value("sum(up{fleet=\"" + SaleSystem.FLEET + "\"})") == 3);
    }

    @AfterAll
    static void stop() {
        if (system != null) {
            system.close();
        }
    }

    @Test
    @Order(1)
    void everyQueryOfEveryPanelHasAnAnswer() throws Exception {
        system.operate("/admin/sold-out/GONE", "{\"reason\":\"recalled\"}");
        buyers.order(600);
        buyers.order("S", 1, "twice");
        buyers.order("S", 1, "twice");
        assertEquals(409, buyers.order("GONE", 1, "late"));
        assertEquals(202, buyers.order("S", 1_000_000, "more-than-there-is"));
        assertEquals(400, buyers.nonsense());
        await("orders are drained", () -> settled("confirmed") >= 600 && settled("rejected") >= 1);
        await("their waiting times are judged", () -> prometheus.value("sluice_eta_error_seconds_count") >= 600);

        List<String> wrong = new ArrayList<>();
        int asked = 0;
        for (Board board : Boards.all()) {
            for (JsonObject panel : Boards.panels(Boards.checkedIn(board))) {
                for (String query : Boards.queries(panel)) {
                    asked++;
                    String defect = defect(query);
                    if (!defect.isEmpty()) {
                        wrong.add(board.title() + ", " + panel.getString("title") + ": " + defect + ": " + query);
                    }
                }
            }
        }
        assertEquals(List.of(), wrong, asked + " queries asked");
    }

    private static double settled(String outcome) throws IOException, InterruptedException {
        return prometheus.value("sum(sluice_orders_settled_total{outcome=\"" + outcome + "\"})");
    }

    private static String defect(String query) throws IOException, InterruptedException {
        String filled = query.replace("$__rate_interval", "5s")
                .replace("$__range", LOOK_BACK.toSeconds() + "s")
                .replace("$fleet", SaleSystem.FLEET)
                .replace("$job", ".*")
                .replace("$instance", ".*");
        try {
            return prometheus.series(filled, LOOK_BACK) == 0 ? "no series" : "";
        } catch (IllegalStateException e) {
            return String.valueOf(e.getMessage());
        }
    }

    @Test
    @Order(2)
    void aSlowOrderSystemIsNoticedAtTheDrain() throws Exception {
        system.downstreamTakes(1_000);
        buyers.order(1_200);
        awaitFiring("SluiceDrainBelowTarget", SaleSystem.FLEET);
        system.downstreamTakes(20);
        awaitOver("SluiceDrainBelowTarget", SaleSystem.FLEET);
    }

    @Test
    @Order(3)
    void aRateThatIsTooLowBreaksThePromiseAndTurnsBuyersAway() throws Exception {
        buyers.order(300);
        system.drain("{\"ratePerSecond\":2}");
        awaitFiring("SluiceEtaOverPromise", SaleSystem.FLEET);
        await("buyers are turned away", () -> {
            buyers.order(5);
            return isFiring("SluiceGatewayRefusing", SaleSystem.FLEET);
        });
        FIRED.add("SluiceGatewayRefusing");
        system.drain("{\"ratePerSecond\":" + SaleSystem.RATE_PER_SECOND + "}");
        awaitOver("SluiceEtaOverPromise", SaleSystem.FLEET);
        awaitOver("SluiceGatewayRefusing", SaleSystem.FLEET);
    }

    @Test
    @Order(4)
    void anOrderSystemThatIsGoneLeavesDeadLetters() throws Exception {
        buyers.order(300);
        system.kill("downstream");
        awaitFiring("SluiceDeadLettersGrowing", SaleSystem.FLEET);
        system.startDownstream();
        awaitOver("SluiceDeadLettersGrowing", SaleSystem.FLEET);
    }

    @Test
    @Order(5)
    void withoutWorkersOrdersWaitUntilTheyAreAtRiskAndAreLost() throws Exception {
        buyers.order(400);
        system.kill("worker");
        awaitFiring("SluiceNoLiveWorker", SaleSystem.FLEET);
        awaitFiring("SluiceFleetLogStale", SaleSystem.FLEET);
        try (BrokerFaults faults = new BrokerFaults(system.bootstrapServers())) {
            faults.keepOrdersFor(Duration.ofSeconds(10));
            awaitFiring("SluiceOrdersAtRisk", SaleSystem.FLEET);
            faults.deleteOrders();
            awaitFiring("SluiceOrdersLost", SaleSystem.FLEET);
            faults.keepOrdersFor(Duration.ofDays(3));
        }
        system.startWorkers();
        for (String alert :
                List.of("SluiceNoLiveWorker", "SluiceFleetLogStale", "SluiceOrdersAtRisk", "SluiceOrdersLost")) {
            awaitOver(alert, SaleSystem.FLEET);
        }
    }

    @Test
    @Order(6)
    void aFleetThatCallsTooFastIsNoticed() throws Exception {
        try (RunawayFleet fleet = RunawayFleet.start(system.rehearsalPort(), System::nanoTime)) {
            awaitFiring("SluiceRateExceeded", RunawayFleet.FLEET);
            fleet.stop();
            awaitOver("SluiceRateExceeded", RunawayFleet.FLEET);
        }
    }

    @Test
    @Order(7)
    void aGatewayThatIsGoneIsNoticedAlthoughAllOthersAlertsAreBlind() throws Exception {
        system.kill("gateway");
        awaitFiring("SluiceNoGateway", SaleSystem.FLEET);
        system.startGateway();
        awaitOver("SluiceNoGateway", SaleSystem.FLEET);
    }

    @Test
    @Order(8)
    void aBrokerThatIsGoneLeavesOrdersOnOneDisk() throws Exception {
        // Four brokers and all the rest are too much for a small machine.
        system.kill("worker");
        try (ReplicatedFleet fleet = new ReplicatedFleet()) {
            system.startGatewayBefore(fleet.bootstrapServers());
            fleet.loseBroker();
            awaitFiring("SluiceInSyncBelowTwo", ReplicatedFleet.FLEET);
            fleet.bringItBack();
            awaitOver("SluiceInSyncBelowTwo", ReplicatedFleet.FLEET);
            system.kill("gateway");
        }
    }

    @Test
    @Order(9)
    void noAlertWasLeftOut() throws IOException {
        Set<String> all = new TreeSet<>();
        Pattern.compile("- alert: (\\w+)")
                .matcher(Files.readString(Boards.RULES))
                .results()
                .forEach(found -> all.add(found.group(1)));
        assertEquals(all, FIRED);
    }

    private static boolean isFiring(String alert, String fleet) throws IOException, InterruptedException {
        return prometheus.firing(fleet).contains(alert);
    }

    private static void awaitFiring(String alert, String fleet) throws IOException, InterruptedException {
        await(alert + " fires", () -> isFiring(alert, fleet));
        FIRED.add(alert);
    }

    private static void awaitOver(String alert, String fleet) throws IOException, InterruptedException {
        await(alert + " is over", () -> !isFiring(alert, fleet));
    }

    /** Other processes cannot be made to say when: all there is to do is to ask again. */
    private static void await(String what, Condition condition) throws IOException, InterruptedException {
        long startNanos = System.nanoTime();
        while (!condition.holds()) {
            if (System.nanoTime() - startNanos > PATIENCE.toNanos()) {
                throw new AssertionError("waited " + PATIENCE.toSeconds() + " s in vain until " + what + "; firing: "
                        + prometheus.firing(SaleSystem.FLEET));
            }
            Thread.sleep(ASK_AGAIN_MILLIS);
        }
        System.out.printf("%s after %.1f s%n", what, (System.nanoTime() - startNanos) / 1e9);
    }
}
