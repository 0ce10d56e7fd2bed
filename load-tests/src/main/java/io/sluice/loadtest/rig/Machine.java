package io.sluice.loadtest.rig;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** What a run was made on and of, in words: without that no figure can be compared with another. Stateless. */
public final class Machine {
    private static final long GIT_SECONDS_MAX = 5;

    private Machine() {}

    /** Cores, JDK, system, date, and the commit where this was built in a work tree of git. */
    public static Map<String, String> now() throws InterruptedException {
        Map<String, String> words = new TreeMap<>();
        words.put("cores", Integer.toString(Runtime.getRuntime().availableProcessors()));
        words.put("jdk", System.getProperty("java.vm.name") + " " + Runtime.version());
        words.put(
                "os",
                System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                        + System.getProperty("os.arch"));
        words.put("date", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        words.put("commit", commit(Programs.ownTarget()));
        return words;
    }

    private static String commit(Path directory) throws InterruptedException {
        try {
            Process git = new ProcessBuilder("git", "describe", "--always", "--dirty", "--abbrev=12")
                    .directory(directory.toFile())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String commit = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            boolean isKnown = git.waitFor(GIT_SECONDS_MAX, TimeUnit.SECONDS) && git.exitValue() == 0;
            return isKnown && !commit.isEmpty() ? commit : "unknown";
        } catch (IOException e) {
            return "unknown";
        }
    }
}
