package io.sluice.loadtest.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleUnaryOperator;

/**
 * One axis of a plot: where a value lies along it, from 0 to 1, and which ticks it can show. Values outside are drawn at
 * its ends. Immutable.
 */
final class Axis {
    private final String label;
    private final DoubleUnaryOperator place;
    private final TickSource tickSource;

    /** A labelled place on an axis. */
    record Tick(double value, String text) {}

    /** The ticks for a given room, measured in ticks. */
    private interface TickSource {
        List<Tick> ticks(int most);
    }

    private Axis(String label, DoubleUnaryOperator place, TickSource tickSource) {
        this.label = label;
        this.place = place;
        this.tickSource = tickSource;
    }

    /** Even distances; ends where asked, ticks at round values. */
    static Axis linear(String label, double min, double max) {
        double span = max > min ? max - min : 1;
        return new Axis(label, value -> (value - min) / span, most -> linearTicks(min, min + span, most));
    }

    /** Even ratios, for positive values; ticks at 1, 2 and 5 times powers of ten. */
    static Axis log(String label, double min, double max) {
        double low = Math.log10(min);
        double span = Math.max(1e-9, Math.log10(max) - low);
        return new Axis(
                label, value -> (Math.log10(Math.max(value, min)) - low) / span, most -> logTicks(min, max, most));
    }

    /** Shares below 1 so that each further nine takes as much room: 0, 90 %, 99 %, 99.9 % and so on. */
    static Axis nines(String label, int nines) {
        return new Axis(label, share -> -Math.log10(Math.max(1e-12, 1 - share)) / nines, most -> {
            List<Tick> ticks = new ArrayList<>();
            ticks.add(new Tick(0, "0 %"));
            ticks.add(new Tick(0.5, "50 %"));
            for (int nine = 1; nine <= nines; nine++) {
                double share = 1 - Math.pow(10, -nine);
                ticks.add(new Tick(
                        share, String.format(Locale.ROOT, "%." + Math.max(0, nine - 2) + "f %%", share * 100)));
            }
            return ticks;
        });
    }

    String label() {
        return label;
    }

    double at(double value) {
        return Math.max(0, Math.min(1, place.applyAsDouble(value)));
    }

    List<Tick> ticks(int most) {
        return tickSource.ticks(Math.max(2, most));
    }

    /** The smallest round number that is not below a value: 1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8 times a power of ten. */
    static double roundUp(double value) {
        double power = Math.pow(10, Math.floor(Math.log10(Math.max(value, 1e-9))));
        for (double step : new double[] {1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8}) {
            if (value <= step * power * (1 + 1e-9)) {
                return step * power;
            }
        }
        return 10 * power;
    }

    private static List<Tick> linearTicks(double min, double max, int most) {
        double raw = (max - min) / most;
        double power = Math.pow(10, Math.floor(Math.log10(raw)));
        double step = 10 * power;
        for (double factor : new double[] {5, 2, 1}) {
            step = factor * power >= raw * (1 - 1e-9) ? factor * power : step;
        }
        int decimals = (int) Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
        List<Tick> ticks = new ArrayList<>();
        for (long i = (long) Math.ceil(min / step - 1e-9); i * step <= max + step * 1e-9; i++) {
            ticks.add(new Tick(i * step, String.format(Locale.ROOT, "%,." + decimals + "f", i * step)));
        }
        return ticks;
    }

    private static List<Tick> logTicks(double min, double max, int most) {
        List<Tick> ticks = new ArrayList<>();
        boolean coarse = (Math.log10(max) - Math.log10(min)) * 3 > most;
        for (int power = (int) Math.floor(Math.log10(min)); Math.pow(10, power) <= max * 1.0001; power++) {
            for (int factor : coarse ? new int[] {1} : new int[] {1, 2, 5}) {
                double value = factor * Math.pow(10, power);
                if (value >= min * 0.9999 && value <= max * 1.0001) {
                    ticks.add(new Tick(value, String.format(Locale.ROOT, "%,." + Math.max(0, -power) + "f", value)));
                }
            }
        }
        return ticks;
    }
}
