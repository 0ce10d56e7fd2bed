package io.sluice.loadtest.rig;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Lets some processes stand back for what is measured. In a shop these are different machines; here a burst of ten
 * thousand orders a second, or the start of a JVM, may keep both cores of the one machine busy, and a call that waited for
 * a core would be counted as a call at the wrong moment. Works where Linux' {@code /proc} and {@code renice} are; elsewhere everybody is equal.
 */
public final class Courtesy {
    private static final int LAST = 19;
    private static final int EQUAL = 0;
    private static final int FIRST = -10;

    private Courtesy() {}

    /**
     * Lowers the priority of all threads of these processes, and of the threads that they will start.
     *
     * @return whether that was possible
     */
    public static boolean standBack(List<Long> processIds) throws InterruptedException {
        return renice(LAST, processIds);
    }

    /** Takes that back; possible only for root. */
    public static boolean comeBack(List<Long> processIds) throws InterruptedException {
        return renice(EQUAL, processIds);
    }

    /** Puts these before everybody else; possible only for root. */
    public static boolean goFirst(List<Long> processIds) throws InterruptedException {
        return renice(FIRST, processIds);
    }

    private static boolean renice(int niceness, List<Long> processIds) throws InterruptedException {
        List<String> command = new ArrayList<>(List.of("renice", "-n", Integer.toString(niceness), "-p"));
        try {
            for (long processId : processIds) {
                command.addAll(threads(processId));
            }
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }

    /** Priority belongs to a thread in Linux, not to a process. */
    private static List<String> threads(long processId) throws IOException {
        try (Stream<Path> tasks = Files.list(Path.of("/proc", Long.toString(processId), "task"))) {
            return tasks.map(task -> task.getFileName().toString()).toList();
        }
    }
}
