package io.sluice.loadtest.compare;

import java.util.Comparator;
import java.util.List;

/**
 * A quantile of all observations of the seconds taken together, by nearest rank. Seconds are what is resampled and not
 * observations: those of one second share its stalls, so ten thousand of them are no ten thousand witnesses.
 */
final class QuantileSample implements Sample {
    private final double share;
    private final double[] sorted;
    private final int[] secondOf;
    private final int[] perSecond;

    /**
     * One observation.
     *
     * @param second which second of the run it belongs to, from 0
     */
    record Observation(int second, double value) {}

    QuantileSample(double share, List<Observation> observations, int seconds) {
        this.share = share;
        List<Observation> ascending = observations.stream()
                .sorted(Comparator.comparingDouble(Observation::value))
                .toList();
        this.sorted = ascending.stream().mapToDouble(Observation::value).toArray();
        this.secondOf = ascending.stream().mapToInt(Observation::second).toArray();
        this.perSecond = new int[seconds];
        for (int second : secondOf) {
            perSecond[second]++;
        }
    }

    @Override
    public int seconds() {
        return perSecond.length;
    }

    @Override
    public int observations() {
        return sorted.length;
    }

    /** From the top, as the quantiles asked for lie there. */
    @Override
    public double value(int[] times) {
        long total = 0;
        for (int second = 0; second < perSecond.length; second++) {
            total += (long) perSecond[second] * times[second];
        }
        if (total == 0) {
            return Double.NaN;
        }
        long above = total - Math.max(1, (long) Math.ceil(share * total));
        int place = sorted.length - 1;
        for (long passed = times[secondOf[place]]; passed <= above; passed += times[secondOf[place]]) {
            place--;
        }
        return sorted[place];
    }

    @Override
    public double[] pulls() {
        double quantile = value();
        double[] pulls = new double[perSecond.length];
        for (int i = 0; i < sorted.length; i++) {
            pulls[secondOf[i]] += (sorted[i] > quantile ? share : share - 1) / sorted.length;
        }
        return pulls;
    }
}
