package io.sluice.loadtest.sale;

import io.sluice.loadtest.drive.ArrivalSchedule;
import io.sluice.loadtest.drive.HistoryWriter;
import io.sluice.loadtest.drive.StreamCrowd;
import io.sluice.loadtest.process.UntilStopped;
import io.sluice.loadtest.rig.RunOptions;
import io.sluice.loadtest.verdict.DeliveryLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code watch}: the ends of very many browsers, in a process of their own so that what they need is told apart from what
 * the gateway needs. Confined to the main thread, but for its stop.
 */
@Command(
        name = "watch",
        mixinStandardHelpOptions = true,
        description =
                "Follows the events of many orders at one gateway until it is stopped, and notes when it was told of"
                        + " the end of each.")
public final class WatchCommand implements Callable<Integer> {
    private static final Logger log = LoggerFactory.getLogger(WatchCommand.class);
    private static final Pattern OPEN = Pattern.compile("ready: (\\d+) streams open on (\\d+) connections");
    private static final Pattern LOST = Pattern.compile("lost: (\\d+) streams");
    /** First line of the file of paths. */
    static final String PATHS_HEADER = "path";

    private static final long POLL_MILLIS = 100;
    private static final int QUIET_POLLS = 50;

    @Option(names = "--port", required = true, description = "Of the gateway")
    private int port;

    @Option(
            names = "--paths",
            required = true,
            description = "File with the path of one stream a line, after a line with the word path")
    private Path paths = Path.of("");

    @Option(names = "--out", required = true, description = "CSV to write the ends to")
    private Path out = Path.of("");

    @Option(
            names = "--per-second",
            defaultValue = "2500",
            description = "Streams to open a second; default ${DEFAULT-VALUE}")
    private int perSecond;

    @Option(
            names = "--streams-per-connection",
            defaultValue = "1",
            description = "1 = HTTP/1.1, more = HTTP/2; default ${DEFAULT-VALUE}")
    private int streamsPerConnection;

    @Option(
            names = "--addresses",
            defaultValue = "10",
            description = "Loopback addresses to come from; default ${DEFAULT-VALUE}")
    private int addresses;

    /** What such a process says of itself once nothing more opens. */
    record Told(int streams, int connections) {
        static Told of(String line) {
            Matcher open = OPEN.matcher(line);
            return open.find()
                    ? new Told(Integer.parseInt(open.group(1)), Integer.parseInt(open.group(2)))
                    : new Told(0, 0);
        }

        /** How many streams ended before their order did. */
        static int lost(String line) {
            Matcher lost = LOST.matcher(line);
            return lost.find() ? Integer.parseInt(lost.group(1)) : 0;
        }
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<String> lines = Files.readAllLines(paths);
        List<String> all = lines.subList(Math.min(1, lines.size()), lines.size());
        HistoryWriter<DeliveryLine> history = HistoryWriter.start(out, DeliveryLine.HEADER, DeliveryLine::csv);
        StreamCrowd crowd = new StreamCrowd(
                new StreamCrowd.Options(port, all.size(), streamsPerConnection, addresses),
                RunOptions.clock(),
                history::add);
        crowd.open(all, ArrivalSchedule.of(all.size(), stream -> stream * 1_000_000_000L / perSecond));
        awaitOpen(crowd, all.size());
        log.info("ready: {} streams open on {} connections", crowd.begun(), crowd.connections());
        UntilStopped.run("watch", () -> {
            log.info("lost: {} streams, settled: {}", crowd.lost(), crowd.settled());
            crowd.close();
            history.close();
        });
        return 0;
    }

    /** Until all have begun, or nothing has begun for five seconds. */
    private static void awaitOpen(StreamCrowd crowd, int streams) throws InterruptedException {
        int begun = -1;
        int quiet = 0;
        while (crowd.begun() < streams && quiet < QUIET_POLLS) {
            quiet = crowd.begun() == begun ? quiet + 1 : 0;
            begun = crowd.begun();
            Thread.sleep(POLL_MILLIS);
        }
    }
}
