package io.sluice.gateway.intake;

import java.util.ArrayList;
import java.util.List;

/** Collects defects up to a bound: the first twenty tell a developer enough. Not thread-safe. */
public final class Defects {
    static final int MAX = 20;

    private List<Defect> found = List.of();

    public void add(String pointer, String detail) {
        if (found.isEmpty()) {
            found = new ArrayList<>(4);
        }
        if (found.size() < MAX) {
            found.add(new Defect(pointer, detail));
        }
    }

    public boolean isEmpty() {
        return found.isEmpty();
    }

    public List<Defect> list() {
        return found;
    }
}
