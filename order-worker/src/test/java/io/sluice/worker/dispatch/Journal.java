package io.sluice.worker.dispatch;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** What happened, in order, as short lines; a test waits for one and then looks at all of them. Thread-safe. */
final class Journal {
    /** Only a bug makes a test wait this long. */
    private static final long TIMEOUT_MILLIS = 20_000;

    private final List<String> lines = new ArrayList<>();

    synchronized void note(String line) {
        lines.add(line);
        notifyAll();
    }

    synchronized List<String> lines() {
        return List.copyOf(lines);
    }

    /** Returns when the line is there. */
    synchronized void await(String line) throws InterruptedException {
        await("'" + line + "'", () -> lines.contains(line));
    }

    /** Returns when there are so many lines. */
    synchronized void await(int lineCount) throws InterruptedException {
        await(lineCount + " lines", () -> lines.size() >= lineCount);
    }

    private void await(String what, BooleanSupplier isThere) throws InterruptedException {
        long endMillis = System.currentTimeMillis() + TIMEOUT_MILLIS;
        while (!isThere.getAsBoolean()) {
            long leftMillis = endMillis - System.currentTimeMillis();
            if (leftMillis <= 0) {
                throw new AssertionError("waited for " + what + " in vain: " + lines);
            }
            wait(leftMillis);
        }
    }
}
