package io.sluice.loadtest.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.loadtest.compare.CompareCommand;
import io.sluice.loadtest.verdict.FleetFacts;
import io.sluice.loadtest.verdict.ScenarioFacts;
import io.sluice.loadtest.verdict.ScenarioHistories;
import io.sluice.loadtest.verdict.ScenarioVerdict;
import io.sluice.loadtest.verdict.VerifyCommand;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** A small scenario with everything in it, on a whole stack of its own. */
final class ScenarioIT {
    private final StringWriter said = new StringWriter();

    @TempDir
    private Path directory;

    private int execute(Object command, String... arguments) {
        return new CommandLine(command)
                .setOut(new PrintWriter(said))
                .setErr(new PrintWriter(said))
                .execute(arguments);
    }

    /**
     * Whether the machine had time for the driver is not what is tested here: an invalid run has to be told as such, and
     * what became of the orders has to be clean on the busiest machine.
     */
    @Test
    void playsAScenarioAndLeavesWhatItIsJudgedBy() throws Exception {
        Path file = directory.resolve("tiny.yaml");
        Files.writeString(file, """
                purpose: A little of everything.
                system: { rate: 60, workers: 2, gateways: 1, partitions: 4 }
                arrivals:
                  - { constant: 40, for: 3s }
                buyers: { connections: 16, again: { after: 500ms, times: 20 }, slow: 2, watchers: 10 }
                events:
                  - { at: 500ms, order-system: { latency: 50ms } }
                  - { at: 1s, kill: worker-2, restart: 500ms }
                  - { at: 2s, rate: 80 }
                limits: { lost: 0, duplicate-effects: 0, unanswered: 0, accepted: 120, failed: 0, watchers-told: 10 }
                """);
        Path out = directory.resolve("out");

        int exitCode = execute(new RunCommand(), file.toString(), "--out", out.toString());

        ScenarioFacts facts = ScenarioFacts.read(out);
        FleetFacts done = FleetFacts.read(out);
        ScenarioVerdict verdict = ScenarioVerdict.judge(facts, done, ScenarioHistories.read(facts, out));
        assertEquals(List.of(), verdict.broken(), said::toString);
        assertEquals(List.of(), done.mishaps(), said::toString);
        assertEquals(verdict.exitCode(), exitCode, said::toString);
        assertEquals(3, done.faults().size());
        assertEquals(80, done.rateChanges().get(0).ratePerSecond());
        JsonObject report = new JsonObject(Files.readString(out.resolve("report.json")));
        assertEquals("tiny", report.getString("name"));
        assertEquals(verdict.valid(), report.getBoolean("valid"));
        assertTrue(Files.size(out.resolve("report.html")) > 10_000);
        assertTrue(Files.size(out.resolve("latency.hlog")) > 200);
        assertEquals(Files.readString(file), Files.readString(out.resolve("scenario.yaml")));
        assertEquals(exitCode, execute(new VerifyCommand(), out.toString()), "judged again");
        Path compared = directory.resolve("compared");
        Files.createDirectory(compared);
        String[] sides = {"--fail-if-worse", "--out", compared.toString(), out.toString(), out.toString()};
        assertEquals(0, execute(new CompareCommand(), sides), said::toString);
        assertTrue(Files.size(compared.resolve("compare.json")) > 500);
    }
}
