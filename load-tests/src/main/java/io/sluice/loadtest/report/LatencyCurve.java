package io.sluice.loadtest.report;

import io.sluice.loadtest.report.Plot.Shape;
import io.sluice.loadtest.verdict.Quantiles;

/** Latencies by the share that was answered within: so many nines to the right, as HdrHistogram's own plots. Stateless. */
final class LatencyCurve {
    private static final int STEPS_PER_NINE = 60;
    private static final double MILLIS_MIN = 0.01;

    private LatencyCurve() {}

    /** How many nines so many values can say anything of. */
    static int nines(int count) {
        return Math.max(2, (int) Math.floor(Math.log10(Math.max(100, count))));
    }

    /** The axis for these latencies, which reach from here to there. */
    static Axis millis(double bottom, double top) {
        double low = Math.pow(10, Math.floor(Math.log10(Math.max(MILLIS_MIN, bottom))));
        return Axis.log("milliseconds", low, Math.max(low * 10, Axis.roundUp(top)));
    }

    static double[] shares(int nines) {
        double[] shares = new double[nines * STEPS_PER_NINE + 1];
        for (int i = 0; i < shares.length; i++) {
            shares[i] = 1 - Math.pow(10, -i / (double) STEPS_PER_NINE);
        }
        return shares;
    }

    /** Those of orders that were accepted and, if there are any, those of others in the colour of calls. */
    static Plot plot(String shareLabel, Quantiles accepted, Quantiles others) {
        int nines = nines(Math.max(accepted.count(), others.count()));
        double[] shares = shares(nines);
        double[] values = values(accepted, shares);
        double[] otherValues = others.count() == 0 ? values : values(others, shares);
        int last = shares.length - 1;
        Plot plot = new Plot(
                        Axis.nines(shareLabel, nines),
                        millis(Math.min(values[0], otherValues[0]), Math.max(values[last], otherValues[last])))
                .series(Shape.LINE, "accepted", shares, values);
        return others.count() == 0 ? plot : plot.series(Shape.LINE, "calls", shares, otherValues);
    }

    /** The latency at each share; of no values at all a line that means nothing, as a plot needs one. */
    static double[] values(Quantiles millis, double[] shares) {
        double[] values = new double[shares.length];
        for (int i = 0; i < shares.length; i++) {
            values[i] = millis.count() == 0 ? 1 : Math.max(MILLIS_MIN, millis.at(shares[i]));
        }
        return values;
    }
}
