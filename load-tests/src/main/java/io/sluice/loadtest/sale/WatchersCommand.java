package io.sluice.loadtest.sale;

import io.sluice.loadtest.fleet.FleetSystem;
import io.sluice.loadtest.report.WatchFigures;
import io.sluice.loadtest.rig.Courtesy.Place;
import io.sluice.loadtest.rig.Descriptors;
import io.sluice.loadtest.rig.RunOptions;
import io.sluice.loadtest.verdict.Ruling;
import io.sluice.loadtest.verdict.WatchFacts;
import io.sluice.loadtest.verdict.WatchHistories;
import io.sluice.loadtest.verdict.WatchVerdict;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code watchers}: what very many watchers cost one gateway, and whether buyers pay for it. Confined to the main thread. */
@Command(
        name = WatchVerdict.NAME,
        mixinStandardHelpOptions = true,
        description =
                "Opens very many streams of events on one gateway and measures its heap, its processor time, how late"
                        + " the end of an order is told, and how the accept path bears it.",
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {"0:every promise was kept", "1:it was not, or the run failed", "130:stopped with Ctrl-C"})
public final class WatchersCommand implements Callable<Integer> {
    private static final int GATEWAYS = 1;
    // What a gateway opens beside its watchers: jars, Kafka, buyers.
    private static final int OTHER_DESCRIPTORS = 1_000;
    // What a server of Vert.x allows unless told otherwise.
    private static final int STREAMS_MAX = 100;

    @Option(names = "--watchers", defaultValue = "50000", description = "Streams; default ${DEFAULT-VALUE}")
    private int watchers;

    @Option(
            names = "--streams-per-connection",
            description = "1 = HTTP/1.1, more = HTTP/2; default: as few as the limit of open files (ulimit -Hn) allows")
    private @Nullable Integer streamsPerConnection;

    @Option(
            names = "--accept",
            defaultValue = "200",
            description = "Orders posted a second in both times; default ${DEFAULT-VALUE}")
    private int accept;

    @Option(
            names = "--rate",
            defaultValue = "200",
            description = "Calls a second by the whole fleet; default ${DEFAULT-VALUE}")
    private int rate;

    @Option(names = "--phase", defaultValue = "PT60S", description = "Each time's length; default ${DEFAULT-VALUE}")
    private Duration phase = Duration.ZERO;

    @Option(names = "--heap", defaultValue = "1024", description = "MiB of the gateway; default ${DEFAULT-VALUE}")
    private int heapMib;

    @Mixin
    private RunOptions options = new RunOptions();

    @Override
    public Integer call() throws IOException {
        options.check(watchers >= 1 && watchers <= 200_000, "--watchers must be from 1 to 200000");
        options.check(
                streamsPerConnection == null || (streamsPerConnection >= 1 && streamsPerConnection <= STREAMS_MAX),
                "--streams-per-connection must be from 1 to " + STREAMS_MAX);
        options.check(accept >= 1 && accept <= 20_000, "--accept must be from 1 to 20000");
        options.check(rate >= 20 && rate <= 20_000, "--rate must be from 20 to 20000");
        options.check(phase.toSeconds() >= 2 && phase.toMinutes() < 60, "--phase must be from PT2S to PT1H");
        options.check(heapMib >= 256 && heapMib <= 16_384, "--heap must be from 256 to 16384");
        WatchersRun.Plan plan = plan();
        SaleGround ground = SaleGround.of(
                options,
                WatchersRun.FILES,
                FleetSystem.Options.ample(rate, SaleGround.PARTITIONS),
                new Gateways.Options(GATEWAYS, heapMib, Place.EQUAL, plan.streamsPerConnection() > 1, Map.of()));
        return ground.fleet().play(() -> {
            WatchFacts facts = new WatchersRun(plan, ground).run();
            ground.system().close();
            WatchHistories histories = WatchHistories.read(ground.directory());
            Ruling ruling = WatchVerdict.judge(facts, histories);
            return ground.tell(ruling, WatchFigures.page(ruling, facts, histories));
        });
    }

    /** As many watchers as a process here may have sockets; fewer than asked for is said loudly, and never clean. */
    private WatchersRun.Plan plan() {
        long connections = Math.max(1, Descriptors.max() - (long) OTHER_DESCRIPTORS);
        int each = streamsPerConnection == null
                ? (int) Math.min(STREAMS_MAX, (watchers + connections - 1) / connections)
                : streamsPerConnection;
        int possible = (int) Math.min(watchers, connections * each);
        if (each > 1) {
            options.console()
                    .println(String.format(
                            Locale.ROOT,
                            "a process here may open %,d files: %d streams share a connection, in HTTP/2",
                            Descriptors.max(),
                            each));
        }
        List<String> mishaps = possible == watchers
                ? List.of()
                : List.of(String.format(
                        Locale.ROOT,
                        "a process here may open %,d files (ulimit -Hn): %,d watchers of %,d",
                        Descriptors.max(),
                        possible,
                        watchers));
        mishaps.forEach(options.console()::println);
        return new WatchersRun.Plan(watchers, possible, each, accept, rate, phase, mishaps);
    }
}
