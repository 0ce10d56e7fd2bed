package io.sluice.contract;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a dead letter lies, written {@code partition/offset}. Immutable.
 *
 * @param partition of the dead-letter topic
 * @param offset in that partition
 */
public record LetterPlace(int partition, long offset) implements Comparable<LetterPlace> {
    private static final Pattern TEXT = Pattern.compile("(\\d{1,9})/(\\d{1,18})");

    /** The place that a text names, or null if it names none. */
    public static @Nullable LetterPlace parse(String text) {
        Matcher parts = TEXT.matcher(text);
        return parts.matches()
                ? new LetterPlace(Integer.parseInt(parts.group(1)), Long.parseLong(parts.group(2)))
                : null;
    }

    @Override
    public int compareTo(LetterPlace other) {
        return partition == other.partition
                ? Long.compare(offset, other.offset)
                : Integer.compare(partition, other.partition);
    }

    @Override
    public String toString() {
        return partition + "/" + offset;
    }
}
