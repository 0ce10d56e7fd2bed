package io.sluice.loadtest.drive;

/** The orders that a run sends. Both methods are asked from the driver's event loop and must be quick. */
public interface OrderSource {

    /** The JSON body of the order with this index, from 0. */
    byte[] body(int order);

    /** Its {@code Idempotency-Key}: different for each order, so that one buyer's request is one order. */
    String idempotencyKey(int order);
}
