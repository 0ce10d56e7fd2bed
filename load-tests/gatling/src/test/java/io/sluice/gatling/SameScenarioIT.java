package io.sluice.gatling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.loadtest.verdict.Histories;
import io.sluice.loadtest.verdict.OrderLine;
import io.sluice.loadtest.verdict.UnreadableHistoryException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * One small scenario at a rate that both bear, by our driver and by Gatling in turn, on one system. Each run is a process of
 * its own, started as README says.
 *
 * <p>What agreement is comes from the runs: the medians of the two tools may lie no further apart than two runs of the same tool
 * do, and a millisecond more, as Gatling's clock has no finer ones. A machine that others use makes all runs differ, and the
 * bound with them.
 */
final class SameScenarioIT {
    private static final int ORDERS_PER_SECOND = 100;
    private static final int SECONDS = 12;
    private static final int ORDERS = ORDERS_PER_SECOND * SECONDS;
    private static final int DRAINED_PER_SECOND = 300;
    private static final int RUNS_EACH = 3;
    private static final double CLOCK_MILLIS = 1;
    private static final double ARRIVALS_APART_MAX = 0.1;
    private static final int PATIENCE_SECONDS = 120;
    private static final String SCENARIO = """
            purpose: A rate that both bear.
            system: { rate: %d, workers: 1 }
            arrivals:
              - { constant: %d, for: %ds }
            limits: { accepted: %d, refused: 0, unanswered: 0, accept-p99: 10s }
            """.formatted(DRAINED_PER_SECOND, ORDERS_PER_SECOND, SECONDS, ORDERS);

    private final Path directory = Path.of("target", "same-scenario").toAbsolutePath();
    private final Path scenario = directory.resolve("steady.yaml");

    @Test
    void theDriverAndGatlingAgreeWithinNoise() throws Exception {
        List<List<OrderLine>> ofDriver = new ArrayList<>();
        List<List<OrderLine>> ofGatling = new ArrayList<>();
        try (Stand stand = Stand.start(directory, DRAINED_PER_SECOND)) {
            Files.writeString(scenario, SCENARIO);
            for (int run = 1; run <= RUNS_EACH; run++) {
                ofDriver.add(byDriver(stand, directory.resolve("driver-" + run)));
                ofGatling.add(byGatling(stand, directory.resolve("gatling-" + run)));
            }
        }

        ofDriver.forEach(SameScenarioIT::assertEveryOrderIsAccepted);
        ofGatling.forEach(SameScenarioIT::assertEveryOrderIsAccepted);
        IntStream.range(0, RUNS_EACH)
                .forEach(run -> assertArrivalsAreSpreadAlike(ofDriver.get(run), ofGatling.get(run)));
        assertAgree(Figure.of(0.5, ofDriver), Figure.of(0.5, ofGatling));
        assertAgree(Figure.of(0.99, ofDriver), Figure.of(0.99, ofGatling));
    }

    private static void assertEveryOrderIsAccepted(List<OrderLine> orders) {
        assertEquals(ORDERS, orders.size());
        assertTrue(orders.stream().allMatch(OrderLine::accepted));
        assertEquals(ORDERS, orders.stream().map(OrderLine::orderId).distinct().count());
    }

    private static void assertArrivalsAreSpreadAlike(List<OrderLine> ofDriver, List<OrderLine> ofGatling) {
        int[] a = Figure.sentPerSecond(ofDriver, SECONDS);
        int[] b = Figure.sentPerSecond(ofGatling, SECONDS);
        int apart = IntStream.range(0, SECONDS)
                .map(second -> Math.abs(a[second] - b[second]))
                .sum();
        assertTrue(apart <= ARRIVALS_APART_MAX * 2 * ORDERS, () -> apart + " orders came in another second");
    }

    private static void assertAgree(Figure driver, Figure gatling) {
        double bound = Math.max(driver.range(), gatling.range()) + CLOCK_MILLIS;
        String words = String.format(Locale.ROOT, "driver %s, Gatling %s, bound %.2f ms", driver, gatling, bound);
        System.out.println(words);
        assertTrue(Math.abs(driver.median() - gatling.median()) <= bound, words);
    }

    private List<OrderLine> byDriver(Stand stand, Path out)
            throws IOException, InterruptedException, UnreadableHistoryException {
        int exitCode = run(out, stand.driverCommand(scenario, out));
        // 2: the machine was too busy for the driver to be in time, which is not what is tested here.
        assertTrue(exitCode == 0 || exitCode == 2, () -> "ended with " + exitCode + ", see " + out);
        return Histories.readOrders(out);
    }

    private List<OrderLine> byGatling(Stand stand, Path out)
            throws IOException, InterruptedException, UnreadableHistoryException {
        assertEquals(0, run(out, stand.gatlingCommand(scenario, out)), () -> "see " + out);
        return Histories.readOrders(out);
    }

    private static int run(Path out, List<String> command) throws IOException, InterruptedException {
        Files.createDirectories(out);
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(out.resolve("console.log").toFile())
                .start();
        try {
            assertTrue(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS), () -> "not over yet, see " + out);
            return process.exitValue();
        } finally {
            process.destroyForcibly();
        }
    }
}
