package io.sluice.loadtest.compare;

/** One sum over the seconds divided by another: a mean for each second, or a share. */
@SuppressWarnings("ArrayRecordComponent") // never compared
record RatioSample(double[] above, double[] below) implements Sample {

    @Override
    public int seconds() {
        return above.length;
    }

    /** Its seconds: each counts as one, however much happened in it. */
    @Override
    public int observations() {
        return above.length;
    }

    @Override
    public double value(int[] times) {
        double up = 0;
        double down = 0;
        for (int second = 0; second < above.length; second++) {
            up += times[second] * above[second];
            down += times[second] * below[second];
        }
        return down == 0 ? Double.NaN : up / down;
    }

    @Override
    public double[] pulls() {
        double ratio = value();
        double down = 0;
        for (double part : below) {
            down += part;
        }
        double[] pulls = new double[above.length];
        for (int second = 0; second < pulls.length; second++) {
            pulls[second] = (above[second] - ratio * below[second]) / down;
        }
        return pulls;
    }
}
