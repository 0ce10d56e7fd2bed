package io.sluice.loadtest.sale;

import io.sluice.loadtest.drive.ArrivalSchedule;
import io.sluice.loadtest.drive.Habits;
import io.sluice.loadtest.fleet.FleetSystem;
import io.sluice.loadtest.report.SaleFigures;
import io.sluice.loadtest.rig.RunOptions;
import io.sluice.loadtest.verdict.BuyerHistories;
import io.sluice.loadtest.verdict.BuyersVerdict;
import io.sluice.loadtest.verdict.FleetFacts;
import io.sluice.loadtest.verdict.FleetFacts.Kind;
import io.sluice.loadtest.verdict.Ruling;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code buyers}: one outcome and one effect for every order, whatever buyers, the network and {@code kill -9} do.
 * Confined to the main thread.
 */
@Command(
        name = BuyersVerdict.NAME,
        mixinStandardHelpOptions = true,
        description =
                "Posts each order several times over two gateways with cut connections, kills every gateway and every"
                        + " worker once, and judges that each order had one outcome and one effect and that no watcher saw its place"
                        + " grow.",
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {"0:every promise was kept", "1:it was not, or the run failed", "130:stopped with Ctrl-C"})
public final class BuyersCommand implements Callable<Integer> {
    private static final int GATEWAYS = 2;
    private static final double ARRIVALS_SHARE = 0.9;
    private static final Duration REPLACEMENT = Duration.ofSeconds(4);
    // Spread over the drain: gateways while buyers still come, which they do for the first nine tenths.
    private static final double[] GATEWAY_KILLS = {0.15, 0.45};
    private static final double[] WORKER_KILLS = {0.3, 0.6, 0.8};

    @Option(
            names = "--orders",
            defaultValue = "200000",
            description = "Buyers, one order each; default ${DEFAULT-VALUE}")
    private int orders;

    @Option(
            names = "--posts",
            defaultValue = "5",
            description = "Each order is posted one to so many times, by will; default ${DEFAULT-VALUE}")
    private int posts;

    @Option(
            names = "--rate",
            defaultValue = "600",
            description = "Calls a second by the whole fleet; default ${DEFAULT-VALUE}")
    private int rate;

    @Option(names = "--workers", defaultValue = "3", description = "Order-workers; default ${DEFAULT-VALUE}")
    private int workers;

    @Option(
            names = "--watchers",
            defaultValue = "1000",
            description = "Buyers that watch their place; default ${DEFAULT-VALUE}")
    private int watchers;

    @Option(
            names = "--kill",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description = "On by default")
    private boolean kill;

    @Option(names = "--seed", defaultValue = "1998", description = "Of what buyers do; default ${DEFAULT-VALUE}")
    private long seed;

    @Mixin
    private RunOptions options = new RunOptions();

    @Override
    public Integer call() throws IOException {
        options.check(orders >= 100 && orders <= 2_000_000, "--orders must be from 100 to 2000000");
        options.check(posts >= 1 && posts <= 50, "--posts must be from 1 to 50");
        options.check(rate >= 20 && rate <= 20_000, "--rate must be from 20 to 20000");
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
            Ruling ruling = BuyersVerdict.judge(facts, histories);
            return ground.tell(ruling, SaleFigures.buyers(ruling, facts, histories));
        });
    }

    private SaleRun.Plan plan() {
        double drainMillis = orders * 1e3 / rate;
        Duration arrivals = Duration.ofMillis(Math.max(1, Math.round(drainMillis * ARRIVALS_SHARE)));
        List<SaleRun.Deed> deeds = new ArrayList<>();
        if (kill) {
            for (int i = 0; i < GATEWAY_KILLS.length; i++) {
                deeds.add(new SaleRun.Deed((long) (drainMillis * GATEWAY_KILLS[i]), Kind.GATEWAY, i + 1, 0));
            }
            for (int i = 0; i < Math.min(workers, WORKER_KILLS.length); i++) {
                deeds.add(new SaleRun.Deed((long) (drainMillis * WORKER_KILLS[i]), Kind.KILL, i + 1, 0));
            }
        }
        return new SaleRun.Plan(
                BuyersVerdict.NAME,
                ArrivalSchedule.constant(orders * 1e3 / arrivals.toMillis(), arrivals),
                Habits.nervous(seed, GATEWAYS, posts),
                new SaleRun.Watching(watchers, true, seed),
                workers,
                deeds,
                REPLACEMENT);
    }
}
