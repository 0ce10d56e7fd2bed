package io.sluice.loadtest.merge;

import io.sluice.loadtest.report.LatencyLog;
import io.sluice.loadtest.rig.JudgedRun;
import io.sluice.loadtest.verdict.Histories;
import io.sluice.loadtest.verdict.OrderLine;
import io.sluice.loadtest.verdict.UnreadableHistoryException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code merge DIR… --out DIR}: one run driven from several machines becomes one folder. Confined to the main thread. */
@Command(
        name = "merge",
        mixinStandardHelpOptions = true,
        description =
                "Makes one folder of those that several drivers of one run left, with a verdict and one report.html. Each driver's folder"
                        + " has orders.csv and run.json, and clock.json if it knows how far its clock is off; one folder has"
                        + " calls.csv and outcomes.csv. Histograms in latency.hlog are added up where every driver has them.",
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:merged, whatever the verdict (verify's exit code has that)",
            "1:these are not of one run",
            "2:the histories cannot be read"
        })
public final class MergeCommand implements Callable<Integer> {
    @Parameters(arity = "1..*", paramLabel = "DIR", description = "What a driver left, or whoever kept the calls")
    private List<Path> directories = new ArrayList<>();

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Where the whole goes; not one of DIR")
    private Path out = Path.of("");

    @Option(
            names = "--records",
            paramLabel = "DIR",
            description = "Who has calls.csv and outcomes.csv; needed where several have them")
    private @Nullable Path records;

    @Option(names = "--force", description = "Merge drivers that drove one after the other")
    private boolean force;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private CommandSpec spec;

    @Override
    public Integer call() {
        try {
            return merge();
        } catch (UnreadableHistoryException e) {
            spec.commandLine().getErr().println(e.getMessage());
            return 2;
        } catch (IOException e) {
            throw new IllegalStateException(out + " cannot be written: " + e.getMessage(), e);
        }
    }

    private int merge() throws UnreadableHistoryException, IOException {
        List<Path> driving = having(Histories.ORDERS_FILE);
        if (driving.isEmpty()) {
            throw new UnreadableHistoryException("none of the directories has " + Histories.ORDERS_FILE);
        }
        List<DriverFolder> drivers = new ArrayList<>();
        for (Path directory : driving) {
            drivers.add(DriverFolder.read(directory));
        }
        Merge merge = Merge.of(drivers);
        List<String> objections = new ArrayList<>(merge.objections());
        if (!force) {
            merge.doubts().forEach(doubt -> objections.add(doubt + "; --force merges them all the same"));
        }
        Path calls = keeper(Histories.CALLS_FILE, objections);
        Path outcomes = keeper(Histories.OUTCOMES_FILE, objections);
        if (directories.stream().anyMatch(directory -> isSame(directory, out))) {
            objections.add("--out " + out + " is one of the directories");
        }
        if (calls == null || outcomes == null || !objections.isEmpty()) {
            objections.forEach(objection -> spec.commandLine().getErr().println("not merged: " + objection));
            return 1;
        }
        write(merge, calls, outcomes, LatencyLogs.of(driving, drivers));
        tell(merge, drivers);
        var unused = JudgedRun.tell(merge.facts(), out, spec.commandLine().getOut());
        return 0;
    }

    private List<Path> having(String file) {
        return directories.stream()
                .filter(directory -> Files.exists(directory.resolve(file)))
                .toList();
    }

    private @Nullable Path keeper(String file, List<String> objections) {
        List<Path> keepers = records == null ? having(file) : List.of(records);
        if (keepers.size() != 1) {
            objections.add(file + " has to be in one of the directories and is in " + keepers.size()
                    + (keepers.isEmpty() ? "" : "; name one with --records"));
            return null;
        }
        return keepers.get(0).resolve(file);
    }

    private static boolean isSame(Path a, Path b) {
        return a.toAbsolutePath().normalize().equals(b.toAbsolutePath().normalize());
    }

    private void write(Merge merge, Path calls, Path outcomes, List<LatencyLogs.Log> logs) throws IOException {
        Files.createDirectories(out);
        try (Writer orders = Files.newBufferedWriter(out.resolve(Histories.ORDERS_FILE))) {
            orders.write(OrderLine.HEADER + "\n");
            for (OrderLine order : merge.orders()) {
                orders.write(order.csv() + "\n");
            }
        }
        Files.copy(calls, out.resolve(Histories.CALLS_FILE), StandardCopyOption.REPLACE_EXISTING);
        Files.copy(outcomes, out.resolve(Histories.OUTCOMES_FILE), StandardCopyOption.REPLACE_EXISTING);
        if (!logs.isEmpty()) {
            LatencyLogs.merge(logs, out.resolve(LatencyLog.FILE));
        }
        merge.facts().write(out);
    }

    private void tell(Merge merge, List<DriverFolder> drivers) {
        PrintWriter console = spec.commandLine().getOut();
        for (DriverFolder driver : drivers) {
            console.printf(
                    Locale.ROOT,
                    "%s: %,d orders, clock %s%n",
                    driver.name(),
                    driver.orders().size(),
                    driver.isOffsetKnown()
                            ? String.format(Locale.ROOT, "moved by %,d µs", driver.offsetMicros())
                            : "taken as it is, as nobody knows its offset");
        }
        console.printf(Locale.ROOT, "%,d orders in %s%n", merge.orders().size(), out);
        console.flush();
    }
}
