package io.sluice.loadtest.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** One process of the system under test, its output in a log file of its own. Thread-safe. */
final class ChildProcess {
    private static final int EPITAPH_LINES = 15;

    private final String name;
    private final Path log;
    private final Process process;
    private volatile boolean endIsWanted;

    private ChildProcess(String name, Path log, Process process) {
        this.name = name;
        this.log = log;
        this.process = process;
    }

    /** Starts it with the caller's environment, but for settings of Sluice: only these here count. */
    static ChildProcess start(String name, List<String> command, Map<String, String> settings, Path logDirectory)
            throws IOException {
        Path log = logDirectory.resolve(name + ".log");
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .redirectInput(ProcessBuilder.Redirect.PIPE);
        builder.environment().keySet().removeIf(key -> key.startsWith("SLUICE_"));
        builder.environment().putAll(settings);
        return new ChildProcess(name, log, builder.start());
    }

    String name() {
        return name;
    }

    long id() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Whether it ended although nobody wanted it to. */
    boolean diedByItself() {
        return !endIsWanted && !process.isAlive();
    }

    /** SIGKILL: it gets no chance to tidy up. Returns when it is gone. */
    void kill() throws InterruptedException {
        endIsWanted = true;
        process.destroyForcibly();
        process.waitFor();
    }

    /** SIGTERM, without waiting. */
    void askToStop() {
        endIsWanted = true;
        process.destroy();
    }

    /** Waits for its end and forces it when the time is up. */
    void awaitEnd(long timeoutMillis) throws InterruptedException {
        if (!process.waitFor(timeoutMillis, TimeUnit.MILLISECONDS)) {
            process.destroyForcibly();
            process.waitFor();
        }
    }

    /** SIGKILL, without waiting. */
    void forceEnd() {
        endIsWanted = true;
        process.destroyForcibly();
    }

    boolean hasLogged(String word) {
        return logText().contains(word);
    }

    /** Its state in a few words. */
    String state() {
        return process.isAlive()
                ? name + " is still running"
                : name + " ended by itself with exit code " + process.exitValue();
    }

    /** Its state and the end of its log. */
    String epitaph() {
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
