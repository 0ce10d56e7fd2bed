package io.sluice.worker.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.sluice.contract.Order;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RetryQueueTest {
    private final RetryQueue queue = new RetryQueue();
    private final List<String> done = new ArrayList<>();

    private void add(long dueNanos, String id) {
        queue.add(dueNanos, new QueuedOrder(new Order(id, "key", null, List.of(), new byte[0], 0, null), 0, 0));
    }

    private void poll(long nowNanos) {
        done.add(queue.pollDue(nowNanos).order().id());
    }

    @Test
    void nothingIsDueInAnEmptyQueue() {
        assertNull(queue.peekDue(Long.MAX_VALUE));
        assertNull(queue.pollDue(Long.MAX_VALUE));
        assertEquals(0, queue.size());
    }

    @Test
    void givesOutByTimeAndNotBefore() {
        add(30, "late");
        add(10, "soon");
        assertNull(queue.peekDue(9));
        assertNull(queue.pollDue(9));
        assertEquals("soon", queue.peekDue(10).order().id());
        poll(10);
        assertNull(queue.pollDue(29));
        poll(30);
        assertEquals(List.of("soon", "late"), done);
    }

    @Test
    void whatIsDueAtOneTimeKeepsItsOrder() {
        for (int i = 0; i < 50; i++) {
            add(10, "number " + i);
        }
        for (int i = 0; i < 50; i++) {
            poll(10);
        }
        for (int i = 0; i < 50; i++) {
            assertEquals("number " + i, done.get(i));
        }
    }

    @Test
    void whatIsTakenOutNeverBecomesDueAndTheRestKeepsItsOrder() {
        for (int i = 0; i < 5; i++) {
            add(10 - i, "number " + i);
        }
        queue.removeIf(order -> order.order().id().equals("number 3"));
        assertEquals(4, queue.size());
        for (int i = 0; i < 4; i++) {
            poll(10);
        }
        assertEquals(List.of("number 4", "number 2", "number 1", "number 0"), done);
    }

    @Test
    void theClockMayWrap() {
        add(Long.MIN_VALUE + 5, "after the wrap");
        add(Long.MAX_VALUE - 5, "before the wrap");
        assertNull(queue.peekDue(Long.MAX_VALUE - 6));
        poll(Long.MAX_VALUE);
        assertNull(queue.pollDue(Long.MAX_VALUE));
        poll(Long.MIN_VALUE + 5);
        assertEquals(List.of("before the wrap", "after the wrap"), done);
    }
}
