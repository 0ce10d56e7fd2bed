package io.sluice.loadtest.compare;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;

/**
 * How much a figure would differ if the same run were made again, from one run: its seconds are drawn anew in blocks of
 * neighbours, so that what belongs together in time stays together (moving blocks: Künsch, Annals of Statistics 17, 1989).
 * The seed is fixed, so that the same folders give the same answer.
 *
 * <p>The Mann-Whitney test on one value a second was not taken. It holds seconds for independent; a single stall of ten
 * seconds would be ten witnesses, and the test cries wolf. It also compares typical seconds, not the quantile of all orders
 * that a report shows. Stateless.
 */
final class BlockBootstrap {
    /** Said in every comparison. */
    static final long SEED = 19_890_901;

    /** Enough for a standard error, which is all that is taken from them. */
    static final int RESAMPLES = 400;

    private static final double USABLE_SHARE_MIN = 0.9;

    private BlockBootstrap() {}

    /**
     * A standard error.
     *
     * @param error NaN where the data do not give one
     * @param freedom degrees of freedom: how many blocks it comes from, less one
     */
    record Spread(double error, double freedom) {}

    /** The spread of one figure on a scale. */
    static Spread of(Sample sample, DoubleUnaryOperator scale) {
        int block = BlockLength.of(sample.pulls());
        return spread(sample.seconds(), block, times -> scale.applyAsDouble(sample.value(times)));
    }

    /**
     * The spread of what B has more than A, second for second: the same seconds are drawn of both. Only for runs with the
     * same arrivals; what the crowd does to both in a second then does not count as chance.
     */
    static Spread ofPairs(Sample a, Sample b, DoubleUnaryOperator scale) {
        int seconds = Math.max(a.seconds(), b.seconds());
        double[] pulls = Arrays.copyOf(b.pulls(), seconds);
        double[] pullsOfA = a.pulls();
        for (int second = 0; second < pullsOfA.length; second++) {
            pulls[second] -= pullsOfA[second];
        }
        return spread(
                seconds,
                BlockLength.of(pulls),
                times -> scale.applyAsDouble(b.value(times)) - scale.applyAsDouble(a.value(times)));
    }

    /** What is computed of each drawing. */
    private interface Statistic {
        double of(int[] times);
    }

    private static Spread spread(int seconds, int block, Statistic statistic) {
        SplittableRandom random = new SplittableRandom(SEED);
        int[] times = new int[seconds];
        double sum = 0;
        double squares = 0;
        int usable = 0;
        for (int resample = 0; resample < RESAMPLES; resample++) {
            draw(times, block, random);
            double value = statistic.of(times);
            if (Double.isFinite(value)) {
                usable++;
                sum += value;
                squares += value * value;
            }
        }
        double blocks = seconds / (double) block;
        if (usable < USABLE_SHARE_MIN * RESAMPLES || blocks < 2) {
            return new Spread(Double.NaN, 1);
        }
        double mean = sum / usable;
        double variance = Math.max(0, squares / usable - mean * mean);
        // The blocks' own mean takes one of them, as in any variance of a few.
        return new Spread(Math.sqrt(variance * blocks / (blocks - 1)), blocks - 1);
    }

    private static void draw(int[] times, int block, SplittableRandom random) {
        Arrays.fill(times, 0);
        for (int drawn = 0; drawn < times.length; ) {
            int from = random.nextInt(times.length - block + 1);
            for (int i = 0; i < block && drawn < times.length; i++, drawn++) {
                times[from + i]++;
            }
        }
    }
}
