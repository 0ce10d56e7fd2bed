package io.sluice.loadtest.rig;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * One process of the system under test, its output in a log file of its own. To be started by a thread that outlives it;
 * apart from that thread-safe.
 */
public final class ChildProcess {
    private static final int EPITAPH_LINES = 15;
    private static final Path SETPRIV = Path.of("/usr/bin/setpriv");
    // Linux ends it with the thread that started it, so that even our own SIGKILL leaves nothing behind.
    private static final List<String> DYING_WITH_US =
            Files.isExecutable(SETPRIV) ? List.of(SETPRIV.toString(), "--pdeathsig", "KILL") : List.of();

    private final String name;
    private final Path log;
    private final Process process;
    private volatile boolean endIsWanted;
    private volatile boolean suspended;

    private ChildProcess(String name, Path log, Process process) {
        this.name = name;
        this.log = log;
        this.process = process;
    }

    /** Starts it with the caller's environment, but for settings of Sluice: only these here count. */
    public static ChildProcess start(String name, List<String> command, Map<String, String> settings, Path logDirectory)
            throws IOException {
        Path log = logDirectory.resolve(name + ".log");
        List<String> withUs = new ArrayList<>(DYING_WITH_US);
        withUs.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(withUs)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .redirectInput(ProcessBuilder.Redirect.PIPE);
        builder.environment().keySet().removeIf(key -> key.startsWith("SLUICE_"));
        builder.environment().putAll(settings);
        return new ChildProcess(name, log, builder.start());
    }

    public String name() {
        return name;
    }

    public long id() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Whether nobody has asked it to end. */
    public boolean isWanted() {
        return !endIsWanted;
    }

    /** Whether it ended although nobody wanted it to. */
    public boolean diedByItself() {
        return !endIsWanted && !process.isAlive();
    }

    /** SIGKILL: it gets no chance to tidy up. Returns when it is gone. */
    public void kill() throws InterruptedException {
        endIsWanted = true;
        process.destroyForcibly();
        process.waitFor();
    }

    /** SIGTERM, without waiting. */
    public void askToStop() {
        endIsWanted = true;
        if (suspended) {
            // A process that stands still hears nothing.
            signal("-CONT");
        }
        process.destroy();
    }

    /** SIGSTOP: it stands still in the middle of whatever it does. */
    public void suspend() {
        suspended = true;
        signal("-STOP");
    }

    /** SIGCONT: it goes on as if no time had passed. */
    public void resume() {
        signal("-CONT");
        suspended = false;
    }

    public boolean isSuspended() {
        return suspended;
    }

    private void signal(String signal) {
        try {
            Process kill = new ProcessBuilder("kill", signal, Long.toString(process.pid())).start();
            // Milliseconds at most: it only makes a system call.
            int exitCode = kill.waitFor();
            if (exitCode != 0 && process.isAlive()) {
                throw new IllegalStateException("kill " + signal + " " + name + " ended with " + exitCode);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("there is no kill command", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits for its end and forces it when the time is up. */
    public void awaitEnd(long timeoutMillis) throws InterruptedException {
        if (!process.waitFor(timeoutMillis, TimeUnit.MILLISECONDS)) {
            process.destroyForcibly();
            process.waitFor();
        }
    }

    /** SIGKILL, without waiting. */
    public void forceEnd() {
        endIsWanted = true;
        process.destroyForcibly();
    }

    public boolean hasLogged(String word) {
        return logText().contains(word);
    }

    /** The last line it logged that holds this word, or nothing. */
    public Optional<String> lastLogged(String word) {
        return logText().lines().filter(line -> line.contains(word)).reduce((earlier, later) -> later);
    }

    /** Its state in a few words. */
    public String state() {
        return process.isAlive()
                ? name + " is still running"
                : name + " ended by itself with exit code " + process.exitValue();
    }

    /** Its state and the end of its log. */
    public String epitaph() {
        List<String> lines = logText().lines().toList();
        List<String> last = lines.subList(Math.max(0, lines.size() - EPITAPH_LINES), lines.size());
        return state() + "; the end of " + log + ":\n  | " + String.join("\n  | ", last);
    }

    private String logText() {
        try {
            return new String(Files.readAllBytes(log), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(log + " cannot be read", e);
        }
    }
}
