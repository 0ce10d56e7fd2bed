package io.sluice.loadtest.drive;

/** Where a gateway says that an order can be asked for: paths with their ticket, good at any gateway. */
public record Links(String status, String events) {}
