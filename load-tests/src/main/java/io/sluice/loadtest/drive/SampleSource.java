package io.sluice.loadtest.drive;

import io.sluice.loadtest.sample.SampleOrders;

/**
 * The shipped sample orders, each with a key of its own. Immutable, thread-safe.
 *
 * @param run whose orders they are: what their keys begin with
 */
public record SampleSource(SampleOrders samples, String run) implements OrderSource {
    @Override
    public byte[] body(int order) {
        return samples.body(order);
    }

    @Override
    public String idempotencyKey(int order) {
        return run + "-" + order;
    }
}
