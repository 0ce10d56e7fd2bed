package io.sluice.loadtest.compare;

import java.util.Arrays;

/**
 * One figure of one run, as a function of how often each of the run's seconds counts: what a bootstrap needs to know of it.
 * Immutable.
 */
interface Sample {
    /** How many seconds of the run it is made of. */
    int seconds();

    /** How many single observations. */
    int observations();

    /**
     * The figure if each second counted so many times; NaN if that leaves nothing to compute it of.
     *
     * @param times one count for each second; more of them than there are seconds are not looked at
     */
    double value(int[] times);

    /** What each second pulls the figure up or down by, to a common factor; its sum is about 0. */
    double[] pulls();

    /** The figure as it was. */
    default double value() {
        int[] once = new int[seconds()];
        Arrays.fill(once, 1);
        return value(once);
    }
}
