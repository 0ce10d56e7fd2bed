package io.sluice.gateway.admission;

/**
 * How much of its rate a client has left. Immutable.
 *
 * @param ordersMax orders it may post at once after a rest
 * @param windowSeconds how long the rest has to be, rounded up
 * @param ordersLeft orders it may post at once now
 * @param resetSeconds when it may post {@code ordersMax} again, rounded up
 * @param nextSeconds when it may post one, rounded up; 0 if it may now
 */
public record Quota(long ordersMax, int windowSeconds, long ordersLeft, int resetSeconds, int nextSeconds) {}
