package io.sluice.loadtest.fleet;

import io.sluice.broker.LoopbackPorts;
import io.sluice.loadtest.drive.OrderHistory;
import io.sluice.loadtest.drive.RunClock;
import io.sluice.loadtest.report.AdaptiveReport;
import io.sluice.loadtest.rig.ChildProcess;
import io.sluice.loadtest.rig.Programs;
import io.sluice.loadtest.rig.RunFolder;
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
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

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
    private static final long FIRST_CALL_NANOS = TimeUnit.SECONDS.toNanos(60);
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

    @Option(names = "--worker-jar", description = "Default: the one built beside this jar")
    private @Nullable Path workerJar;

    @Option(
            names = "--out",
            description = "Where histories, logs and reports go; default reports/adaptive beside this jar")
    private @Nullable Path out;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        check(capacity >= 20 && capacity <= 20_000, "--capacity must be from 20 to 20000");
        check(cap >= capacity && cap <= 1_000_000, "--cap must be from the capacity to 1000000");
        check(phase.toSeconds() >= 5 && phase.toMinutes() < 60, "--phase must be from PT5S to PT1H");
        check(workers >= 1 && workers <= 9, "--workers must be from 1 to 9");
        Programs programs = Programs.built(null, workerJar);
        Programs.requireBuilt(programs.loadTests(), programs.worker());
        Path directory = out == null ? Programs.ownTarget().resolve("reports/adaptive") : out;
        RunFolder folder = RunFolder.prepare(directory.toAbsolutePath().normalize(), FILES);
        List<Integer> ports = new LoopbackPorts("127.0.0.1").free(2);
        RunClock clock = RunClock.anchored(System::nanoTime, ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now()));
        FleetSystem.Options options = new FleetSystem.Options(
                ports.get(0), ports.get(1), cap, capacity, PARTITIONS, Map.of("SLUICE_DRAIN_MODE", "adaptive"));
        FleetSystem system = new FleetSystem(programs, folder, clock, options);
        PrintWriter console = Objects.requireNonNull(spec, "picocli sets it before call()")
                .commandLine()
                .getOut();
        return Stage.run(system, folder, console, () -> {
            List<StepLine.Step> steps = play(folder, system, clock, console);
            long endMicros = clock.micros();
            system.close();
            return judge(folder, steps, endMicros, console);
        });
    }

    private List<StepLine.Step> play(RunFolder folder, FleetSystem system, RunClock clock, PrintWriter console)
            throws IOException, InterruptedException {
        say(console, "starting broker, downstream and %d workers", workers);
        system.start();
        int orders = (int) Math.ceil(capacity * phase.toSeconds() * PHASES * STOCK_FACTOR);
        List<ChildProcess> fleet = new ArrayList<>();
        for (int i = 0; i < workers; i++) {
            fleet.add(system.startWorker());
        }
        for (ChildProcess worker : fleet) {
            system.awaitReady(worker);
        }
        try (OrderHistory history = OrderHistory.start(folder.directory())) {
            new OrderStock(system.bootstrapServers(), clock, history, "adaptive").lay(0, orders, OrderStock.Skew.NONE);
        }
        awaitFirstCall(system, clock);
        List<StepLine.Step> steps = new ArrayList<>();
        for (int capacityNow : new int[] {capacity, capacity / 2, capacity}) {
            if (!steps.isEmpty() && !system.setCapacity(capacityNow)) {
                throw new IllegalStateException("the downstream did not take another capacity");
            }
            steps.add(new StepLine.Step(clock.micros(), capacityNow));
            watch(system, clock, capacityNow, console);
        }
        return steps;
    }

    private static void awaitFirstCall(FleetSystem system, RunClock clock) throws InterruptedException {
        long deadlineNanos = clock.nanos() + FIRST_CALL_NANOS;
        while (system.downstreamStats().getLong("calls", 0L) == 0) {
            if (clock.nanos() > deadlineNanos) {
                throw new IllegalStateException("no worker called the downstream within a minute");
            }
            Thread.sleep(POLL_MILLIS);
        }
    }

    private void watch(FleetSystem system, RunClock clock, int capacityNow, PrintWriter console)
            throws InterruptedException {
        long startNanos = clock.nanos();
        for (long second = 1; second <= phase.toSeconds(); second++) {
            long waitNanos = startNanos + TimeUnit.SECONDS.toNanos(second) - clock.nanos();
            TimeUnit.NANOSECONDS.sleep(Math.max(0, waitNanos));
            if (system.processes().isStopping()) {
                throw new InterruptedException("the run is being stopped");
            }
            if (!system.processes().fallen().isEmpty()) {
                throw new IllegalStateException(
                        system.processes().fallen().get(0).epitaph());
            }
            var stats = system.downstreamStats();
            say(
                    console,
                    "%02d  capacity %d/s  calls %s/s  turned away so far %s",
                    second,
                    capacityNow,
                    stats.getValue("callsLastSecond", "?"),
                    stats.getValue("overloaded", "?"));
        }
    }

    private static boolean judge(RunFolder folder, List<StepLine.Step> steps, long endMicros, PrintWriter console)
            throws IOException, UnreadableHistoryException {
        List<CallLine> calls = Histories.readCalls(folder.directory());
        AdaptiveVerdict verdict = AdaptiveVerdict.judge(steps, calls, endMicros);
        Files.writeString(folder.directory().resolve(VerdictJson.FILE), AdaptiveVerdictText.json(verdict));
        Path report = folder.directory().resolve(AdaptiveReport.FILE);
        Files.writeString(report, AdaptiveReport.of(verdict, calls, endMicros));
        console.println();
        console.print(AdaptiveVerdictText.table(verdict));
        console.printf("%nReport: %s%n", report);
        console.flush();
        return verdict.clean();
    }

    private static void say(PrintWriter console, String format, Object... values) {
        console.println(String.format(Locale.ROOT, format, values));
        console.flush();
    }

    private void check(boolean holds, String message) {
        if (!holds && spec != null) {
            throw new ParameterException(spec.commandLine(), message);
        }
    }
}
