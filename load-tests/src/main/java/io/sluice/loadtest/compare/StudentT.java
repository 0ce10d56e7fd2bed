package io.sluice.loadtest.compare;

/**
 * How many standard errors an interval has to reach to either side. All intervals of one comparison hold together in 95 of
 * 100 comparisons in which nothing differs (Bonferroni): eight figures at 95 % each would cry wolf in every third. By the
 * expansion of Abramowitz and Stegun, 26.7.5, which is good to a hundredth from four degrees of freedom on and too wide
 * below. Stateless.
 */
final class StudentT {
    static final double CONFIDENCE = 0.95;

    /** The normal quantile of 1 − 0.05 / 2 / 8; a test holds the eight against {@link Measure}. */
    static final int FIGURES = 8;

    private static final double Z = 2.734_368_787;

    private StudentT() {}

    static double reach(double freedom) {
        double z2 = Z * Z;
        double v = Math.max(1, freedom);
        double first = Z * (z2 + 1) / 4;
        double second = Z * (5 * z2 * z2 + 16 * z2 + 3) / 96;
        double third = Z * (3 * z2 * z2 * z2 + 19 * z2 * z2 + 17 * z2 - 15) / 384;
        double fourth = Z * (79 * z2 * z2 * z2 * z2 + 776 * z2 * z2 * z2 + 1482 * z2 * z2 - 1920 * z2 - 945) / 92_160;
        return Z + first / v + second / (v * v) + third / (v * v * v) + fourth / (v * v * v * v);
    }
}
