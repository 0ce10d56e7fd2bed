package io.sluice.loadtest.verdict;

import java.util.Arrays;
import java.util.stream.LongStream;

/**
 * How many calls the downstream saw in sliding windows: every window that begins with a call, half-open, so a call
 * exactly one window later is not in it. No other window can hold more. Immutable.
 */
public final class CallWindows {
    private final long[] sortedMicros;

    private CallWindows(long[] sortedMicros) {
        this.sortedMicros = sortedMicros;
    }

    /** Windows over these stamps, in any order. */
    public static CallWindows of(LongStream stampsMicros) {
        return new CallWindows(stampsMicros.sorted().toArray());
    }

    /** The most calls in any window of this length. */
    public int most(long windowMicros) {
        int most = 0;
        int first = 0;
        for (int last = 0; last < sortedMicros.length; last++) {
            while (sortedMicros[last] - sortedMicros[first] >= windowMicros) {
                first++;
            }
            most = Math.max(most, last - first + 1);
        }
        return most;
    }

    /** The most calls in a window of this length that begins in [from, to); for plots that lose no peak. */
    public int mostBeginningIn(long fromMicros, long toMicros, long windowMicros) {
        int most = 0;
        int end = lowerBound(fromMicros);
        for (int begin = end; begin < sortedMicros.length && sortedMicros[begin] < toMicros; begin++) {
            while (end < sortedMicros.length && sortedMicros[end] - sortedMicros[begin] < windowMicros) {
                end++;
            }
            most = Math.max(most, end - begin);
        }
        return most;
    }

    /** Calls after {@code fromMicros}, up to and including {@code toMicros}. */
    int countWithin(long fromMicros, long toMicros) {
        return Math.max(0, lowerBound(toMicros + 1) - lowerBound(fromMicros + 1));
    }

    private int lowerBound(long micros) {
        int found = Arrays.binarySearch(sortedMicros, micros);
        if (found < 0) {
            return -found - 1;
        }
        while (found > 0 && sortedMicros[found - 1] == micros) {
            found--;
        }
        return found;
    }
}
