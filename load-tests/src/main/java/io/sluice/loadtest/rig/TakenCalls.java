package io.sluice.loadtest.rig;

import io.sluice.loadtest.drive.RunClock;
import io.sluice.loadtest.verdict.Histories;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * The history of an order system that somebody else runs and that goes on running: what is written in it from a moment on. Lines
 * are written whole. For one thread.
 */
public final class TakenCalls {
    private static final long WRITTEN_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long ASK_AGAIN_MILLIS = 50;

    private final Path history;
    private final long fromByte;

    private TakenCalls(Path history, long fromByte) {
        this.history = history;
        this.fromByte = fromByte;
    }

    /** All that is written from now on. */
    public static TakenCalls since(Path history) throws IOException {
        return new TakenCalls(history, Files.exists(history) ? Files.size(history) : 0);
    }

    /**
     * Copies it into a run's folder once it has a line for each order that was called; if it never has, the verdict will say
     * of which it has not.
     */
    public void take(int called, Path directory, RunClock clock) throws IOException, InterruptedException {
        long startNanos = clock.nanos();
        // Another process writes it, so all there is to do is to look again.
        while (copy(Writer.nullWriter()) < called && clock.nanos() - startNanos < WRITTEN_NANOS) {
            Thread.sleep(ASK_AGAIN_MILLIS);
        }
        try (Writer copy = Files.newBufferedWriter(directory.resolve(Histories.CALLS_FILE))) {
            copy(copy);
        }
    }

    /** Copies the header and what came since; the number of calls. */
    private int copy(Writer to) throws IOException {
        try (BufferedReader header = Files.newBufferedReader(history);
                InputStream bytes = Files.newInputStream(history)) {
            to.append(String.valueOf(header.readLine())).append('\n');
            bytes.skipNBytes(fromByte);
            BufferedReader lines = new BufferedReader(new InputStreamReader(bytes, StandardCharsets.UTF_8));
            if (fromByte == 0) {
                lines.readLine();
            }
            int calls = 0;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                to.append(line).append('\n');
                calls++;
            }
            return calls;
        }
    }
}
