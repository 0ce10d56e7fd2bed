package io.sluice.loadtest.rig;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a process has used of the processors since it began, from Linux' {@code /proc}. Stateless. */
public final class ProcessorTime {
    // Counted after the name in brackets, which may hold blanks itself.
    private static final int USER_FIELD = 11;
    private static final int SYSTEM_FIELD = 12;
    // USER_HZ, which Linux has shown to programs as 100 on every architecture of today.
    private static final long TICK_MILLIS = 10;

    private ProcessorTime() {}

    /** Milliseconds, or -1 where that is not known. */
    public static long millis(long processId) {
        long ticks = ticks(processId);
        return ticks < 0 ? -1 : ticks * TICK_MILLIS;
    }

    /** The same in the kernel's ticks. */
    static long ticks(long processId) {
        try {
            String stat = Files.readString(Path.of("/proc", processId + "", "stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            return Long.parseLong(fields[USER_FIELD]) + Long.parseLong(fields[SYSTEM_FIELD]);
        } catch (IOException e) {
            return -1;
        }
    }
}
