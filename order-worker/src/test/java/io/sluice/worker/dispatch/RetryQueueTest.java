package io.sluice.worker.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RetryQueueTest {
    private final RetryQueue queue = new RetryQueue();
    private final List<String> done = new ArrayList<>();

    private void add(long dueNanos, String name) {
        queue.add(dueNanos, () -> done.add(name));
    }

    @Test
    void nothingIsDueInAnEmptyQueue() {
        assertFalse(queue.hasDue(Long.MAX_VALUE));
        assertNull(queue.pollDue(Long.MAX_VALUE));
        assertEquals(0, queue.size());
    }

    @Test
    void givesOutByTimeAndNotBefore() {
        add(30, "late");
        add(10, "soon");
        assertFalse(queue.hasDue(9));
        assertNull(queue.pollDue(9));
        assertTrue(queue.hasDue(10));
        queue.pollDue(10).run();
        assertNull(queue.pollDue(29));
        queue.pollDue(30).run();
        assertEquals(List.of("soon", "late"), done);
    }

    @Test
    void whatIsDueAtOneTimeKeepsItsOrder() {
        for (int i = 0; i < 50; i++) {
            add(10, "number " + i);
        }
        for (int i = 0; i < 50; i++) {
            queue.pollDue(10).run();
        }
        for (int i = 0; i < 50; i++) {
            assertEquals("number " + i, done.get(i));
        }
    }

    @Test
    void theClockMayWrap() {
        add(Long.MIN_VALUE + 5, "after the wrap");
        add(Long.MAX_VALUE - 5, "before the wrap");
        assertFalse(queue.hasDue(Long.MAX_VALUE - 6));
        queue.pollDue(Long.MAX_VALUE).run();
        assertNull(queue.pollDue(Long.MAX_VALUE));
        queue.pollDue(Long.MIN_VALUE + 5).run();
        assertEquals(List.of("before the wrap", "after the wrap"), done);
    }
}
