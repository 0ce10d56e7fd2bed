package io.sluice.gateway.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class LostOrdersTest {
    private final LostOrders lost = new LostOrders(2);

    @Test
    void countsNoneWhereKafkaDeletesWhatIsSettled() {
        lost.seen(0, 100, 60);
        lost.seen(0, 100, 100);

        assertEquals(0, lost.total());
    }

    @Test
    void countsEachOrderThatWasDeletedUnsettledOnce() {
        assertEquals(30, lost.seen(0, 100, 130));
        assertEquals(0, lost.seen(0, 100, 130));
        assertEquals(10, lost.seen(0, 120, 140));

        assertEquals(40, lost.total());
    }

    @Test
    void addsUpWhatPartitionsLost() {
        lost.seen(0, 0, 1);
        lost.seen(1, 5, 7);

        assertEquals(3, lost.total());
    }
}
