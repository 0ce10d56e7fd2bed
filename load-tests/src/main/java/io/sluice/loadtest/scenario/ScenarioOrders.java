package io.sluice.loadtest.scenario;

import io.sluice.loadtest.drive.OrderSource;
import io.sluice.loadtest.sample.SampleOrders;
import io.sluice.loadtest.sample.SingleItem;

/**
 * The orders of a scenario. The hot customer's are spread evenly among the others', so that no part of a run has more of
 * them than another. Immutable, thread-safe.
 *
 * @param run what their keys begin with; a later run on the same system needs another one
 */
public record ScenarioOrders(Scenario.Orders orders, SampleOrders samples, String run) implements OrderSource {
    private static final String HOT_CUSTOMER = "hot-customer";

    public static ScenarioOrders of(Scenario.Orders orders, String run) {
        return new ScenarioOrders(orders, SampleOrders.load(orders.lines()), run);
    }

    /** Whether this order is the hot customer's. */
    boolean isHot(int order) {
        return Math.floor((order + 1) * orders.hotCustomer()) > Math.floor(order * orders.hotCustomer());
    }

    @Override
    public byte[] body(int order) {
        String customer = isHot(order) ? HOT_CUSTOMER : samples.customerId(order);
        return orders.sku().isEmpty() ? samples.body(order, customer) : new SingleItem(customer, orders.sku()).body();
    }

    @Override
    public String idempotencyKey(int order) {
        return run + "-" + order;
    }
}
