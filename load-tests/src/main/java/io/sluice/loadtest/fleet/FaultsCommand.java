package io.sluice.loadtest.fleet;

import io.sluice.loadtest.rig.RunOptions;
import io.sluice.loadtest.verdict.CallLine;
import io.sluice.loadtest.verdict.FleetFacts;
import io.sluice.loadtest.verdict.Histories;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code faults}: the proof of the fleet's rate with real processes. Wires the run together, ends every process that it
 * started whatever happens, and turns the verdict into an exit code. Confined to the main thread.
 */
@Command(
        name = "faults",
        mixinStandardHelpOptions = true,
        description = "Starts broker, downstream and a fleet of workers on loopback, kills, stops, adds and removes"
                + " workers, kills the broker, changes the rate, and judges the rate by the downstream's own stamps.",
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {"0:every promise was kept", "1:it was not, or the run failed", "130:stopped with Ctrl-C"})
public final class FaultsCommand implements Callable<Integer> {
    private static final double STOCK_FACTOR = 1.2;
    private static final Duration FULL_SUSPENSION = Duration.ofSeconds(30);
    private static final Duration REPLACEMENT = Duration.ofSeconds(4);
    private static final Duration FULL_DURATION = Duration.ofMinutes(10);
    private static final int SKEW_MARKS = 200;

    @Option(
            names = "--duration",
            defaultValue = "PT10M",
            description = "Time that the faults are spread over; default ${DEFAULT-VALUE}")
    private Duration duration = Duration.ZERO;

    @Option(names = "--faults", defaultValue = "30", description = "How many; default ${DEFAULT-VALUE}")
    private int faults;

    @Option(
            names = "--rate",
            defaultValue = "200",
            description = "Calls a second by the whole fleet, changed to half and one and a half of it on the way;"
                    + " default ${DEFAULT-VALUE}")
    private int rate;

    @Option(names = "--partitions", defaultValue = "12", description = "Of the orders topic; default ${DEFAULT-VALUE}")
    private int partitions;

    @Option(names = "--seed", defaultValue = "1998", description = "Of faults and victims; default ${DEFAULT-VALUE}")
    private long seed;

    @Mixin
    private RunOptions options = new RunOptions();

    @Override
    public Integer call() throws IOException {
        options.check(duration.compareTo(Duration.ofSeconds(20)) >= 0, "--duration must be at least PT20S");
        options.check(duration.compareTo(Duration.ofHours(2)) <= 0, "--duration must be at most PT2H");
        options.check(faults >= 1 && faults <= 200, "--faults must be from 1 to 200");
        options.check(rate >= 20 && rate <= 20_000, "--rate must be from 20 to 20000");
        options.check(partitions >= 1 && partitions <= 1_000, "--partitions must be from 1 to 1000");
        FleetGround ground =
                FleetGround.of(options, FleetGround.JUDGED_FILES, FleetSystem.Options.ample(rate, partitions));
        return ground.play(() -> {
            ground.say("starting broker and downstream");
            ground.system().start();
            FaultRun.Plan plan = plan(ground.folder().directory());
            FleetFacts facts = new FaultRun(plan, ground).run();
            ground.system().close();
            Histories histories = Histories.read(plan.directory());
            return ground.judge(withSkew(plan, facts, histories), histories);
        });
    }

    private FaultRun.Plan plan(Path directory) {
        List<FaultSchedule.Planned> schedule = FaultSchedule.of(seed, faults, duration, rate);
        int orders = (int) Math.ceil(
                Math.max(rate, FaultSchedule.meanRate(schedule, duration, rate)) * duration.toSeconds() * STOCK_FACTOR
                        + rate * (double) FaultRun.PRACTICE.toSeconds());
        long suspensionMillis = Math.max(
                3_000,
                Math.min(
                        FULL_SUSPENSION.toMillis(),
                        FULL_SUSPENSION.toMillis() * duration.toMillis() / FULL_DURATION.toMillis()));
        return new FaultRun.Plan(
                "faults",
                seed,
                duration,
                schedule,
                1,
                orders,
                new OrderStock.Skew(orders / 3, orders * 2 / 3),
                Duration.ofMillis(suspensionMillis),
                REPLACEMENT,
                "faults-" + seed,
                directory);
    }

    /** When the skewed orders were drained shows only afterwards: by the first calls for them, and for those after them. */
    private static FleetFacts withSkew(FaultRun.Plan plan, FleetFacts facts, Histories histories) {
        OrderStock.Skew skew = plan.skew();
        long fromMicros = firstCallMicros(plan.run(), skew.from(), histories.calls());
        long overMicros = firstCallMicros(plan.run(), skew.to(), histories.calls());
        List<FleetFacts.Fault> faults = new ArrayList<>(facts.faults());
        faults.add(new FleetFacts.Fault(
                FleetFacts.Kind.SKEW, "nine of ten orders in one partition", fromMicros, overMicros));
        faults.sort(Comparator.comparingLong(FleetFacts.Fault::atMicros));
        return facts.withFaults(faults);
    }

    private static long firstCallMicros(String run, int order, List<CallLine> calls) {
        Set<String> ids = new HashSet<>();
        for (int i = order; i < order + SKEW_MARKS; i++) {
            ids.add(OrderStock.id(run, i));
        }
        return calls.stream()
                .filter(call -> ids.contains(call.orderId()))
                .mapToLong(CallLine::receivedAtMicros)
                .min()
                .orElse(0);
    }
}
