package io.sluice.loadtest.rig;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The order in which processes of one machine get a core when all want one. In a shop these are different machines; here a
 * burst of ten thousand orders a second, or the start of a JVM, may keep both cores of the one machine busy, and a call
 * that waited for a core would be counted as a call at the wrong moment. Works where Linux' {@code /proc} and
 * {@code renice} are; elsewhere everybody is equal.
 */
public final class Courtesy {
    private Courtesy() {}

    /** A place in that order, as a nice value. */
    public enum Place {
        /** Before everybody else; only for root. */
        FIRST(-10),
        /** Where every process begins; only root gets back here. */
        EQUAL(0),
        /** Lets a clock go first, by which it is measured. */
        BEHIND_THE_CLOCK(3),
        /** Also lets those go first that are measured. */
        BEHIND_THE_MEASURED(8),
        /** Takes what nobody else wants. */
        LAST(19);

        private final int niceness;

        Place(int niceness) {
            this.niceness = niceness;
        }
    }

    /**
     * Gives this place to all threads of these processes, and to those that they will start.
     *
     * @return whether that was possible
     */
    public static boolean place(Place place, List<Long> processIds) throws InterruptedException {
        return renice(place.niceness, processIds);
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
