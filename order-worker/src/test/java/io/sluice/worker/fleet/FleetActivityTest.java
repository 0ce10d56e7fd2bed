package io.sluice.worker.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.sluice.contract.FleetRecord.Activity;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FleetActivityTest {
    private static final long MILLI = 1_000_000L;

    private final FleetActivity activity = new FleetActivity();

    private void see(String life, long atMillis, long calls) {
        activity.see(life, atMillis, new Activity(calls, calls, 20_000 * calls, 0, 0, 0, "rate"), atMillis * MILLI);
    }

    @Test
    void evenCallsAreEvenHoweverTheWorkersAreSeen() {
        see("a", 0, 0);
        see("b", 0, 1_000);
        assertNull(activity.next(0), "a beginning");
        for (long millis = 50; millis <= 2_000; millis += 50) {
            see("a", millis, millis);
            if (millis % 150 == 0) {
                see("b", millis - 20, 1_000 + 3 * (millis - 20));
            }
            CallSpan span = activity.next(100 * MILLI);
            if (span != null) {
                assertEquals(4_000, span.startedPerSecond(), 100, "at " + millis);
                assertEquals(20 * MILLI, span.latencyNanos(), 1);
            }
        }
    }

    @Test
    void aStretchEndsWhereTheLastWordOfTheMostSilentOneEnds() {
        see("a", 0, 0);
        see("b", 0, 0);
        activity.next(0);
        see("a", 500, 500);
        see("b", 200, 200);
        CallSpan span = activity.next(100 * MILLI);
        assertNotNull(span);
        assertEquals(200 * MILLI, span.toNanos());
        assertEquals(400, span.started(), 1e-9);
        assertNull(activity.next(100 * MILLI));
    }

    @Test
    void aWordSeenTwiceIsOneWord() {
        see("a", 0, 0);
        activity.next(0);
        see("a", 200, 200);
        activity.see("a", 200, new Activity(200, 200, 0, 0, 0, 0, "rate"), 900 * MILLI);
        CallSpan span = activity.next(0);
        assertNotNull(span);
        assertEquals(200 * MILLI, span.toNanos());
    }

    @Test
    void whoIsGoneHoldsNobodyUpAndANewLifeStartsFromWhereItIsSeen() {
        see("a", 0, 0);
        see("b", 0, 0);
        activity.next(0);
        see("a", 500, 500);
        see("c", 300, 7_000_000);
        activity.keep(Set.of("a", "c"));
        see("c", 500, 7_000_100);
        CallSpan span = activity.next(100 * MILLI);
        assertNotNull(span);
        assertEquals(600, span.started(), 1e-9);
    }
}
