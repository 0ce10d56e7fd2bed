package io.sluice.loadtest.fleet;

import io.sluice.loadtest.drive.RunClock;
import io.sluice.loadtest.report.FleetReport;
import io.sluice.loadtest.rig.Programs;
import io.sluice.loadtest.rig.RunFolder;
import io.sluice.loadtest.rig.RunOptions;
import io.sluice.loadtest.rig.Stage;
import io.sluice.loadtest.verdict.FleetFacts;
import io.sluice.loadtest.verdict.FleetVerdict;
import io.sluice.loadtest.verdict.FleetVerdictJson;
import io.sluice.loadtest.verdict.FleetVerdictTable;
import io.sluice.loadtest.verdict.Histories;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** All that a command needs to play on a fleet of its own: its programs, folder, clock and system. Immutable. */
public record FleetGround(
        Programs programs, RunFolder folder, RunClock clock, FleetSystem system, PrintWriter console) {
    /** What a run leaves that ends in {@link #judge}. */
    static final List<String> JUDGED_FILES = List.of(
            Histories.ORDERS_FILE,
            Histories.CALLS_FILE,
            Histories.OUTCOMES_FILE,
            FleetFacts.FILE,
            FleetVerdictJson.FILE,
            FleetReport.FILE);

    /**
     * A ground for this fleet.
     *
     * @param files that such a run writes
     * @throws IllegalStateException if a program is not built
     */
    public static FleetGround of(RunOptions options, List<String> files, FleetSystem.Options fleet) throws IOException {
        Programs programs = Programs.built(null, options.workerJar());
        Programs.requireBuilt(programs.loadTests(), programs.worker());
        RunFolder folder = options.folder(files);
        RunClock clock = RunOptions.clock();
        FleetSystem system = new FleetSystem(programs, folder, clock, fleet);
        return new FleetGround(programs, folder, clock, system, options.console());
    }

    /** Plays it and makes an exit code of how it went. */
    public int play(Stage.Play play) throws IOException {
        return Stage.run(system.processes(), folder, console, play);
    }

    /** Judges a run, leaves the verdict and the report beside its histories, and says both; true if it is clean. */
    boolean judge(FleetFacts facts, Histories histories) throws IOException {
        Path directory = folder.directory();
        facts.write(directory);
        FleetVerdict verdict = FleetVerdict.judge(facts, histories);
        Files.writeString(directory.resolve(FleetVerdictJson.FILE), FleetVerdictJson.of(verdict));
        Path report = directory.resolve(FleetReport.FILE);
        Files.writeString(report, FleetReport.of(verdict, histories));
        Stage.tell(console, FleetVerdictTable.text(verdict), report);
        return verdict.clean();
    }

    /** Tells people how it goes. */
    public void say(String format, Object... values) {
        console.println(String.format(Locale.ROOT, format, values));
        console.flush();
    }
}
