package io.sluice.gatling;

import io.sluice.loadtest.drive.OrderSource;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;

/**
 * A run's orders as Gatling takes them: the very bodies and keys that our driver sends, in the same order. Confined to one
 * thread at a time, as Gatling sees to.
 */
final class OrderFeeder implements Iterator<Map<String, Object>> {
    /** The attribute with the JSON of the order, bytes. */
    static final String BODY = "body";

    /** The attribute with its {@code Idempotency-Key}. */
    static final String KEY = "key";

    private final OrderSource source;
    private final int orders;
    private int next;

    OrderFeeder(OrderSource source, int orders) {
        this.source = source;
        this.orders = orders;
    }

    @Override
    public boolean hasNext() {
        return next < orders;
    }

    @Override
    public Map<String, Object> next() {
        if (!hasNext()) {
            throw new NoSuchElementException("all " + orders + " orders were sent");
        }
        int order = next++;
        return Map.of(BODY, source.body(order), KEY, source.idempotencyKey(order));
    }
}
