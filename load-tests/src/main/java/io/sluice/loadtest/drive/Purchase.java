package io.sluice.loadtest.drive;

import io.sluice.loadtest.verdict.OrderLine;

/**
 * A buyer's order that is stored, as the first 202 said that the buyer read.
 *
 * @param buyer who, from 0
 * @param gateway who said so, from 1
 */
public record Purchase(int buyer, int gateway, OrderLine order, String orderId, Links links) {}
