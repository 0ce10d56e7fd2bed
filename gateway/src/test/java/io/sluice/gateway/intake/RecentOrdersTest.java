package io.sluice.gateway.intake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.sluice.contract.OrderId;
import io.sluice.gateway.intake.RecentOrders.Recent;
import io.sluice.gateway.queue.Ticket;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class RecentOrdersTest {
    private final RecentOrders orders = new RecentOrders(orderId -> null);

    private static String id(long order) {
        return OrderId.derived("buyer", "key-" + order);
    }

    private static Recent posting(long fingerprint) {
        return new Recent(fingerprint, Promise.<Submission>promise().future());
    }

    private static Receipt receipt(long order) {
        // Every number is of its own kind, and all bits of a long are worth keeping.
        Ticket ticket =
                new Ticket((int) (order % 12), order << 20, Long.MAX_VALUE - order, order * 3, 1L << 40 | order);
        return new Receipt(id(order), ticket, order % 7 == 0 ? -1 : order * 5);
    }

    private void take(long order) {
        assertNull(orders.claim(id(order), posting(order)));
        orders.ended(id(order), receipt(order));
    }

    private void assertTaken(long order) {
        Recent known = orders.claim(id(order), posting(0));
        assertNotNull(known, "order " + order);
        assertEquals(order, known.fingerprint());
        assertEquals(receipt(order), known.submission().result().receipt());
        assertEquals(Submission.Kind.ACCEPTED, known.submission().result().kind());
    }

    @Test
    void knowsTheLatestHoweverOftenOlderOnesAreAskedFor() {
        Random random = new Random(1);
        for (int order = 1; order < 5 * RecentOrders.ORDERS_MAX / 2; order++) {
            take(order);
            assertTaken(order);
            assertTaken(order - random.nextInt(Math.min(order, RecentOrders.ORDERS_MAX)));
        }
    }

    @Test
    void holdsNoMoreThanTwoGenerations() {
        for (int order = 0; order <= 2 * RecentOrders.ORDERS_MAX; order++) {
            take(order);
        }
        assertNull(orders.claim(id(0), posting(1)));
        assertTaken(RecentOrders.ORDERS_MAX);
    }

    @Test
    void whoComesWhileAnotherIsUnderWayIsToldOfThatOne() {
        Recent first = posting(1);
        assertNull(orders.claim(id(1), first));
        assertSame(first, orders.claim(id(1), posting(2)));
    }

    @Test
    void forgetsWhatWasNotTaken() {
        assertNull(orders.claim(id(1), posting(1)));
        orders.ended(id(1), null);
        Recent again = posting(2);
        assertNull(orders.claim(id(1), again));
        assertSame(again, orders.claim(id(1), posting(3)));
    }

    @Test
    void oneOfManyThatComeAtOnceTakesTheOrder() throws Exception {
        int loops = 4;
        int postings = 20_000;
        CyclicBarrier together = new CyclicBarrier(loops);
        ExecutorService threads = Executors.newFixedThreadPool(loops);
        try {
            List<Future<Integer>> claimed = new ArrayList<>();
            for (int loop = 0; loop < loops; loop++) {
                claimed.add(threads.submit(claimAll(postings, together)));
            }
            assertEquals(postings, sum(claimed));
        } finally {
            threads.shutdownNow();
        }
    }

    private Callable<Integer> claimAll(int postings, CyclicBarrier together) {
        return () -> {
            together.await();
            int mine = 0;
            for (int order = 0; order < postings; order++) {
                if (orders.claim(id(order), posting(order)) == null) {
                    mine++;
                    orders.ended(id(order), receipt(order));
                }
            }
            return mine;
        };
    }

    private static int sum(List<Future<Integer>> counts) throws InterruptedException, ExecutionException {
        int sum = 0;
        for (Future<Integer> count : counts) {
            sum += count.get();
        }
        return sum;
    }
}
