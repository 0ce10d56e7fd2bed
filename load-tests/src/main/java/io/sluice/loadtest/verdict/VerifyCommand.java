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
        description =
                "Judges the histories of an earlier run again: DIR holds scenario.json (of a scenario), run.json (of a"
                        + " demo), fleet.json (of faults,"
                        + " hot-partition, buyers, eta or sold-out) watch.json (of watchers) or overload.json, and the histories"
                        + " that the run left beside it.",
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:clean",
            "1:not clean",
            "2:the histories cannot be read, or were made by a scenario whose run is invalid"
        })
public final class VerifyCommand implements Callable<Integer> {
    @Parameters(paramLabel = "DIR", description = "The directory that a run left.")
    private Path directory = Path.of(".");

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private CommandSpec spec;

    /** What is said and whether it is good: the exit code. */
    private record Judgement(String text, int exitCode) {
        Judgement(String text, boolean clean) {
            this(text, clean ? 0 : 1);
        }

        static Judgement of(Ruling ruling) {
            return new Judgement(ruling.text(), ruling.clean());
        }
    }

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        try {
            Judgement judgement = judge();
            out.print(judgement.text());
            out.flush();
            return judgement.exitCode();
        } catch (UnreadableHistoryException e) {
            spec.commandLine().getErr().println(e.getMessage());
            return 2;
        }
    }

    private Judgement judge() throws UnreadableHistoryException {
        if (Files.exists(directory.resolve(ScenarioFacts.FILE))) {
            ScenarioFacts scenario = ScenarioFacts.read(directory);
            ScenarioVerdict verdict = ScenarioVerdict.judge(
                    scenario, FleetFacts.read(directory), ScenarioHistories.read(scenario, directory));
            return new Judgement(verdict.text(), verdict.exitCode());
        }
        if (Files.exists(directory.resolve(WatchFacts.FILE))) {
            return Judgement.of(WatchVerdict.judge(WatchFacts.read(directory), WatchHistories.read(directory)));
        }
        if (Files.exists(directory.resolve(OverloadFacts.FILE))) {
            return Judgement.of(
                    OverloadVerdict.judge(OverloadFacts.read(directory), OverloadHistories.read(directory)));
        }
        if (Files.exists(directory.resolve(FleetFacts.FILE))) {
            return judge(FleetFacts.read(directory));
        }
        Verdict verdict = Verdict.judge(RunFacts.read(directory), Histories.read(directory));
        return new Judgement(VerdictTable.text(verdict), verdict.clean());
    }

    private Judgement judge(FleetFacts facts) throws UnreadableHistoryException {
        return switch (facts.name()) {
            case BuyersVerdict.NAME -> Judgement.of(BuyersVerdict.judge(facts, BuyerHistories.read(directory)));
            case EtaVerdict.NAME -> Judgement.of(EtaVerdict.judge(facts, BuyerHistories.read(directory)));
            case SoldOutVerdict.NAME -> Judgement.of(SoldOutVerdict.judge(facts, SoldOutHistories.read(directory)));
            default -> {
                FleetVerdict fleet = FleetVerdict.judge(facts, Histories.read(directory));
                yield new Judgement(FleetVerdictTable.text(fleet), fleet.clean());
            }
        };
    }
}
