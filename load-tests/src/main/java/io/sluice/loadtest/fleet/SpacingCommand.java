package io.sluice.loadtest.fleet;

import io.sluice.loadtest.drive.OrderHistory;
import io.sluice.loadtest.drive.RunClock;
import io.sluice.loadtest.rig.ChildProcess;
import io.sluice.loadtest.rig.RunOptions;
import io.sluice.loadtest.verdict.CallLine;
import io.sluice.loadtest.verdict.Histories;
import io.sluice.loadtest.verdict.Spacing;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

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

    @Mixin
    private RunOptions options = new RunOptions();

    @Override
    public Integer call() throws IOException {
        options.check(rate >= 1 && rate <= 20_000, "--rate must be from 1 to 20000");
        options.check(duration.toSeconds() >= 1 && duration.toMinutes() < 60, "--duration must be from PT1S to PT1H");
        options.check(!idle.isNegative() && idle.toMinutes() < 60, "--idle must be from PT0S to PT1H");
        FleetGround ground = FleetGround.of(options, FILES, FleetSystem.Options.ample(rate, PARTITIONS));
        return ground.play(() -> {
            Moments moments = measure(ground);
            ground.system().close();
            return tell(moments, Histories.readCalls(ground.folder().directory()), ground.console());
        });
    }

    /** When what was measured began. */
    private record Moments(long workerMicros, long afterIdleMicros, long metronomeMicros) {}

    private Moments measure(FleetGround ground) throws IOException, InterruptedException {
        FleetSystem system = ground.system();
        RunClock clock = ground.clock();
        ground.say("starting broker, downstream and one worker");
        system.start();
        int orders = Math.toIntExact((duration.toSeconds() + SECONDS_BEFORE) * rate);
        int ordersAfterIdle = rate * SECONDS_AFTER_IDLE;
        try (OrderHistory history = OrderHistory.start(ground.folder().directory())) {
            OrderStock stock = new OrderStock(system.bootstrapServers(), clock, history, "spacing");
            stock.lay(0, orders, OrderStock.Skew.NONE);
            ChildProcess worker = system.startWorker();
            system.awaitReady(worker);
            Pace.await(system);
            long workerMicros = clock.micros();
            awaitCalls(system, orders);
            ground.say("idle for %s", idle);
            Thread.sleep(idle.toMillis());
            long afterIdleMicros = clock.micros();
            stock.lay(orders, orders + ordersAfterIdle, OrderStock.Skew.NONE);
            awaitCalls(system, orders + ordersAfterIdle);
            worker.askToStop();
            worker.awaitEnd(TimeUnit.SECONDS.toMillis(10));
            ground.say("a bare timer loop instead");
            ChildProcess metronome = system.processes()
                    .start(
                            "worker-metronome",
                            ground.programs()
                                    .ownCommand(
                                            256,
                                            "metronome",
                                            "--port",
                                            "" + system.downstreamPort(),
                                            "--rate",
                                            "" + rate,
                                            "--duration",
                                            duration.plusMillis(3 * MARGIN_MILLIS)
                                                    .toString()),
                            Map.of());
            awaitCalls(system, orders + ordersAfterIdle + 1);
            long metronomeMicros = clock.micros() + MARGIN_MILLIS * 1_000;
            metronome.awaitEnd(duration.toMillis() + TimeUnit.SECONDS.toMillis(30));
            return new Moments(workerMicros, afterIdleMicros, metronomeMicros);
        }
    }

    private void awaitCalls(FleetSystem system, long calls) throws InterruptedException {
        system.awaitStats(
                stats -> stats.getLong("calls", 0L) >= calls,
                POLL_MILLIS,
                duration.plusMinutes(2),
                () -> "the downstream still waits for call " + calls);
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
}
