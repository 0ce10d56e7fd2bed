package io.sluice.loadtest.rig;

import io.sluice.loadtest.drive.RunClock;
import io.sluice.loadtest.verdict.Histories;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The history of an order system that somebody else runs and that goes on running. Stateless. */
public final class TakenCalls {
    private static final long WRITTEN_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long ASK_AGAIN_MILLIS = 50;

    private TakenCalls() {}

    /**
     * Copies it into a run's folder once it has a line for each order that was called; if it never has, the verdict will say
     * of which it has not.
     */
    public static void take(Path history, int called, Path directory, RunClock clock)
            throws IOException, InterruptedException {
        long startNanos = clock.nanos();
        // Another process writes it, so all there is to do is to look again. The first line is the header.
        while (linesOf(history) <= called && clock.nanos() - startNanos < WRITTEN_NANOS) {
            Thread.sleep(ASK_AGAIN_MILLIS);
        }
        Files.copy(history, directory.resolve(Histories.CALLS_FILE), StandardCopyOption.REPLACE_EXISTING);
    }

    private static long linesOf(Path file) throws IOException {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.count();
        }
    }
}
