package io.sluice.loadtest.compare;

/**
 * How many seconds a block must have so that blocks are nearly independent although seconds are not: the automatic choice of
 * Politis and White (Econometric Reviews 23, 2004, with Patton's correction of 2009), for overlapping blocks, but a sixth of a
 * short run at least. By itself the automatic choice cried wolf in 13 of 100 made-up pairs of 40 s whose seconds remembered
 * 0.7 of the one before, with the sixth in 3: so few seconds hide how far they hang together. No choice helps where spells
 * are as long as half the run; such a run has to be longer, or made three times. Stateless.
 */
final class BlockLength {
    /** Fewer blocks than that say nothing of how much blocks differ. */
    private static final int BLOCKS_MIN = 4;

    /** A short run is cut into that many, however independent its seconds look. */
    private static final int BLOCKS_OF_A_SHORT_RUN = 6;

    private static final int FLOOR_SECONDS_MAX = 15;

    private BlockLength() {}

    /** The length for a series of one value a second. */
    static int of(double[] series) {
        int count = series.length;
        int longest = Math.max(1, count / BLOCKS_MIN);
        int shortest = Math.max(1, Math.min(FLOOR_SECONDS_MAX, count / BLOCKS_OF_A_SHORT_RUN));
        double variance = covariance(series, 0);
        if (variance <= 0) {
            return shortest;
        }
        int lags = lastDependentLag(series, variance);
        double spectrum = variance;
        double slope = 0;
        for (int lag = 1; lag < Math.min(lags, count); lag++) {
            double taper = Math.min(1, 2 * (1 - lag / (double) lags));
            double covariance = covariance(series, lag);
            spectrum += 2 * taper * covariance;
            slope += 2 * taper * lag * covariance;
        }
        if (spectrum <= 0) {
            return longest;
        }
        double length = Math.cbrt(2 * slope * slope / (spectrum * spectrum * 4 / 3) * count);
        return (int) Math.max(shortest, Math.min(longest, Math.ceil(length)));
    }

    /** Twice the lag after which a run of lags shows no correlation that chance would not. */
    private static int lastDependentLag(double[] series, double variance) {
        int count = series.length;
        int quietNeeded = (int) Math.max(5, Math.sqrt(Math.log10(count)));
        double quiet = 2 * Math.sqrt(Math.log10(count) / count);
        int quietLags = 0;
        int lag = 0;
        while (quietLags < quietNeeded && lag + 1 < count / 2) {
            lag++;
            quietLags = Math.abs(covariance(series, lag) / variance) < quiet ? quietLags + 1 : 0;
        }
        return 2 * Math.max(1, lag - quietLags);
    }

    private static double covariance(double[] series, int lag) {
        double mean = 0;
        for (double value : series) {
            mean += value / series.length;
        }
        double sum = 0;
        for (int i = lag; i < series.length; i++) {
            sum += (series[i] - mean) * (series[i - lag] - mean);
        }
        return sum / series.length;
    }
}
