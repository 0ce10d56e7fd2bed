package io.sluice.loadtest.rig;

import io.sluice.loadtest.report.HtmlReport;
import io.sluice.loadtest.verdict.Histories;
import io.sluice.loadtest.verdict.RunFacts;
import io.sluice.loadtest.verdict.UnreadableHistoryException;
import io.sluice.loadtest.verdict.Verdict;
import io.sluice.loadtest.verdict.VerdictJson;
import io.sluice.loadtest.verdict.VerdictTable;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;

/** The end of a run of one crowd: its histories are judged, and the verdict is written beside them and told. Stateless. */
public final class JudgedRun {
    private JudgedRun() {}

    /** Judges what the run left in this directory, leaves verdict and report there, and says both. */
    public static Verdict tell(RunFacts facts, Path directory, PrintWriter console)
            throws IOException, UnreadableHistoryException {
        Histories histories = Histories.read(directory);
        Verdict verdict = Verdict.judge(facts, histories);
        Files.writeString(directory.resolve(VerdictJson.FILE), VerdictJson.of(verdict));
        Path report = directory.resolve(HtmlReport.FILE);
        Files.writeString(report, HtmlReport.of(verdict, histories));
        Stage.tell(console, VerdictTable.text(verdict), report);
        return verdict;
    }
}
