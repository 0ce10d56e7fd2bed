package io.sluice.loadtest.rig;

import io.sluice.loadtest.drive.RunClock;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What every command takes that starts a system of its own, and what it makes of it. Mixed in and filled by picocli. */
public final class RunOptions {
    @Option(names = "--worker-jar", description = "Default: the one built beside this jar")
    private @Nullable Path workerJar;

    @Option(
            names = "--out",
            description = "Where histories, logs and reports go; default reports/${COMMAND-NAME} beside this jar")
    private @Nullable Path out;

    private String folderName = "";

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec command;

    /** Ends the command with this message, as one that cannot be understood, unless it holds. */
    public void check(boolean holds, String message) {
        if (!holds) {
            throw new ParameterException(command().commandLine(), message);
        }
    }

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

    /** Where to tell people how it goes. */
    public PrintWriter console() {
        return command().commandLine().getOut();
    }

    /** The clock of a run that begins now. */
    public static RunClock clock() {
        return RunClock.anchored(System::nanoTime, ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now()));
    }

    private CommandSpec command() {
        return Objects.requireNonNull(command, "picocli sets it before the command is called");
    }
}
