package io.sluice.loadtest.rig;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How much of the machine others use: what all processors did since the last look, less what this run's own processes
 * did. Something to tell beside a verdict, never an excuse for one. Reads Linux' {@code /proc}; NaN elsewhere. Confined to
 * one thread.
 */
public final class ForeignLoad {
    private static final Path PROC = Path.of("/proc");
    private static final int IDLE_FIELD = 4;
    private static final int IO_WAIT_FIELD = 5;
    private static final int FIELDS_WITHOUT_GUESTS = 9;

    private final Map<Long, Long> ownTicks = new HashMap<>();
    private long busyTicks;
    private long allTicks;

    /** The share of the machine, from 0 to 1, that others used since the last call; NaN where that is not known. */
    public double shareSinceLast(List<Long> ownProcessIds) {
        try {
            String[] fields = Files.readString(PROC.resolve("stat"))
                    .lines()
                    .findFirst()
                    .orElse("")
                    .split("\\s+", -1);
            long all = 0;
            for (int i = 1; i < Math.min(FIELDS_WITHOUT_GUESTS, fields.length); i++) {
                all += Long.parseLong(fields[i]);
            }
            long busy = all - Long.parseLong(fields[IDLE_FIELD]) - Long.parseLong(fields[IO_WAIT_FIELD]);
            long own = 0;
            for (long processId : ownProcessIds) {
                own += ownSinceLast(processId);
            }
            double share = allTicks == 0 || all == allTicks
                    ? Double.NaN
                    : Math.max(0, busy - busyTicks - own) / (double) (all - allTicks);
            busyTicks = busy;
            allTicks = all;
            return share;
        } catch (IOException | NumberFormatException | ArrayIndexOutOfBoundsException e) {
            return Double.NaN;
        }
    }

    /** A process that has just ended counts as nothing: its last moments then look like somebody else's. */
    private long ownSinceLast(long processId) {
        long now = ProcessorTime.ticks(processId);
        if (now < 0) {
            return 0;
        }
        Long before = ownTicks.put(processId, now);
        return now - (before == null ? 0 : before);
    }
}
