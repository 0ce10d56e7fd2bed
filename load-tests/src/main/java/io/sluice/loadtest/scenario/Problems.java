package io.sluice.loadtest.scenario;

import java.util.ArrayList;
import java.util.List;

/** Gathers what is wrong with a scenario's file, so that a person mends it once and not ten times. Confined to one thread. */
final class Problems {
    private final String file;
    private final List<String> found = new ArrayList<>();

    Problems(String file) {
        this.file = file;
    }

    /** Notes one; {@code line} counts from 1. */
    void add(int line, String what) {
        found.add(file + " line " + line + ": " + what);
    }

    void throwIfAny() throws BadScenarioException {
        if (!found.isEmpty()) {
            throw new BadScenarioException(found);
        }
    }
}
