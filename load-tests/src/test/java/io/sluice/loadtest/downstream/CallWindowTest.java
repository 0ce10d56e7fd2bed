package io.sluice.loadtest.downstream;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

final class CallWindowTest {
    private static final long SECOND_MICROS = 1_000_000;

    @Test
    void countsTheCallsOfTheLastSecondExactly() {
        CallWindow window = new CallWindow(10);
        window.add(0);
        window.add(1);
        window.add(SECOND_MICROS - 1);

        assertEquals(3, window.count(SECOND_MICROS - 1));
        assertEquals(2, window.count(SECOND_MICROS));
        assertEquals(1, window.count(SECOND_MICROS + 1));
        assertEquals(0, window.count(3 * SECOND_MICROS));
    }

    @Test
    void remembersTheBusiestSecond() {
        CallWindow window = new CallWindow(100);
        for (int i = 0; i < 30; i++) {
            window.add(i * SECOND_MICROS / 10);
        }

        assertEquals(10, window.highest());
    }

    @Test
    void countsNoMoreThanItIsMadeFor() {
        CallWindow window = new CallWindow(3);
        for (int i = 0; i < 5; i++) {
            window.add(i);
        }

        assertEquals(3, window.count(5));
        assertEquals(0, window.count(4 + SECOND_MICROS));
    }
}
