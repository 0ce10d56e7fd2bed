package io.sluice.gateway.operator;

import io.sluice.contract.LetterPlace;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * Which letters an operator wants to be put back, and how. Either places or a filter are given. Immutable.
 *
 * @param places where they lie, or null
 * @param filter which they are, or null
 * @param dryRun whether only to say what would be done
 * @param ratePerSecond how fast to append them; when they are called is up to the fleet
 * @param limit how many at most
 * @param force whether to put back what was put back before
 */
public record ReplayRequest(
        @Nullable SortedSet<LetterPlace> places,
        @Nullable LetterFilter filter,
        boolean dryRun,
        double ratePerSecond,
        int limit,
        boolean force) {
    public static final double RATE_DEFAULT = 100;
    public static final double RATE_MAX = 1_000;

    /** So many places fit into the memory and the answer of one replay. */
    public static final int LIMIT_MAX = 10_000;
}
