package io.sluice.loadtest.verdict;

/** A history that cannot be judged, saying which line of which file and why. Ends {@code verify} with 2. */
public final class UnreadableHistoryException extends Exception {
    private static final long serialVersionUID = 1L;

    public UnreadableHistoryException(String message) {
        super(message);
    }
}
