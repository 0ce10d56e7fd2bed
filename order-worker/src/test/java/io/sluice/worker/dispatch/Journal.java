package io.sluice.worker.dispatch;

import java.util.ArrayList;
import java.util.List;

/** What happened, in order, as short lines. */
final class Journal {
    private final List<String> lines = new ArrayList<>();

    void note(String line) {
        lines.add(line);
    }

    List<String> lines() {
        return List.copyOf(lines);
    }
}
