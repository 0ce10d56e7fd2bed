package io.sluice.worker.downstream;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class RetryAfterTest {
    /** Fri, 31 Dec 1999 23:59:00 GMT. */
    private static final long NOW_MILLIS = 946_684_740_000L;

    @Test
    void secondsAreSeconds() {
        assertEquals(120_000, RetryAfter.millis("120", NOW_MILLIS));
        assertEquals(3_000, RetryAfter.millis(" 3 ", NOW_MILLIS));
        assertEquals(0, RetryAfter.millis("0", NOW_MILLIS));
    }

    @Test
    void aDateIsCountedFromNow() {
        assertEquals(59_000, RetryAfter.millis("Fri, 31 Dec 1999 23:59:59 GMT", NOW_MILLIS));
        assertEquals(60_000, RetryAfter.millis("Sat, 1 Jan 2000 00:00:00 GMT", NOW_MILLIS));
    }

    @Test
    void aDateInThePastIsNoWait() {
        assertEquals(0, RetryAfter.millis("Fri, 31 Dec 1999 23:58:59 GMT", NOW_MILLIS));
    }

    @Test
    void whatIsMissingOrNotUnderstoodIsNoWait() {
        assertEquals(0, RetryAfter.millis(null, NOW_MILLIS));
        for (String odd :
                List.of("", " ", "-5", "1.5", "soon", "99999999999999999999", "9223372036854775807", "2000")) {
            long expected = odd.equals("2000") ? 2_000_000 : 0;
            assertEquals(expected, RetryAfter.millis(odd, NOW_MILLIS), odd);
        }
    }
}
