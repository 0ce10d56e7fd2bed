package io.sluice.loadtest.demo;

import io.sluice.loadtest.drive.ArrivalSchedule;
import io.sluice.loadtest.drive.SampleSource;
import io.sluice.loadtest.report.HtmlReport;
import io.sluice.loadtest.rig.JudgedRun;
import io.sluice.loadtest.rig.Programs;
import io.sluice.loadtest.rig.RunFolder;
import io.sluice.loadtest.rig.RunOptions;
import io.sluice.loadtest.rig.Stage;
import io.sluice.loadtest.sample.ArrivalTrace;
import io.sluice.loadtest.sample.FlashCrowd;
import io.sluice.loadtest.sample.SampleOrders;
import io.sluice.loadtest.verdict.Histories;
import io.sluice.loadtest.verdict.RunFacts;
import io.sluice.loadtest.verdict.UnreadableHistoryException;
import io.sluice.loadtest.verdict.VerdictJson;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code demo}: the whole of Sluice on one machine, shown live and judged at the end. Wires the run together, ends every
 * process that it started whatever happens, and turns the verdict into an exit code. Confined to the main thread.
 */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description =
                "Starts broker, downstream, gateway and workers on loopback, replays a flash crowd, kills a worker,"
                        + " and judges what became of every order.",
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {"0:the verdict is clean", "1:it is not, or the demo could not run", "130:stopped with Ctrl-C"})
public final class DemoCommand implements Callable<Integer> {
    private static final double LEAD_IN_SHARE = 0.75;
    private static final List<String> FILES = List.of(
            Histories.ORDERS_FILE,
            Histories.CALLS_FILE,
            Histories.OUTCOMES_FILE,
            RunFacts.FILE,
            VerdictJson.FILE,
            HtmlReport.FILE);

    @Option(names = "--orders", defaultValue = "30000", description = "Orders in the crowd; default ${DEFAULT-VALUE}")
    private int orders;

    @Option(
            names = "--duration",
            defaultValue = "PT15S",
            description = "Time that the crowd is compressed to; default ${DEFAULT-VALUE}")
    private Duration duration = Duration.ZERO;

    @Option(
            names = "--lead-in",
            defaultValue = "PT8S",
            description =
                    "Quiet trade before the crowd, rising to three quarters of the rate; default ${DEFAULT-VALUE}")
    private Duration leadIn = Duration.ZERO;

    @Option(
            names = "--basket-lines",
            defaultValue = "5",
            description = "Longest basket, made of the sample's real order lines; default ${DEFAULT-VALUE}")
    private int basketLines;

    @Option(
            names = "--rate",
            defaultValue = "1000",
            description = "Calls a second by the whole fleet, and the downstream's capacity; default ${DEFAULT-VALUE}")
    private int rate;

    @Option(names = "--workers", defaultValue = "3", description = "Order-workers, 1 to 9; default ${DEFAULT-VALUE}")
    private int workers;

    @Option(
            names = "--kill",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description = "Kill one worker with SIGKILL half-way; on by default")
    private boolean kill;

    @Option(
            names = "--hold",
            arity = "0..1",
            fallbackValue = "true",
            description = "Leave everything running after the verdict, until Ctrl-C")
    private boolean hold;

    @Option(
            names = "--ports",
            defaultValue = "documented",
            description = "documented (9092, 8090, 8080, 8081, 8091…) or auto (whatever is free)")
    private String ports = "";

    @Option(names = "--gateway-jar", description = "Default: the one built beside this jar")
    private @Nullable Path gatewayJar;

    @Mixin
    private RunOptions options = new RunOptions();

    @Override
    public Integer call() throws IOException {
        options.check(orders >= 2 && orders <= 5_000_000, "--orders must be from 2 to 5000000");
        options.check(rate >= 1 && rate <= 100_000, "--rate must be from 1 to 100000");
        options.check(basketLines >= 1, "--basket-lines must be at least 1");
        options.check(workers >= 1 && workers <= 9, "--workers must be from 1 to 9");
        options.check(!duration.isNegative() && !duration.isZero(), "--duration must be longer than nothing");
        options.check(!leadIn.isNegative(), "--lead-in must not be negative");
        options.check(ports.equals("documented") || ports.equals("auto"), "--ports must be documented or auto");
        Programs programs = Programs.built(gatewayJar, options.workerJar());
        Programs.requireBuilt(programs.loadTests(), programs.gateway(), programs.worker());
        Ports chosen = ports.equals("auto") ? Ports.free(workers) : Ports.documented(workers);
        if (!chosen.taken().isEmpty()) {
            throw new IllegalStateException("somebody already listens on " + String.join(", ", chosen.taken())
                    + "; end that, or try --ports auto");
        }
        RunFolder folder = options.folder(FILES);
        PrintWriter console = options.console();
        DemoSystem system = new DemoSystem(programs, chosen, folder, rate, System::nanoTime);
        return Stage.run(system.processes(), folder, console, () -> play(chosen, folder, system, console));
    }

    private boolean play(Ports chosen, RunFolder folder, DemoSystem system, PrintWriter console)
            throws IOException, InterruptedException, UnreadableHistoryException {
        console.printf("Starting broker, downstream, gateway and %d workers …%n", workers);
        console.flush();
        system.start();
        if (system.isCrowdPolite()) {
            console.println(
                    "All of them share this machine: the order system goes first, then workers (nice 3), then buyers, gateway and broker (8)");
        }
        Screen screen = Screen.of(console, System.getenv());
        RunFacts facts = new DemoRun(plan(chosen, folder), system, RunOptions.clock(), screen).run();
        if (!hold) {
            system.close();
        }
        boolean clean = JudgedRun.tell(facts, folder.directory(), console).clean();
        if (hold) {
            hold(chosen, system, console);
        }
        return clean;
    }

    private DemoRun.Plan plan(Ports chosen, RunFolder folder) {
        ArrivalTrace trace = FlashCrowd.trace();
        long[] dueNanos = trace.schedule(orders, duration.toNanos());
        ArrivalSchedule crowd = ArrivalSchedule.of(orders, order -> dueNanos[order]);
        // A shop is open before the crowd comes; and a JVM that has just started is not what is to be judged.
        ArrivalSchedule before = leadIn.isZero()
                ? ArrivalSchedule.of(0, order -> 0)
                : ArrivalSchedule.ramp(0, rate * LEAD_IN_SHARE, leadIn);
        String arrivals = String.format(
                Locale.ROOT,
                "%,d of quiet trade in %.1f s, then the flash crowd of 1998-05-19: %,d, %.0f minutes in %.1f s, height ×"
                        + " %.2f, peak %.1f × median",
                before.orders(),
                leadIn.toMillis() / 1e3,
                orders,
                trace.recordedSeconds() / 60,
                duration.toMillis() / 1e3,
                orders / trace.recordedArrivals(),
                trace.peakOverMedian());
        return new DemoRun.Plan(
                before.then(crowd, leadIn),
                new SampleSource(SampleOrders.load(basketLines), "demo"),
                arrivals,
                rate,
                chosen,
                kill ? Optional.of("worker-" + (workers + 1) / 2) : Optional.empty(),
                hold,
                folder.directory());
    }

    private static void hold(Ports ports, DemoSystem system, PrintWriter console) throws InterruptedException {
        console.printf(
                "%nStill running, until Ctrl-C:%n  gateway     http://127.0.0.1:%d/v1/orders%n"
                        + "  metrics     http://127.0.0.1:%d/metrics%n  downstream  http://127.0.0.1:%d/stats%n"
                        + "  broker      %s%n  logs        %s%n",
                ports.gateway(),
                ports.gatewayManagement(),
                ports.downstream(),
                system.bootstrapServers(),
                system.processes().logs());
        console.flush();
        // Only the end of the JVM ends this; its hook stops the processes.
        new CountDownLatch(1).await();
    }
}
