package io.sluice.loadtest.rig;

import io.sluice.loadtest.cli.Invocation;
import io.sluice.loadtest.drive.RunClock;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What every command takes that starts a system of its own, and what it makes of it. Mixed in and filled by picocli. */
public final class RunOptions extends Invocation {
    @Option(names = "--worker-jar", description = "Default: the one built beside this jar")
    private @Nullable Path workerJar;

    @Option(
            names = "--out",
            description = "Where histories, logs and reports go; default reports/${COMMAND-NAME} beside this jar")
    private @Nullable Path out;

    private String folderName = "";

    /** The worker's jar if one was named. */
    public @Nullable Path workerJar() {
        return workerJar;
    }

    /** Where nobody said where, this folder within the command's is used. */
    public void folderName(String name) {
        folderName = name;
    }

    /** The folder of this run, in which nothing is left of an earlier one; {@code files} are those that a run writes. */
    public RunFolder folder(List<String> files) throws IOException {
        Path directory = out == null
                ? Programs.ownTarget()
                        .resolve("reports")
                        .resolve(command().name())
                        .resolve(folderName)
                : out;
        return RunFolder.prepare(directory.toAbsolutePath().normalize(), files);
    }

    /** The clock of a run that begins now. */
    public static RunClock clock() {
        return RunClock.anchored(System::nanoTime, ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now()));
    }
}
