package io.sluice.gateway.intake;

/** What an order has to look like where it is not the built-in schema that says so. Thread-safe. */
public interface OrderSchema {

    /** Notes what keeps a body, which is JSON, from being an order. Never throws. */
    void check(byte[] body, Defects defects);
}
