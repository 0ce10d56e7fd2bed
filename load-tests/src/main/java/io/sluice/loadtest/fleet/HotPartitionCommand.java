package io.sluice.loadtest.fleet;

import io.sluice.loadtest.rig.RunOptions;
import io.sluice.loadtest.verdict.FleetFacts;
import io.sluice.loadtest.verdict.Histories;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code hot-partition}: nine of ten orders lie in one partition, which one worker of many owns; does the fleet use its
 * whole rate all the same? Confined to the main thread.
 */
@Command(
        name = HotPartitionCommand.NAME,
        mixinStandardHelpOptions = true,
        description = "Lays nine of ten orders into one partition, starts a fleet of workers, of which one owns it, and"
                + " judges the rate by the downstream's own stamps.",
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {"0:every promise was kept", "1:it was not, or the run failed", "130:stopped with Ctrl-C"})
public final class HotPartitionCommand implements Callable<Integer> {
    static final String NAME = "hot-partition";

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
        FleetGround ground =
                FleetGround.of(options, FleetGround.JUDGED_FILES, FleetSystem.Options.ample(rate, partitions));
        return ground.play(() -> {
            ground.say("starting broker and downstream");
            ground.system().start();
            FleetFacts facts = new FaultRun(plan(ground.folder().directory()), ground).run();
            ground.system().close();
            return ground.judge(facts, Histories.read(ground.folder().directory()));
        });
    }

    /** Nothing is done to the fleet. */
    private FaultRun.Plan plan(Path directory) {
        int orders = Math.toIntExact(duration.plus(FaultRun.PRACTICE).toSeconds() * rate);
        return new FaultRun.Plan(
                NAME,
                0,
                duration,
                List.of(),
                workers,
                orders,
                new OrderStock.Skew(0, orders),
                Duration.ZERO,
                Duration.ZERO,
                NAME,
                directory);
    }
}
