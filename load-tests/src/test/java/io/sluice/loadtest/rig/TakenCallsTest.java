package io.sluice.loadtest.rig;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sluice.loadtest.verdict.Histories;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TakenCallsTest {
    @TempDir
    private Path folder;

    @Test
    void takesAllOfAHistoryThatBeganWithTheRun() throws IOException, InterruptedException {
        Path history = folder.resolve("history.csv");
        TakenCalls calls = TakenCalls.since(history);
        Files.writeString(history, "header\n1\n2\n");
        assertEquals(List.of("header", "1", "2"), taken(calls, 2));
    }

    @Test
    void leavesWhatWasThereBefore() throws IOException, InterruptedException {
        Path history = folder.resolve("history.csv");
        Files.writeString(history, "header\n1\n2\n");
        TakenCalls calls = TakenCalls.since(history);
        Files.writeString(history, "3\n4\n", StandardOpenOption.APPEND);
        assertEquals(List.of("header", "3", "4"), taken(calls, 2));
    }

    private List<String> taken(TakenCalls calls, int called) throws IOException, InterruptedException {
        Path run = Files.createDirectory(folder.resolve("run"));
        calls.take(called, run, RunOptions.clock());
        return Files.readAllLines(run.resolve(Histories.CALLS_FILE));
    }
}
