package io.sluice.loadtest.cli;

import java.io.PrintWriter;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The call of a command from a command line: where to print, and how to refuse. Mixed in and filled by picocli. */
// Without it picocli does not take a class for something to be mixed in.
@Command
public class Invocation {
    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec command;

    /** Ends the command with this message, as one that cannot be understood, unless it holds. */
    public final void check(boolean holds, String message) {
        if (!holds) {
            throw new ParameterException(command().commandLine(), message);
        }
    }

    /** Where to tell people how it goes, or the program behind a pipe what was found. */
    public final PrintWriter console() {
        return command().commandLine().getOut();
    }

    /** The command that was called. */
    protected final CommandSpec command() {
        return Objects.requireNonNull(command, "picocli sets it before the command is called");
    }
}
