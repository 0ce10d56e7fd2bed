package io.sluice.loadtest.burst;

import io.sluice.loadtest.cli.Invocation;
import io.sluice.loadtest.drive.ArrivalSchedule;
import io.sluice.loadtest.drive.SampleSource;
import io.sluice.loadtest.rig.JudgedRun;
import io.sluice.loadtest.rig.Programs;
import io.sluice.loadtest.rig.RunOptions;
import io.sluice.loadtest.sample.FlashCrowd;
import io.sluice.loadtest.sample.SampleOrders;
import io.sluice.loadtest.verdict.RunFacts;
import io.sluice.loadtest.verdict.UnreadableHistoryException;
import io.sluice.loadtest.verdict.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code burst}: sends a flash crowd at a Sluice that runs already, such as that of {@code compose.yaml}, and judges what
 * became of every order. It starts and breaks nothing; whoever breaks something meanwhile should say so beside the verdict.
 * Confined to the main thread.
 */
@Command(
        name = "burst",
        mixinStandardHelpOptions = true,
        description = {
            "Sends a flash crowd at a gateway that runs already, follows the outcomes in Kafka, and judges what became of"
                    + " every order by the order system's own history.",
            "Whatever else the fleet does meanwhile is judged, too: nobody else should send it orders."
        },
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {"0:the verdict is clean", "1:it is not, or the burst could not run"})
public final class BurstCommand implements Callable<Integer> {
    /** Longest basket, as in the demo. */
    private static final int BASKET_LINES = 5;

    @Option(
            names = "--host",
            defaultValue = "127.0.0.1",
            description = "Where the gateway or its balancer is; default ${DEFAULT-VALUE}")
    private String host = "";

    @Option(names = "--port", defaultValue = "8080", description = "Its public port; default ${DEFAULT-VALUE}")
    private int port;

    @Option(
            names = "--bootstrap",
            defaultValue = "127.0.0.1:9092",
            description = "Kafka's brokers, host:port, comma-separated; default ${DEFAULT-VALUE}")
    private String bootstrapServers = "";

    @Option(
            names = "--calls",
            required = true,
            paramLabel = "FILE",
            description = "The history that the reference order system writes (downstream --history)")
    private Path calls = Path.of("");

    @Option(names = "--orders", defaultValue = "6000", description = "Orders in the crowd; default ${DEFAULT-VALUE}")
    private int orders;

    @Option(
            names = "--duration",
            defaultValue = "PT10S",
            description = "Time that the crowd is compressed to; default ${DEFAULT-VALUE}")
    private Duration duration = Duration.ZERO;

    @Option(
            names = "--rate",
            defaultValue = "200",
            description = "The fleet's rate, by which calls are judged; it is not set; default ${DEFAULT-VALUE}")
    private int rate;

    @Option(names = "--workers", defaultValue = "3", description = "Order-workers that run; default ${DEFAULT-VALUE}")
    private int workers;

    @Option(
            names = "--unpaced",
            description = "Judge what became of the orders, not the rate of their calls, which wants an idle machine")
    private boolean unpaced;

    @Option(names = "--out", description = "Where histories and reports go; default reports/burst beside this jar")
    private @Nullable Path out;

    @Mixin
    private Invocation invocation = new Invocation();

    @Override
    public Integer call() throws IOException {
        invocation.check(orders >= 2 && orders <= 5_000_000, "--orders must be from 2 to 5000000");
        invocation.check(rate >= 1 && rate <= 100_000, "--rate must be from 1 to 100000");
        invocation.check(workers >= 1 && workers <= 1_000, "--workers must be from 1 to 1000");
        invocation.check(port >= 1 && port <= 65_535, "--port must be from 1 to 65535");
        invocation.check(!duration.isNegative() && !duration.isZero(), "--duration must be longer than nothing");
        Path directory = Files.createDirectories(
                out == null ? Programs.ownTarget().resolve("reports").resolve("burst") : out);
        long[] dueNanos = FlashCrowd.trace().schedule(orders, duration.toNanos());
        BurstRun.Plan plan = new BurstRun.Plan(
                host,
                port,
                bootstrapServers,
                calls,
                ArrivalSchedule.of(orders, order -> dueNanos[order]),
                new SampleSource(SampleOrders.load(BASKET_LINES), "burst-" + UUID.randomUUID()),
                rate,
                workers,
                directory);
        try {
            RunFacts facts = new BurstRun(plan, RunOptions.clock(), invocation.console()).run();
            return judge(facts, directory) ? 0 : 1;
        } catch (UnreadableHistoryException e) {
            throw new IllegalStateException(e.getMessage(), e);
        } catch (InterruptedException e) {
            return 130;
        }
    }

    private boolean judge(RunFacts facts, Path directory) throws IOException, UnreadableHistoryException {
        Verdict verdict = JudgedRun.tell(facts, directory, invocation.console());
        if (!unpaced) {
            return verdict.clean();
        }
        List<String> failures = verdict.failuresOfOrders();
        invocation
                .console()
                .printf(
                        "%n--unpaced: the rate is not judged. What became of the orders: %s%n",
                        failures.isEmpty() ? "CLEAN" : String.join("; ", failures));
        invocation.console().flush();
        return failures.isEmpty();
    }
}
