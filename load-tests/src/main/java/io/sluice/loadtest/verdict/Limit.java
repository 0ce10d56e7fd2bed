package io.sluice.loadtest.verdict;

/**
 * What a scenario demands of a measure. Immutable.
 *
 * @param bound in the measure's unit: a number, seconds, or a share from 0 to 1
 */
public record Limit(Measure measure, double bound) {}
