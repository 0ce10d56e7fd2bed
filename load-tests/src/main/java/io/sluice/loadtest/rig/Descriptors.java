package io.sluice.loadtest.rig;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How many files and sockets a process of ours may have open: the hard limit, to which a JVM raises its own. Stateless. */
public final class Descriptors {
    private static final String LINE = "Max open files";
    private static final int UNLIMITED = Integer.MAX_VALUE;

    private Descriptors() {}

    /** The limit, from Linux' {@code /proc}; as good as none where that is not known. */
    public static int max() {
        try {
            return Files.readAllLines(Path.of("/proc/self/limits")).stream()
                    .filter(line -> line.startsWith(LINE))
                    .map(line -> line.substring(LINE.length()).strip().split("\\s+"))
                    .map(fields -> fields[1])
                    .filter(hard -> hard.matches("[0-9]{1,9}"))
                    .mapToInt(Integer::parseInt)
                    .findFirst()
                    .orElse(UNLIMITED);
        } catch (IOException e) {
            return UNLIMITED;
        }
    }
}
