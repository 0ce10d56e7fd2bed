package io.sluice.worker.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.contract.Order;
import io.sluice.contract.OrderId;
import java.util.LinkedHashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SeenOrdersTest {
    private static final long SEED = 42;

    @Test
    void knowsWhatWasAddedAndNothingElse() {
        SeenOrders seen = new SeenOrders(10, SEED);
        assertFalse(seen.contains(0, 0));
        seen.add(0, 0);
        seen.add(1, 2);
        assertTrue(seen.contains(0, 0));
        assertTrue(seen.contains(1, 2));
        assertFalse(seen.contains(2, 1));
        assertFalse(seen.contains(1, 3));
        assertEquals(2, seen.size());
    }

    @Test
    void anIdThatIsAddedAgainStaysAsOldAsItIs() {
        SeenOrders seen = new SeenOrders(2, SEED);
        seen.add(1, 1);
        seen.add(2, 2);
        seen.add(1, 1);
        seen.add(3, 3);
        assertFalse(seen.contains(1, 1));
        assertTrue(seen.contains(2, 2));
    }

    @Test
    void tellsTheReplaysOfAnOrderFromItAndRemembersThoseBefore() {
        String id = OrderId.derived("SeenOrdersTest", "1");
        SeenOrders seen = new SeenOrders(1_000, SEED);
        seen.addUpTo(id, 0);
        assertTrue(seen.contains(OrderId.high(id), OrderId.low(id)), "an order itself is known by its own bits");
        assertFalse(seen.contains(id, 1));
        seen.addUpTo(id, 2);
        assertTrue(seen.contains(id, 0) && seen.contains(id, 1) && seen.contains(id, 2));
        assertFalse(seen.contains(id, 3));
        assertFalse(seen.contains(OrderId.derived("SeenOrdersTest", "2"), 1));
        assertEquals(3, seen.size());
    }

    @Test
    void noTwoReplaysOfManyOrdersShareTheirBits() {
        SeenOrders seen = new SeenOrders(1_000_000, SEED);
        for (int order = 0; order < 1_000; order++) {
            seen.addUpTo(OrderId.derived("SeenOrdersTest", Integer.toString(order)), Order.REPLAYS_MAX);
        }
        assertEquals(1_000 * (Order.REPLAYS_MAX + 1), seen.size());
    }

    @Test
    void forgetsTheOldestWhenThereAreTooMany() {
        SeenOrders seen = new SeenOrders(1_000, SEED);
        for (int i = 0; i < 5_000; i++) {
            seen.add(i, -i);
        }
        assertEquals(1_000, seen.size());
        assertFalse(seen.contains(3_999, -3_999));
        for (int i = 4_000; i < 5_000; i++) {
            assertTrue(seen.contains(i, -i));
        }
    }

    @Test
    void mayBeLimitedToFewerAndToMoreAgain() {
        SeenOrders seen = new SeenOrders(1_000, SEED);
        for (int i = 0; i < 1_000; i++) {
            seen.add(i, i);
        }
        seen.limit(300);
        assertEquals(300, seen.size());
        assertFalse(seen.contains(699, 699));
        assertTrue(seen.contains(700, 700));
        seen.limit(400);
        for (int i = 1_000; i < 1_100; i++) {
            seen.add(i, i);
        }
        assertTrue(seen.contains(700, 700));
        assertEquals(400, seen.size());
    }

    /** Against a set of the JDK, with ids that lie close together, and so many comings and goings that every gap occurs. */
    @Test
    void behavesLikeASetThatForgetsTheOldest() {
        Random random = new Random(SEED);
        SeenOrders seen = new SeenOrders(500, SEED);
        Set<Long> model = new LinkedHashSet<>();
        int idsMax = 500;
        for (int i = 0; i < 200_000; i++) {
            long id = random.nextInt(2_000);
            seen.add(id >> 3, id & 7);
            model.add(id);
            trim(model, idsMax);
            if (i % 10_000 == 9_999) {
                idsMax = 100 + random.nextInt(900);
                seen.limit(idsMax);
                trim(model, idsMax);
            }
            long other = random.nextInt(2_000);
            assertEquals(model.contains(other), seen.contains(other >> 3, other & 7));
        }
        assertEquals(model.size(), seen.size());
    }

    private static void trim(Set<Long> model, int idsMax) {
        while (model.size() > idsMax) {
            model.remove(model.iterator().next());
        }
    }

    @Test
    void idsThatABuyerChoseToLookAlikeCostNoMoreThanOthers() {
        SeenOrders seen = new SeenOrders(100_000, SEED);
        for (long i = 0; i < 100_000; i++) {
            seen.add(i << 40, 0);
        }
        for (long i = 0; i < 100_000; i++) {
            assertTrue(seen.contains(i << 40, 0));
        }
    }
}
