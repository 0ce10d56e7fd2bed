package io.sluice.loadtest.sale;

import io.sluice.loadtest.drive.OrderSource;
import io.sluice.loadtest.sample.SampleOrders;

/** Baskets of a flash sale, one for each buyer. Immutable. */
final class SaleOrders implements OrderSource {
    private static final int BASKET_LINES_MAX = 3;

    private final SampleOrders samples = SampleOrders.load(BASKET_LINES_MAX);

    @Override
    public byte[] body(int order) {
        return samples.body(order);
    }

    @Override
    public String idempotencyKey(int order) {
        return "sale-" + order;
    }
}
