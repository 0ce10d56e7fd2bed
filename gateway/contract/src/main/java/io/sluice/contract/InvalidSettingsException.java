package io.sluice.contract;

import java.util.List;

/** Everything that is wrong with a configuration, at once, so that it can be mended in one go. Ends a process with 2. */
public final class InvalidSettingsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final List<String> errors;

    public InvalidSettingsException(List<String> errors) {
        super(String.join("; ", errors));
        this.errors = List.copyOf(errors);
    }

    /** One sentence for each error, none empty. */
    public List<String> errors() {
        return errors;
    }
}
