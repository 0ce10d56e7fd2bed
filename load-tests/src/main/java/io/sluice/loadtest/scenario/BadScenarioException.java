package io.sluice.loadtest.scenario;

import java.util.List;

/** A scenario that cannot be understood, or cannot be run as it was asked for; everything that is wrong with it at once. */
public final class BadScenarioException extends Exception {
    private static final long serialVersionUID = 1;

    BadScenarioException(List<String> problems) {
        super(String.join(System.lineSeparator(), problems));
    }

    /** One problem. */
    public BadScenarioException(String problem) {
        this(List.of(problem));
    }
}
