package io.sluice.loadtest.rig;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What lives in the heap of another JVM: counted by itself after a full collection, so that it does not matter when that JVM last
 * collected what. Needs the {@code jcmd} of a JDK. Stateless.
 */
public final class LiveHeap {
    private static final Pattern TOTAL = Pattern.compile("^Total +\\d+ +(\\d+)", Pattern.MULTILINE);

    private LiveHeap() {}

    /**
     * Bytes. The other JVM stands still meanwhile, for as long as a full collection takes.
     *
     * @throws IOException if it cannot be asked
     * @throws IllegalArgumentException if it is this JVM. Newer ones tell while they stand still: to read it here would wait for ever
     */
    public static long bytes(long processId) throws IOException {
        if (processId == ProcessHandle.current().pid()) {
            throw new IllegalArgumentException("a JVM cannot read of itself while it stands still");
        }
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        Process process = new ProcessBuilder(jcmd.toString(), processId + "", "GC.class_histogram")
                .redirectErrorStream(true)
                .start();
        String told = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return read(told);
    }

    static long read(String histogram) throws IOException {
        Matcher total = TOTAL.matcher(histogram);
        if (!total.find()) {
            throw new IOException(
                    "no histogram of a heap: " + histogram.lines().findFirst().orElse("nothing was told"));
        }
        return Long.parseLong(total.group(1));
    }
}
