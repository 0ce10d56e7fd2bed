package io.sluice.worker.pacing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ConcurrencyLimitTest {
    private final ConcurrencyLimit limit = new ConcurrencyLimit(2);

    @Test
    void givesOutAsManyPlacesAsThereAre() {
        assertTrue(limit.tryAcquire());
        assertFalse(limit.isFull());
        assertTrue(limit.tryAcquire());
        assertTrue(limit.isFull());
        assertFalse(limit.tryAcquire());
        assertEquals(2, limit.inFlight());
    }

    @Test
    void aPlaceGivenBackCanBeTakenAgain() {
        assertTrue(limit.tryAcquire());
        assertTrue(limit.tryAcquire());
        limit.release();
        assertEquals(1, limit.inFlight());
        assertTrue(limit.tryAcquire());
        assertFalse(limit.tryAcquire());
    }

    @Test
    void aPlaceGivenBackTwiceIsABug() {
        assertTrue(limit.tryAcquire());
        limit.release();
        assertThrows(IllegalStateException.class, limit::release);
    }
}
