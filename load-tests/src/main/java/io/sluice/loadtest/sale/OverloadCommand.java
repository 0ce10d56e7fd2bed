package io.sluice.loadtest.sale;

import io.sluice.loadtest.fleet.FleetSystem;
import io.sluice.loadtest.report.OverloadFigures;
import io.sluice.loadtest.rig.Courtesy.Place;
import io.sluice.loadtest.rig.RunOptions;
import io.sluice.loadtest.verdict.OverloadFacts;
import io.sluice.loadtest.verdict.OverloadHistories;
import io.sluice.loadtest.verdict.OverloadVerdict;
import io.sluice.loadtest.verdict.Ruling;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code overload}: what a gateway does with several times what it can take. Confined to the main thread. */
@Command(
        name = OverloadVerdict.NAME,
        mixinStandardHelpOptions = true,
        description = {
            "Finds out how many orders a second a gateway takes, offers it several times that, and measures what it still"
                    + " takes, how fast it turns the rest away, its live heap, and how soon it is well again.",
            "What it takes is what Kafka takes from it: so many orders in flight, of so many milliseconds each. A gateway whose"
                    + " own processors are the limit cannot be offered several times that: reading an order to refuse it"
                    + " costs it nearly what accepting it does."
        },
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {"0:every promise was kept", "1:it was not, or the run failed", "130:stopped with Ctrl-C"})
public final class OverloadCommand implements Callable<Integer> {
    private static final int HEAP_MIB = 512;

    /** Nobody waits for these orders; what is accepted would be, at most, in two hours. */
    private static final int DRAIN_PER_SECOND = 200;

    @Option(
            names = "--times",
            defaultValue = "5",
            description = "The peak is offered so often; default ${DEFAULT-VALUE}")
    private double times;

    @Option(
            names = "--in-flight",
            defaultValue = "64",
            description = "SLUICE_IN_FLIGHT_ORDERS_MAX of the gateway; default ${DEFAULT-VALUE}")
    private int inFlight;

    @Option(
            names = "--kafka-millis",
            defaultValue = "20",
            description =
                    "How much longer Kafka takes with an order than the broker of this machine (the producer's linger.ms):"
                            + " about a cluster over several sites; default ${DEFAULT-VALUE}")
    private int kafkaMillis;

    @Option(names = "--duration", defaultValue = "PT60S", description = "Of the overload; default ${DEFAULT-VALUE}")
    private Duration duration = Duration.ZERO;

    @Mixin
    private RunOptions options = new RunOptions();

    @Override
    public Integer call() throws IOException {
        options.check(times > 1 && times <= 100, "--times must be above 1 and at most 100");
        options.check(inFlight >= 1 && inFlight <= 10_000, "--in-flight must be from 1 to 10000");
        options.check(kafkaMillis >= 0 && kafkaMillis <= 1_000, "--kafka-millis must be from 0 to 1000");
        options.check(duration.toSeconds() >= 3 && duration.toMinutes() < 60, "--duration must be from PT3S to PT1H");
        SaleGround ground = SaleGround.of(
                options,
                OverloadRun.FILES,
                FleetSystem.Options.ample(DRAIN_PER_SECOND, SaleGround.PARTITIONS),
                new Gateways.Options(
                        1,
                        HEAP_MIB,
                        Place.EQUAL,
                        false,
                        Map.of(
                                "SLUICE_IN_FLIGHT_ORDERS_MAX",
                                "" + inFlight,
                                "SLUICE_KAFKA_LINGER_MS",
                                "" + kafkaMillis,
                                "SLUICE_MAX_WAIT",
                                "PT720H")));
        return ground.fleet().play(() -> {
            OverloadFacts facts = new OverloadRun(new OverloadRun.Plan(times, inFlight, duration), ground).run();
            ground.system().close();
            OverloadHistories histories = OverloadHistories.read(ground.directory());
            Ruling ruling = OverloadVerdict.judge(facts, histories);
            return ground.tell(ruling, OverloadFigures.page(ruling, facts, histories));
        });
    }
}
