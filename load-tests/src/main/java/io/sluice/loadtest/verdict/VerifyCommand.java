package io.sluice.loadtest.verdict;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code verify DIR}: judges the histories of an earlier run again. It writes nothing. */
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        description = "Judges the histories of an earlier run again: DIR holds run.json (of a demo) or fleet.json (of"
                + " faults), orders.csv, calls.csv and"
                + " outcomes.csv.",
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {"0:clean", "1:not clean", "2:the histories cannot be read"})
public final class VerifyCommand implements Callable<Integer> {
    @Parameters(paramLabel = "DIR", description = "The directory that a run left.")
    private Path directory = Path.of(".");

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        try {
            if (Files.exists(directory.resolve(FleetFacts.FILE))) {
                FleetVerdict fleet = FleetVerdict.judge(FleetFacts.read(directory), Histories.read(directory));
                out.print(FleetVerdictTable.text(fleet));
                out.flush();
                return fleet.clean() ? 0 : 1;
            }
            Verdict verdict = Verdict.judge(RunFacts.read(directory), Histories.read(directory));
            out.print(VerdictTable.text(verdict));
            out.flush();
            return verdict.clean() ? 0 : 1;
        } catch (UnreadableHistoryException e) {
            spec.commandLine().getErr().println(e.getMessage());
            return 2;
        }
    }
}
