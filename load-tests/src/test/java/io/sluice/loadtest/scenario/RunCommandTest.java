package io.sluice.loadtest.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What is refused before anything is started or sent. */
final class RunCommandTest {
    private final StringWriter said = new StringWriter();
    private final CommandLine command =
            new CommandLine(new RunCommand()).setOut(new PrintWriter(said)).setErr(new PrintWriter(said));

    @TempDir
    private Path directory;

    @Test
    void listsEveryBuiltInScenarioWithItsPurpose() {
        assertEquals(0, command.execute("--list"));
        assertEquals(ScenarioFiles.BUILT_IN.size(), said.toString().lines().count());
        assertTrue(said.toString().startsWith("spike         A flash crowd comes at once"), said.toString());
    }

    @Test
    void refusesWhatItDoesNotUnderstand() {
        assertEquals(2, command.execute());
        assertEquals(2, command.execute("spik"));
        assertTrue(said.toString().contains("did you mean spike?"), said.toString());
        assertEquals(2, command.execute("spike", "--stretch", "0"));
        assertEquals(2, command.execute("soak", "--stretch", "9999"));
        assertEquals(2, command.execute("spike", "--embedded", "--gateway", "http://127.0.0.1:8080"));
        assertEquals(2, command.execute("spike", "--gateway", "http://127.0.0.1:8080"));
        assertTrue(said.toString().contains("--gateway needs --bootstrap and --calls"), said.toString());
        assertEquals(2, remote("spike", "https://shop"));
        assertTrue(said.toString().contains("'https://shop' is not of the form http://host:port"), said.toString());
    }

    @Test
    void refusesToDoToARunningSystemWhatOnlyItsOwnersCan() throws IOException {
        assertEquals(2, remote("brown-out", "http://127.0.0.1:1"));
        assertTrue(said.toString().contains("order system brownout needs --order-system URL"), said.toString());

        Path killing = directory.resolve("killing.yaml");
        Files.writeString(killing, """
                purpose: Kills.
                system: { rate: 1 }
                arrivals: [ { constant: 1, for: 1s } ]
                events: [ { at: 0s, kill: worker-1 } ]
                """);
        assertEquals(2, remote(killing.toString(), "http://127.0.0.1:1"));
        assertTrue(said.toString().contains("killing: kill -9 worker-1 is for --embedded only"), said.toString());

        assertEquals(2, remote("spike", "http://127.0.0.1:1"));
        assertTrue(said.toString().contains("calls.csv cannot be read"), said.toString());
        assertFalse(Files.exists(directory.resolve("out")), "nothing was begun");
    }

    private int remote(String scenario, String gateway) {
        return command.execute(
                scenario,
                "--gateway",
                gateway,
                "--bootstrap",
                "127.0.0.1:1",
                "--calls",
                directory.resolve("calls.csv").toString(),
                "--out",
                directory.resolve("out").toString());
    }
}
