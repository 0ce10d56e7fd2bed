package io.sluice.gateway.operator;

import java.util.Locale;

/**
 * How far a replay is. Immutable.
 *
 * @param id its name, at this gateway only
 * @param by who began it
 * @param matched letters that are to be put back
 * @param replayed those that are, for certain
 * @param refused those that are not, as something became of them since they were chosen
 * @param ratePerSecond how fast
 * @param startedAtMillis milliseconds since 1970
 * @param endedAtMillis likewise; 0 while it runs
 * @param detail why it failed; empty if it did not
 */
public record ReplayProgress(
        String id,
        String by,
        State state,
        int matched,
        int replayed,
        int refused,
        double ratePerSecond,
        long startedAtMillis,
        long endedAtMillis,
        String detail) {

    /** The names in lower case are what the API says. */
    public enum State {
        RUNNING,
        DONE,
        /** By an operator, or as the gateway stopped. */
        STOPPED,
        FAILED;

        /** What the API says. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
