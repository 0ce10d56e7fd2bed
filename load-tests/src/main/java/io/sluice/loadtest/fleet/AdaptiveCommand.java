package io.sluice.loadtest.fleet;

import io.sluice.loadtest.drive.OrderHistory;
import io.sluice.loadtest.drive.RunClock;
import io.sluice.loadtest.report.AdaptiveReport;
import io.sluice.loadtest.rig.ChildProcess;
import io.sluice.loadtest.rig.RunOptions;
import io.sluice.loadtest.rig.Stage;
import io.sluice.loadtest.verdict.AdaptiveVerdict;
import io.sluice.loadtest.verdict.AdaptiveVerdictText;
import io.sluice.loadtest.verdict.CallLine;
import io.sluice.loadtest.verdict.Histories;
import io.sluice.loadtest.verdict.StepLine;
import io.sluice.loadtest.verdict.UnreadableHistoryException;
import io.sluice.loadtest.verdict.VerdictJson;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code adaptive}: whether a fleet that nobody tells the downstream's capacity finds it, and follows it down to half and
 * back. Confined to the main thread.
 */
@Command(
        name = "adaptive",
        mixinStandardHelpOptions = true,
        description = "Starts a fleet in adaptive mode against a downstream whose capacity nobody tells it, halves that"
                + " capacity and restores it, and judges what the fleet made of it.",
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {"0:every promise was kept", "1:it was not, or the run failed", "130:stopped with Ctrl-C"})
public final class AdaptiveCommand implements Callable<Integer> {
    private static final int PARTITIONS = 12;
    private static final int PHASES = 3;
    private static final double STOCK_FACTOR = 1.3;
    private static final long POLL_MILLIS = 20;
    private static final Duration FIRST_CALL = Duration.ofMinutes(1);
    private static final List<String> FILES =
            List.of(Histories.ORDERS_FILE, Histories.CALLS_FILE, VerdictJson.FILE, AdaptiveReport.FILE);

    @Option(
            names = "--capacity",
            defaultValue = "1000",
            description = "Calls a second that the downstream sustains; default ${DEFAULT-VALUE}")
    private int capacity;

    @Option(names = "--cap", defaultValue = "5000", description = "The operator's cap; default ${DEFAULT-VALUE}")
    private int cap;

    @Option(names = "--phase", defaultValue = "PT40S", description = "Time of each capacity; default ${DEFAULT-VALUE}")
    private Duration phase = Duration.ZERO;

    @Option(names = "--workers", defaultValue = "2", description = "Order-workers; default ${DEFAULT-VALUE}")
    private int workers;

    @Mixin
    private RunOptions options = new RunOptions();

    @Override
    public Integer call() throws IOException {
        options.check(capacity >= 20 && capacity <= 20_000, "--capacity must be from 20 to 20000");
        options.check(cap >= capacity && cap <= 1_000_000, "--cap must be from the capacity to 1000000");
        options.check(phase.toSeconds() >= 5 && phase.toMinutes() < 60, "--phase must be from PT5S to PT1H");
        options.check(workers >= 1 && workers <= 9, "--workers must be from 1 to 9");
        FleetGround ground = FleetGround.of(
                options,
                FILES,
                new FleetSystem.Options(
                        cap,
                        capacity,
                        PARTITIONS,
                        Map.of("SLUICE_DRAIN_MODE", "adaptive"),
                        FleetSystem.Options.STOCK_PIECES_AMPLE));
        return ground.play(() -> {
            List<StepLine.Step> steps = play(ground);
            long endMicros = ground.clock().micros();
            ground.system().close();
            return judge(ground, steps, endMicros);
        });
    }

    private List<StepLine.Step> play(FleetGround ground) throws IOException, InterruptedException {
        FleetSystem system = ground.system();
        RunClock clock = ground.clock();
        ground.say("starting broker, downstream and %d workers", workers);
        system.start();
        int orders = (int) Math.ceil(capacity * phase.toSeconds() * PHASES * STOCK_FACTOR);
        List<ChildProcess> fleet = new ArrayList<>();
        for (int i = 0; i < workers; i++) {
            fleet.add(system.startWorker());
        }
        for (ChildProcess worker : fleet) {
            system.awaitReady(worker);
        }
        try (OrderHistory history = OrderHistory.start(ground.folder().directory())) {
            new OrderStock(system.bootstrapServers(), clock, history, "adaptive").lay(0, orders, OrderStock.Skew.NONE);
        }
        system.awaitStats(
                stats -> stats.getLong("calls", 0L) > 0,
                POLL_MILLIS,
                FIRST_CALL,
                () -> "no worker called the downstream within a minute");
        List<StepLine.Step> steps = new ArrayList<>();
        for (int capacityNow : new int[] {capacity, capacity / 2, capacity}) {
            if (!steps.isEmpty() && !system.setCapacity(capacityNow)) {
                throw new IllegalStateException("the downstream did not take another capacity");
            }
            steps.add(new StepLine.Step(clock.micros(), capacityNow));
            watch(ground, capacityNow);
        }
        return steps;
    }

    private void watch(FleetGround ground, int capacityNow) throws InterruptedException {
        FleetSystem system = ground.system();
        RunClock clock = ground.clock();
        long startNanos = clock.nanos();
        for (long second = 1; second <= phase.toSeconds(); second++) {
            long waitNanos = startNanos + TimeUnit.SECONDS.toNanos(second) - clock.nanos();
            TimeUnit.NANOSECONDS.sleep(Math.max(0, waitNanos));
            system.processes().requireStanding();
            var stats = system.downstreamStats();
            ground.say(
                    "%02d  capacity %d/s  calls %s/s  turned away so far %s",
                    second, capacityNow, stats.getValue("callsLastSecond", "?"), stats.getValue("overloaded", "?"));
        }
    }

    private static boolean judge(FleetGround ground, List<StepLine.Step> steps, long endMicros)
            throws IOException, UnreadableHistoryException {
        Path directory = ground.folder().directory();
        PrintWriter console = ground.console();
        List<CallLine> calls = Histories.readCalls(directory);
        AdaptiveVerdict verdict = AdaptiveVerdict.judge(steps, calls, endMicros);
        Files.writeString(directory.resolve(VerdictJson.FILE), AdaptiveVerdictText.json(verdict));
        Path report = directory.resolve(AdaptiveReport.FILE);
        Files.writeString(report, AdaptiveReport.of(verdict, calls, endMicros));
        Stage.tell(console, AdaptiveVerdictText.table(verdict), report);
        return verdict.clean();
    }
}
