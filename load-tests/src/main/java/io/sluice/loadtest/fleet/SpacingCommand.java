package io.sluice.loadtest.fleet;

import io.sluice.broker.LoopbackPorts;
import io.sluice.loadtest.drive.OrderHistory;
import io.sluice.loadtest.drive.RunClock;
import io.sluice.loadtest.rig.ChildProcess;
import io.sluice.loadtest.rig.Programs;
import io.sluice.loadtest.rig.RunFolder;
import io.sluice.loadtest.verdict.CallLine;
import io.sluice.loadtest.verdict.Histories;
import io.sluice.loadtest.verdict.Spacing;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
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
 * {@code spacing}: how evenly one worker calls, against a bare timer loop that calls the same order system afterwards, and
 * whether a worker that had nothing to do bursts when there is work again. Confined to the main thread.
 */
@Command(
        name = "spacing",
        mixinStandardHelpOptions = true,
        description =
                "Measures the gaps between one worker's calls at the downstream against those of a bare timer loop,"
                        + " and the first calls after an idle time.",
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:no burst after the idle time",
            "1:there was one, or the run failed",
            "130:stopped with Ctrl-C"
        })
public final class SpacingCommand implements Callable<Integer> {
    private static final int PARTITIONS = 12;
    private static final double CAPACITY_FACTOR = 3;
    private static final int SECONDS_BEFORE = 20;
    private static final int SECONDS_AFTER_IDLE = 5;
    private static final long MARGIN_MILLIS = 2_000;
    private static final long POLL_MILLIS = 100;
    private static final List<String> FILES = List.of(Histories.ORDERS_FILE, Histories.CALLS_FILE);

    @Option(names = "--rate", defaultValue = "1000", description = "Calls a second; default ${DEFAULT-VALUE}")
    private int rate;

    @Option(
            names = "--duration",
            defaultValue = "PT30S",
            description = "Time measured of each; default ${DEFAULT-VALUE}")
    private Duration duration = Duration.ZERO;

    @Option(names = "--idle", defaultValue = "PT1M", description = "Time without work; default ${DEFAULT-VALUE}")
    private Duration idle = Duration.ZERO;

    @Option(names = "--worker-jar", description = "Default: the one built beside this jar")
    private @Nullable Path workerJar;

    @Option(names = "--out", description = "Where histories and logs go; default reports/spacing beside this jar")
    private @Nullable Path out;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        check(rate >= 1 && rate <= 20_000, "--rate must be from 1 to 20000");
        check(duration.toSeconds() >= 1 && duration.toMinutes() < 60, "--duration must be from PT1S to PT1H");
        check(!idle.isNegative() && idle.toMinutes() < 60, "--idle must be from PT0S to PT1H");
        Programs programs = Programs.built(null, workerJar);
        Programs.requireBuilt(programs.loadTests(), programs.worker());
        Path directory = out == null ? Programs.ownTarget().resolve("reports/spacing") : out;
        RunFolder folder = RunFolder.prepare(directory.toAbsolutePath().normalize(), FILES);
        List<Integer> ports = new LoopbackPorts("127.0.0.1").free(2);
        RunClock clock = RunClock.anchored(System::nanoTime, ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now()));
        FleetSystem system = new FleetSystem(
                programs,
                folder,
                clock,
                new FleetSystem.Options(
                        ports.get(0), ports.get(1), rate, rate * CAPACITY_FACTOR, PARTITIONS, Map.of()));
        PrintWriter console = Objects.requireNonNull(spec, "picocli sets it before call()")
                .commandLine()
                .getOut();
        return Stage.run(system, folder, console, () -> {
            Moments moments = measure(programs, folder, system, clock, console);
            system.close();
            return tell(moments, Histories.readCalls(folder.directory()), console);
        });
    }

    /** When what was measured began. */
    private record Moments(long workerMicros, long afterIdleMicros, long metronomeMicros) {}

    private Moments measure(
            Programs programs, RunFolder folder, FleetSystem system, RunClock clock, PrintWriter console)
            throws IOException, InterruptedException {
        say(console, "starting broker, downstream and one worker");
        system.start();
        int orders = Math.toIntExact((duration.toSeconds() + SECONDS_BEFORE) * rate);
        int ordersAfterIdle = rate * SECONDS_AFTER_IDLE;
        try (OrderHistory history = OrderHistory.start(folder.directory())) {
            OrderStock stock = new OrderStock(system.bootstrapServers(), clock, history, "spacing");
            stock.lay(0, orders, OrderStock.Skew.NONE);
            ChildProcess worker = system.startWorker();
            system.awaitReady(worker);
            new Pace(system, clock).await();
            long workerMicros = clock.micros();
            awaitCalls(system, clock, orders);
            say(console, "idle for " + idle);
            Thread.sleep(idle.toMillis());
            long afterIdleMicros = clock.micros();
            stock.lay(orders, orders + ordersAfterIdle, OrderStock.Skew.NONE);
            awaitCalls(system, clock, orders + ordersAfterIdle);
            worker.askToStop();
            worker.awaitEnd(TimeUnit.SECONDS.toMillis(10));
            say(console, "a bare timer loop instead");
            ChildProcess metronome = system.processes()
                    .start(
                            "worker-metronome",
                            programs.ownCommand(
                                    256,
                                    "metronome",
                                    "--port",
                                    "" + system.options().downstreamPort(),
                                    "--rate",
                                    "" + rate,
                                    "--duration",
                                    duration.plusMillis(3 * MARGIN_MILLIS).toString()),
                            Map.of());
            awaitCalls(system, clock, orders + ordersAfterIdle + 1);
            long metronomeMicros = clock.micros() + MARGIN_MILLIS * 1_000;
            metronome.awaitEnd(duration.toMillis() + TimeUnit.SECONDS.toMillis(30));
            return new Moments(workerMicros, afterIdleMicros, metronomeMicros);
        }
    }

    private void awaitCalls(FleetSystem system, RunClock clock, long calls) throws InterruptedException {
        long deadlineNanos = clock.nanos() + duration.plusMinutes(2).toNanos();
        while (system.downstreamStats().getLong("calls", 0L) < calls) {
            if (clock.nanos() > deadlineNanos) {
                throw new IllegalStateException("the downstream still waits for call " + calls);
            }
            Thread.sleep(POLL_MILLIS);
        }
    }

    private boolean tell(Moments moments, List<CallLine> calls, PrintWriter console) {
        console.printf(
                "%n%-18s %10s %10s %12s %12s %12s %16s%n",
                "", "calls", "calls/s", "CV of gaps", "gap p99", "gap max", "most in 100 ms");
        line(console, "one worker", spacing(calls, moments.workerMicros()));
        line(console, "bare timer loop", spacing(calls, moments.metronomeMicros()));
        int burst = Spacing.firstBurst(calls, moments.afterIdleMicros());
        int burstMax = (int) Math.floor(rate * 0.1 + 1);
        boolean calm = burst > 0 && burst <= burstMax;
        console.printf(
                "%n%s first 100 ms after %s without work: %d calls, at most %d%n",
                calm ? "✓" : "✗", idle, burst, burstMax);
        console.flush();
        return calm;
    }

    private Spacing spacing(List<CallLine> calls, long fromMicros) {
        return Spacing.of(calls, fromMicros, fromMicros + duration.toNanos() / 1_000);
    }

    private static void line(PrintWriter console, String name, Spacing spacing) {
        console.printf(
                Locale.ROOT,
                "%-18s %,10d %,10.1f %12.3f %9.2f ms %9.2f ms %16d%n",
                name,
                spacing.calls(),
                spacing.perSecond(),
                spacing.variation(),
                spacing.gapP99Millis(),
                spacing.gapMaxMillis(),
                spacing.mostIn100Millis());
    }

    private static void say(PrintWriter console, String text) {
        console.println(text);
        console.flush();
    }

    private void check(boolean holds, String message) {
        if (!holds && spec != null) {
            throw new ParameterException(spec.commandLine(), message);
        }
    }
}
