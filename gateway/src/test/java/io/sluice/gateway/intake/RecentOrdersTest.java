package io.sluice.gateway.intake;

import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.sluice.gateway.intake.RecentOrders.Recent;
import io.vertx.core.Future;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RecentOrdersTest {
    private final RecentOrders orders = new RecentOrders(orderId -> null);

    private static Recent posting() {
        return new Recent(1, Future.succeededFuture());
    }

    @Test
    void knowsTheLatestHoweverOftenOlderOnesAreAskedFor() {
        Random random = new Random(1);
        Recent posting = posting();
        for (int order = 0; order < 5 * RecentOrders.ORDERS_MAX / 2; order++) {
            assertNull(orders.claim("o-" + order, posting));
            assertSame(posting, orders.claim("o-" + order, posting()));
            int before = random.nextInt(Math.min(order + 1, RecentOrders.ORDERS_MAX));
            assertSame(posting, orders.claim("o-" + (order - before), posting()));
        }
    }

    @Test
    void holdsNoMoreThanTwoGenerations() {
        for (int order = 0; order <= 2 * RecentOrders.ORDERS_MAX; order++) {
            orders.claim("o-" + order, posting());
        }
        assertNull(orders.claim("o-0", posting()));
    }

    @Test
    void forgetsWhatFailedInEitherGeneration() {
        Recent failed = posting();
        orders.claim("failed", failed);
        for (int order = 0; order < RecentOrders.ORDERS_MAX; order++) {
            orders.claim("o-" + order, posting());
        }
        Recent another = new Recent(2, Future.succeededFuture());
        orders.forget("failed", another);
        assertSame(failed, orders.claim("failed", another));
        orders.forget("failed", failed);
        assertNull(orders.claim("failed", another));
        orders.forget("failed", another);
        assertNull(orders.claim("failed", posting()));
    }
}
