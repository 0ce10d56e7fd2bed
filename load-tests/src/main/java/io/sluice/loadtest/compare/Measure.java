package io.sluice.loadtest.compare;

import java.util.Locale;
import java.util.function.DoubleUnaryOperator;

/** What two runs are compared by. The first ones are shown first. */
enum Measure {
    ACCEPT_P50("accept latency p50", Unit.MILLIS, false, "slower", "faster", 0.5),
    ACCEPT_P99("accept latency p99", Unit.MILLIS, false, "slower", "faster", 0.99),
    ACCEPT_P999("accept latency p99.9", Unit.MILLIS, false, "slower", "faster", 0.999),
    ACCEPTED("accepted", Unit.PER_SECOND, true, "less", "more", 0),
    REFUSED("refused or unanswered", Unit.SHARE, false, "more refused", "less refused", 0),
    DRAINED("drained under backlog", Unit.PER_SECOND, true, "slower", "faster", 0),
    RATE_USED("rate used under backlog", Unit.SHARE, true, "less used", "more used", 0),
    ETA_ERROR("ETA error p95", Unit.SECONDS, false, "further off", "nearer", 0.95);

    /** So many observations have to lie beyond a quantile before it is more than the luck of a few. */
    private static final int BEYOND_MIN = 10;

    private final String text;
    private final Unit unit;
    private final boolean moreIsBetter;
    private final String worse;
    private final String better;
    private final double quantile;

    /** How a figure is shown and on which scale two of them are compared. */
    private enum Unit {
        MILLIS("%,.2f ms", true),
        PER_SECOND("%,.1f /s", true),
        SHARE("%.2f %%", false),
        SECONDS("%,.2f s", false);

        private final String format;
        private final boolean byRatio;

        Unit(String format, boolean byRatio) {
            this.format = format;
            this.byRatio = byRatio;
        }

        String show(double value) {
            return String.format(Locale.ROOT, format, this == SHARE ? value * 100 : value);
        }
    }

    Measure(String text, Unit unit, boolean moreIsBetter, String worse, String better, double quantile) {
        this.text = text;
        this.unit = unit;
        this.moreIsBetter = moreIsBetter;
        this.worse = worse;
        this.better = better;
        this.quantile = quantile;
    }

    String text() {
        return text;
    }

    String show(double value) {
        return Double.isNaN(value) ? "–" : unit.show(value);
    }

    /** Whether a ratio is what says most: shares and errors may be 0, and are compared by their difference. */
    boolean byRatio() {
        return unit.byRatio;
    }

    /** Where differences add up. */
    DoubleUnaryOperator scale() {
        return unit.byRatio ? Math::log : DoubleUnaryOperator.identity();
    }

    boolean isWorse(double shift) {
        return moreIsBetter ? shift < 0 : shift > 0;
    }

    /** The word for B, where B differs from A. */
    String word(double shift) {
        return isWorse(shift) ? worse : better;
    }

    /** How many observations are too few. */
    int observationsMin() {
        return quantile == 0 ? 1 : (int) Math.round(BEYOND_MIN / Math.min(quantile, 1 - quantile));
    }
}
