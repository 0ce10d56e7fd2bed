package io.sluice.loadtest.fleet;

import io.sluice.contract.Topics;
import io.sluice.loadtest.drive.OrderHistory;
import io.sluice.loadtest.drive.RunClock;
import io.sluice.loadtest.rig.ChildProcess;
import io.sluice.loadtest.rig.RunOptions;
import io.sluice.loadtest.verdict.FleetFacts;
import io.sluice.loadtest.verdict.Histories;
import io.sluice.loadtest.verdict.OutcomeHistory;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code hot-partition}: nine of ten orders lie in one partition, which one worker of many owns; does the fleet use its
 * whole rate all the same? Confined to the main thread.
 */
@Command(
        name = "hot-partition",
        mixinStandardHelpOptions = true,
        description = "Lays nine of ten orders into one partition, starts a fleet of workers, of which one owns it, and"
                + " judges the rate by the downstream's own stamps.",
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {"0:every promise was kept", "1:it was not, or the run failed", "130:stopped with Ctrl-C"})
public final class HotPartitionCommand implements Callable<Integer> {
    private static final double CAPACITY_FACTOR = 3;
    private static final long POLL_MILLIS = 1_000;
    private static final long STUCK_NANOS = TimeUnit.SECONDS.toNanos(60);

    @Option(names = "--workers", defaultValue = "8", description = "How many; default ${DEFAULT-VALUE}")
    private int workers;

    @Option(names = "--partitions", defaultValue = "64", description = "Of the orders topic; default ${DEFAULT-VALUE}")
    private int partitions;

    @Option(
            names = "--rate",
            defaultValue = "500",
            description = "Calls a second by the whole fleet; default ${DEFAULT-VALUE}")
    private int rate;

    @Option(
            names = "--duration",
            defaultValue = "PT1M",
            description = "How long the orders last once the fleet has its pace; default ${DEFAULT-VALUE}")
    private Duration duration = Duration.ZERO;

    @Mixin
    private RunOptions options = new RunOptions();

    @Override
    public Integer call() throws IOException {
        options.check(workers >= 1 && workers <= 64, "--workers must be from 1 to 64");
        options.check(partitions >= 1 && partitions <= 1_000, "--partitions must be from 1 to 1000");
        options.check(rate >= 20 && rate <= 20_000, "--rate must be from 20 to 20000");
        options.check(duration.toSeconds() >= 10 && duration.toMinutes() < 60, "--duration must be from PT10S to PT1H");
        FleetGround ground = FleetGround.of(
                options,
                FleetGround.JUDGED_FILES,
                new FleetSystem.Options(rate, rate * CAPACITY_FACTOR, partitions, Map.of()));
        return ground.play(() -> {
            ground.say("starting broker and downstream");
            ground.system().start();
            FleetFacts facts = drain(ground);
            ground.system().close();
            return ground.judge(facts, Histories.read(ground.folder().directory()));
        });
    }

    private FleetFacts drain(FleetGround ground) throws IOException, InterruptedException {
        FleetSystem system = ground.system();
        RunClock clock = ground.clock();
        Path directory = ground.folder().directory();
        SettledOrders settled = new SettledOrders();
        List<String> mishaps = new ArrayList<>();
        int orders = Math.toIntExact(duration.plus(FaultRun.PRACTICE).toSeconds() * rate);
        try (OrderHistory history = OrderHistory.start(directory);
                OutcomeHistory outcomes = OutcomeHistory.start(
                        system.bootstrapServers(), new Topics("").orderOutcomes(), directory, settled::settled)) {
            ground.say("laying %,d orders ready, nine of ten in one of %d partitions", orders, partitions);
            new OrderStock(system.bootstrapServers(), clock, history, "hot-partition")
                    .lay(0, orders, new OrderStock.Skew(0, orders));
            ground.say("starting %d workers", workers);
            List<ChildProcess> fleet = new ArrayList<>();
            for (int i = 0; i < workers; i++) {
                fleet.add(system.startWorker());
            }
            for (ChildProcess worker : fleet) {
                system.awaitReady(worker);
            }
            Pace.await(system);
            long measuredFromMicros = clock.micros();
            awaitSettled(ground, settled, orders, mishaps);
            List<FleetFacts.Life> lives = system.lives();
            system.processes().stop("worker-");
            outcomes.finish();
            note(mishaps, outcomes.mishap());
            note(mishaps, history.mishap());
            return new FleetFacts(
                    "hot-partition", rate, orders, measuredFromMicros, List.of(), lives, List.of(), mishaps);
        }
    }

    /** The workers are other processes, so all there is to do is to look again. */
    private static void awaitSettled(FleetGround ground, SettledOrders settled, int orders, List<String> mishaps)
            throws InterruptedException {
        int progress = settled.count();
        long progressNanos = ground.clock().nanos();
        while (settled.count() < orders) {
            for (ChildProcess child : ground.system().processes().newlyFallen()) {
                mishaps.add(child.state());
                ground.say("%s", child.epitaph());
            }
            if (settled.count() > progress) {
                progress = settled.count();
                progressNanos = ground.clock().nanos();
            } else if (ground.clock().nanos() - progressNanos > STUCK_NANOS) {
                mishaps.add("nothing was settled for a minute with " + (orders - progress) + " orders open");
                return;
            }
            ground.say(
                    "calls %s/s  settled %,d of %,d",
                    ground.system().downstreamStats().getValue("callsLastSecond", "?"), progress, orders);
            Thread.sleep(POLL_MILLIS);
        }
    }

    private static void note(List<String> mishaps, @Nullable String mishap) {
        if (mishap != null) {
            mishaps.add(mishap);
        }
    }
}
