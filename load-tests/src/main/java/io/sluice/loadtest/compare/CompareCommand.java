package io.sluice.loadtest.compare;

import io.sluice.loadtest.verdict.UnreadableHistoryException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code compare A B}: what is better or worse in B than in A, by more than chance. Confined to the main thread. */
@Command(
        name = "compare",
        mixinStandardHelpOptions = true,
        description =
                "Sets the histories of two runs, or of several on each side, beside each other and says which figures differ"
                        + " by more than chance. Writes compare.html and compare.json.",
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {"0:compared", "1:something is worse, and --fail-if-worse", "2:the histories cannot be read"})
public final class CompareCommand implements Callable<Integer> {
    @Parameters(
            arity = "0..2",
            paramLabel = "DIRS",
            description = "A and B: the directory that a run left, or several with commas between")
    private List<String> sides = new ArrayList<>();

    @Option(names = "--a", paramLabel = "DIR", description = "A run of A; may be repeated")
    private List<Path> a = new ArrayList<>();

    @Option(names = "--b", paramLabel = "DIR", description = "A run of B; may be repeated")
    private List<Path> b = new ArrayList<>();

    @Option(names = "--out", paramLabel = "DIR", description = "Where the page goes; default: B's first directory")
    private @Nullable Path out;

    @Option(names = "--fail-if-worse", description = "End with 1 if a figure of B is worse by more than chance")
    private boolean failIfWorse;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private CommandSpec spec;

    @Override
    public Integer call() {
        List<Path> runsOfA = new ArrayList<>(a);
        List<Path> runsOfB = new ArrayList<>(b);
        if (sides.size() == 2) {
            runsOfA.addAll(paths(sides.get(0)));
            runsOfB.addAll(paths(sides.get(1)));
        }
        if (sides.size() == 1 || runsOfA.isEmpty() || runsOfB.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "two sides are needed: compare A B, or --a DIR --b DIR");
        }
        PrintWriter console = spec.commandLine().getOut();
        try {
            Comparison comparison = Comparison.of(read(runsOfA), read(runsOfB));
            console.print(ComparisonText.aligned(comparison));
            write(comparison, out == null ? runsOfB.get(0) : out, console);
            console.flush();
            return failIfWorse && comparison.isWorse() ? 1 : 0;
        } catch (UnreadableHistoryException e) {
            spec.commandLine().getErr().println(e.getMessage());
            return 2;
        }
    }

    private static List<Path> paths(String side) {
        return Arrays.stream(side.split(",", -1)).map(Path::of).toList();
    }

    private static List<Run> read(List<Path> directories) throws UnreadableHistoryException {
        List<Run> runs = new ArrayList<>();
        for (Path directory : directories) {
            runs.add(Run.read(directory));
        }
        return runs;
    }

    private static void write(Comparison comparison, Path directory, PrintWriter console) {
        Path page = directory.resolve(ComparisonText.HTML_FILE);
        try {
            Files.createDirectories(directory);
            Files.writeString(page, ComparisonText.html(comparison));
            Files.writeString(directory.resolve(ComparisonText.JSON_FILE), ComparisonText.json(comparison));
        } catch (IOException e) {
            throw new IllegalStateException(page + " cannot be written: " + e.getMessage(), e);
        }
        console.println("\n" + page);
    }
}
