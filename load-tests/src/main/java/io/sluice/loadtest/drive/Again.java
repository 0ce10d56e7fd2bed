package io.sluice.loadtest.drive;

/**
 * Whether a buyer that was refused, or got no answer, comes again under the same key. Immutable.
 *
 * @param afterNanos how long after the end of its last posting
 * @param times at most; 0 = never
 */
public record Again(long afterNanos, int times) {
    public static final Again NEVER = new Again(0, 0);

    private static final int TOO_MANY_REQUESTS = 429;

    /** Whether a buyer that has posted so many times and last read this status (0 = none) posts once more. */
    boolean comes(int posted, int httpStatus) {
        return posted <= times && (httpStatus == 0 || httpStatus == TOO_MANY_REQUESTS || httpStatus >= 500);
    }
}
