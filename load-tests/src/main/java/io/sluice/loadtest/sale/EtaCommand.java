package io.sluice.loadtest.sale;

import io.sluice.loadtest.drive.ArrivalSchedule;
import io.sluice.loadtest.drive.Habits;
import io.sluice.loadtest.fleet.FleetSystem;
import io.sluice.loadtest.report.SaleFigures;
import io.sluice.loadtest.rig.RunOptions;
import io.sluice.loadtest.sample.FlashCrowd;
import io.sluice.loadtest.verdict.BuyerHistories;
import io.sluice.loadtest.verdict.EtaVerdict;
import io.sluice.loadtest.verdict.FleetFacts;
import io.sluice.loadtest.verdict.FleetFacts.Kind;
import io.sluice.loadtest.verdict.Ruling;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code eta}: whether buyers wait as long as they were told. Confined to the main thread. */
@Command(
        name = EtaVerdict.NAME,
        mixinStandardHelpOptions = true,
        description =
                "Plays a flash sale over two gateways, kills a worker, changes the rate, and judges the waiting times"
                        + " that buyers were told by the downstream's own stamps.",
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {"0:every promise was kept", "1:it was not, or the run failed", "130:stopped with Ctrl-C"})
public final class EtaCommand implements Callable<Integer> {
    private static final int GATEWAYS = 2;
    private static final double KILL_AT = 0.35;
    private static final double CHANGE_AT = 0.6;
    private static final Duration REPLACEMENT = Duration.ofSeconds(10);

    @Option(names = "--orders", defaultValue = "60000", description = "Orders in the crowd; default ${DEFAULT-VALUE}")
    private int orders;

    @Option(
            names = "--duration",
            defaultValue = "PT30S",
            description = "Time that the crowd is compressed to; default ${DEFAULT-VALUE}")
    private Duration duration = Duration.ZERO;

    @Option(
            names = "--rate",
            defaultValue = "500",
            description = "Calls a second by the whole fleet at first; default ${DEFAULT-VALUE}")
    private int rate;

    @Option(
            names = "--later-rate",
            defaultValue = "650",
            description = "The rate after three fifths of the drain; default ${DEFAULT-VALUE}")
    private int laterRate;

    @Option(names = "--workers", defaultValue = "3", description = "Order-workers; default ${DEFAULT-VALUE}")
    private int workers;

    @Option(
            names = "--watchers",
            defaultValue = "500",
            description = "Buyers that ask again while they wait; default ${DEFAULT-VALUE}")
    private int watchers;

    @Mixin
    private RunOptions options = new RunOptions();

    @Override
    public Integer call() throws IOException {
        options.check(orders >= 100 && orders <= 2_000_000, "--orders must be from 100 to 2000000");
        options.check(duration.toSeconds() >= 1 && duration.toMinutes() < 60, "--duration must be from PT1S to PT1H");
        options.check(rate >= 20 && rate <= 20_000, "--rate must be from 20 to 20000");
        options.check(laterRate >= 20 && laterRate <= 20_000, "--later-rate must be from 20 to 20000");
        options.check(workers >= 2 && workers <= 9, "--workers must be from 2 to 9");
        options.check(watchers >= 0 && watchers <= 10_000, "--watchers must be from 0 to 10000");
        SaleGround ground = SaleGround.of(
                options,
                SaleRun.FILES,
                FleetSystem.Options.ample(rate, SaleGround.PARTITIONS),
                Gateways.Options.polite(GATEWAYS));
        return ground.fleet().play(() -> {
            FleetFacts facts = new SaleRun(plan(), ground).run();
            ground.system().close();
            BuyerHistories histories = BuyerHistories.read(ground.directory());
            Ruling ruling = EtaVerdict.judge(facts, histories);
            return ground.tell(ruling, SaleFigures.eta(ruling, facts, histories));
        });
    }

    private SaleRun.Plan plan() {
        long[] dueNanos = FlashCrowd.trace().schedule(orders, duration.toNanos());
        double drainMillis = orders * 1e3 / rate;
        return new SaleRun.Plan(
                EtaVerdict.NAME,
                ArrivalSchedule.of(orders, order -> dueNanos[order]),
                Habits.steady(GATEWAYS),
                new SaleRun.Watching(watchers, false, orders),
                workers,
                List.of(
                        new SaleRun.Deed((long) (drainMillis * KILL_AT), Kind.KILL, 1, 0),
                        new SaleRun.Deed((long) (drainMillis * CHANGE_AT), Kind.RATE, 1, laterRate)),
                REPLACEMENT);
    }
}
