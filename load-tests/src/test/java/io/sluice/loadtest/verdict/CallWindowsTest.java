package io.sluice.loadtest.verdict;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class CallWindowsTest {
    @Test
    void doesNotCountACallExactlyOneWindowLater() {
        CallWindows windows = CallWindows.of(LongStream.of(0, 1_000_000));

        assertEquals(1, windows.most(1_000_000));
        assertEquals(2, windows.most(1_000_001));
    }

    @Test
    void countsCallsOfTheSameMicrosecond() {
        assertEquals(3, CallWindows.of(LongStream.of(5, 5, 5)).most(1));
    }

    @Test
    void isZeroWithoutCalls() {
        assertEquals(0, CallWindows.of(LongStream.empty()).most(1_000_000));
    }

    @Test
    void agreesWithCountingEveryWindowOneByOne() {
        Random random = new Random(7);
        for (int round = 0; round < 200; round++) {
            long[] stamps = random.longs(50, 0, 300).toArray();
            long window = 1L + random.nextInt(100);
            long most = LongStream.of(stamps)
                    .map(from -> LongStream.of(stamps)
                            .filter(stamp -> stamp >= from && stamp < from + window)
                            .count())
                    .max()
                    .orElse(0);

            CallWindows windows = CallWindows.of(LongStream.of(stamps));

            assertEquals(most, windows.most(window));
            assertEquals(most, windows.mostBeginningIn(0, 300, window));
        }
    }

    @Test
    void countsASpanWithoutItsBeginningAndWithItsEnd() {
        CallWindows windows = CallWindows.of(LongStream.of(1, 2, 2, 3, 3, 4));

        assertEquals(4, windows.countWithin(1, 3));
        assertEquals(0, windows.countWithin(4, 9));
    }
}
