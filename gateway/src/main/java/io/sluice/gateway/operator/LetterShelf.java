package io.sluice.gateway.operator;

import io.sluice.contract.DeadLetterRecord.Letter;
import io.sluice.contract.DeadLetterRecord.Mark;
import io.sluice.contract.LetterPlace;
import java.util.SortedSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Where dead letters lie. Its methods block, one caller at a time, no longer than their bounds. Thread-safe. */
public interface LetterShelf {

    /**
     * A letter and what became of it.
     *
     * @param mark the last word that it was put back, or null
     * @param lastReplay the highest number under which its order is known to have been put back; 0 if never
     */
    record Shelved(Letter letter, @Nullable Mark mark, int lastReplay) {}

    /**
     * How much may be read for one question.
     *
     * @param recordsMax records, whether they are wanted or not
     * @param nanosMax time
     */
    record Bounds(long recordsMax, long nanosMax) {}

    /**
     * What came of reading.
     *
     * @param answered whether Kafka answered; if not, the rest says nothing
     * @param scanned records read
     * @param truncated whether the bounds ended it
     * @param next the cursor from which to go on, or null at the end
     */
    record Reading(
            boolean answered,
            long scanned,
            boolean truncated,
            @Nullable String next) {}

    /** Whether {@link #scan} could go on from there. */
    boolean isCursor(String text);

    /**
     * Shows letters, the newest first, with the beginning of their bodies.
     *
     * @param before the cursor from which to go on, or null for the newest of all
     * @param wantsMore told each letter; false = enough
     */
    Reading scan(@Nullable String before, Bounds bounds, Predicate<Shelved> wantsMore);

    /**
     * Shows the letters at these places that there are, with all of their bodies, in the order of their places.
     *
     * @param wantsMore told each letter; false = enough
     */
    Reading look(SortedSet<LetterPlace> places, Bounds bounds, Predicate<Shelved> wantsMore);
}
