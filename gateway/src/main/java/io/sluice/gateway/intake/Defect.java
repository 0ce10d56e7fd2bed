package io.sluice.gateway.intake;

/**
 * One thing that is wrong with an order.
 *
 * @param pointer where, as a JSON pointer into the body; empty for the whole
 * @param detail what, for a developer to read
 */
public record Defect(String pointer, String detail) {}
