package io.sluice.gateway.intake;

import java.util.ArrayList;
import java.util.List;

/** Collects defects up to a bound: the first twenty tell a developer enough. Not thread-safe. */
final class Defects {
    static final int MAX = 20;

    private List<Defect> found = List.of();

    void add(String pointer, String detail) {
        if (found.isEmpty()) {
            found = new ArrayList<>(4);
        }
        if (found.size() < MAX) {
            found.add(new Defect(pointer, detail));
        }
    }

    boolean isEmpty() {
        return found.isEmpty();
    }

    List<Defect> list() {
        return found;
    }
}
