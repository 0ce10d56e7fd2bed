package io.sluice.gateway.status;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class SettledMarkTest {
    private final SettledMark mark = new SettledMark(1);

    @Test
    void coversWhatIsCommittedOnceTheOutcomesUpToThenAreRead() {
        mark.committed(0, 7, 10);
        assertFalse(mark.covers(0, 6));
        mark.outcomesRead(0, 9);
        assertFalse(mark.covers(0, 6));
        mark.outcomesRead(0, 10);
        assertTrue(mark.covers(0, 6));
        assertFalse(mark.covers(0, 7));
    }

    @Test
    void coversNothingWhileATransactionKeepsTheFeedFromTheEnd() {
        // The group's offsets have the mark of the commit already, the outcomes at 10 and 11 wait for theirs at 12.
        mark.outcomesRead(0, 10);
        mark.committed(0, 7, 12);
        assertFalse(mark.covers(0, 6));
        mark.outcomesRead(0, 13);
        assertTrue(mark.covers(0, 6));
    }
}
