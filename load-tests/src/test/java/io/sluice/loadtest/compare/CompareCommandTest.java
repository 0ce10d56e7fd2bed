package io.sluice.loadtest.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class CompareCommandTest {
    private final StringWriter printed = new StringWriter();

    @TempDir
    private Path directory;

    private Path before;
    private Path after;

    @BeforeEach
    void writeRuns() throws IOException {
        before = directory.resolve("before");
        after = directory.resolve("after");
        new MadeUpRun(1).write(before);
        new MadeUpRun(2).slowerBy(1.2).write(after);
    }

    @Test
    void writesAPageThatNeedsNothingElse() throws IOException {
        assertEquals(0, compare(before.toString(), after.toString()));

        String page = Files.readString(after.resolve("compare.html"));
        assertTrue(page.contains("B is worse"), page);
        assertFalse(page.contains("http:") || page.contains("<script") || page.contains("NaN"), page);
        assertEquals(2, page.split("<figure", -1).length - 1);
        assertTrue(Files.readString(after.resolve("compare.json")).contains("\"finding\" : \"worse\""));
    }

    @Test
    void failsInAPipelineOnlyWhereSomethingIsWorse() {
        assertEquals(1, compare("--fail-if-worse", before.toString(), after.toString()));
        assertEquals(0, compare("--fail-if-worse", after.toString(), before.toString()));
    }

    @Test
    void takesSeveralRunsOnEachSide() throws IOException {
        Path third = directory.resolve("third");
        new MadeUpRun(3).write(third);

        assertEquals(0, compare(before + "," + third, after.toString(), "--out", directory.toString()));
        assertEquals(0, compare("--a", before.toString(), "--a", third.toString(), "--b", after.toString()));
        assertTrue(printed.toString().contains(before + ", " + third), printed.toString());
        assertTrue(Files.exists(directory.resolve("compare.html")));
    }

    @Test
    void asksForTwoSidesAndForReadableOnes() {
        assertEquals(2, compare(before.toString()));
        assertEquals(2, compare(before.toString(), directory.resolve("none").toString()));
        assertTrue(printed.toString().contains("run.json is missing"), printed.toString());
    }

    private int compare(String... arguments) {
        PrintWriter writer = new PrintWriter(printed, true);
        return new CommandLine(new CompareCommand())
                .setOut(writer)
                .setErr(writer)
                .execute(arguments);
    }
}
