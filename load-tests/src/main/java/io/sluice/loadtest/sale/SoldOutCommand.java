package io.sluice.loadtest.sale;

import io.sluice.loadtest.fleet.FleetSystem;
import io.sluice.loadtest.report.SoldOutFigures;
import io.sluice.loadtest.rig.RunOptions;
import io.sluice.loadtest.verdict.FleetFacts;
import io.sluice.loadtest.verdict.Ruling;
import io.sluice.loadtest.verdict.SoldOutHistories;
import io.sluice.loadtest.verdict.SoldOutVerdict;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sold-out}: whether a sale that is over is over for everybody at once. Confined to the main thread. */
@Command(
        name = SoldOutVerdict.NAME,
        mixinStandardHelpOptions = true,
        description =
                "Lets SKUs sell out one after the other and measures how long the last gateway goes on taking orders"
                        + " for each; then sells out the SKU that most of a long queue is for, and measures how quickly that part"
                        + " settles while the others are drained.",
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {"0:every promise was kept", "1:it was not, or the run failed", "130:stopped with Ctrl-C"})
public final class SoldOutCommand implements Callable<Integer> {
    private static final int GATEWAYS = 2;
    private static final long STOCK_PIECES = 1;
    private static final double CAPACITY_FACTOR = 3;

    @Option(names = "--skus", defaultValue = "150", description = "To sell out one by one; default ${DEFAULT-VALUE}")
    private int skus;

    @Option(
            names = "--probe",
            defaultValue = "PT0.005S",
            description = "How often each gateway is asked for the SKU; default ${DEFAULT-VALUE}")
    private Duration probe = Duration.ZERO;

    @Option(
            names = "--tail",
            defaultValue = "100000",
            description = "Queued orders for the SKU that sells out; default ${DEFAULT-VALUE}")
    private int tail;

    @Option(
            names = "--lead",
            defaultValue = "15",
            description = "Seconds of other orders before the tail, and again among it; default ${DEFAULT-VALUE}")
    private int lead;

    @Option(
            names = "--rate",
            // What two slow cores carry beside the tail, with everything on them.
            defaultValue = "300",
            description = "Calls a second by the whole fleet; default ${DEFAULT-VALUE}")
    private int rate;

    @Option(names = "--workers", defaultValue = "3", description = "Order-workers; default ${DEFAULT-VALUE}")
    private int workers;

    @Mixin
    private RunOptions options = new RunOptions();

    @Override
    public Integer call() throws IOException {
        options.check(skus >= 1 && skus <= 10_000, "--skus must be from 1 to 10000");
        options.check(probe.toMillis() >= 1 && probe.toMillis() <= 1_000, "--probe must be from PT0.001S to PT1S");
        options.check(tail >= 10 && tail <= 1_000_000, "--tail must be from 10 to 1000000");
        options.check(lead >= 1 && lead <= 60, "--lead must be from 1 to 60");
        options.check(rate >= 20 && rate <= 20_000, "--rate must be from 20 to 20000");
        options.check(workers >= 1 && workers <= 9, "--workers must be from 1 to 9");
        SaleGround ground = SaleGround.of(
                options,
                SoldOutRun.FILES,
                new FleetSystem.Options(rate, rate * CAPACITY_FACTOR, SaleGround.PARTITIONS, Map.of(), STOCK_PIECES),
                Gateways.Options.polite(GATEWAYS));
        return ground.fleet().play(() -> {
            FleetFacts facts = new SoldOutRun(new SoldOutRun.Plan(skus, probe, tail, lead, workers), ground).run();
            ground.system().close();
            SoldOutHistories histories = SoldOutHistories.read(ground.directory());
            Ruling ruling = SoldOutVerdict.judge(facts, histories);
            return ground.tell(ruling, SoldOutFigures.page(ruling, facts, histories));
        });
    }
}
