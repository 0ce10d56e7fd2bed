package io.sluice.loadtest.compare;

import io.sluice.loadtest.compare.BlockBootstrap.Spread;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;

/**
 * What one figure of B has more or less than that of A, and whether chance alone would do that.
 *
 * <p>Where both sides have three runs or more, a run is the witness and the runs are compared (Welch's test on the measure's
 * scale): what differs from run to run, such as what the compiler made of the code, no bootstrap inside of one run can
 * see. With fewer it is the run's blocks of seconds. Immutable.
 *
 * @param a the figure of A, the mean of its runs on the measure's scale; NaN where it was not measured
 * @param b the same of B
 * @param low the least that B has of A, a ratio or a difference by {@link Measure#byRatio}; NaN where nothing can be said
 * @param high the most
 * @param reason why nothing can be said; empty where something is
 */
record Difference(Measure measure, double a, double b, double low, double high, String reason) {
    private static final int RUNS_FOR_WELCH = 3;
    private static final int SECONDS_MIN = 8;

    /** What is said of B. */
    enum Finding {
        BETTER,
        WORSE,
        NO_DIFFERENCE,
        UNKNOWN
    }

    /** @param paired whether the seconds of the only run on each side match */
    static Difference of(Measure measure, List<Run> runsOfA, List<Run> runsOfB, boolean paired) {
        List<Sample> a = samples(measure, runsOfA);
        List<Sample> b = samples(measure, runsOfB);
        if (a.size() < runsOfA.size() || b.size() < runsOfB.size()) {
            DoubleUnaryOperator scale = measure.scale();
            return unknown(
                    measure, back(measure, mean(a, scale)), back(measure, mean(b, scale)), "not measured in every run");
        }
        return ofSamples(measure, a, b, paired);
    }

    /** Of one sample for each run. */
    static Difference ofSamples(Measure measure, List<Sample> samplesOfA, List<Sample> samplesOfB, boolean paired) {
        DoubleUnaryOperator scale = measure.scale();
        double meanOfA = mean(samplesOfA, scale);
        double meanOfB = mean(samplesOfB, scale);
        double a = back(measure, meanOfA);
        double b = back(measure, meanOfB);
        Optional<String> reason = Stream.concat(samplesOfA.stream(), samplesOfB.stream())
                .map(sample -> reason(measure, sample))
                .filter(text -> !text.isEmpty())
                .findFirst();
        if (reason.isPresent()) {
            return unknown(measure, a, b, reason.get());
        }
        Spread spread = paired
                ? BlockBootstrap.ofPairs(samplesOfA.get(0), samplesOfB.get(0), scale)
                : welch(spread(samplesOfA, scale), spread(samplesOfB, scale));
        double shift = equal(a, b) ? 0 : meanOfB - meanOfA;
        double reach = StudentT.reach(spread.freedom()) * spread.error();
        return Double.isNaN(shift) || Double.isNaN(reach)
                ? unknown(measure, a, b, "the figure is 0 or too seldom measured")
                : new Difference(measure, a, b, back(measure, shift - reach), back(measure, shift + reach), "");
    }

    private static boolean equal(double a, double b) {
        return Double.compare(a, b) == 0;
    }

    private static Difference unknown(Measure measure, double a, double b, String reason) {
        return new Difference(measure, a, b, Double.NaN, Double.NaN, reason);
    }

    private static String reason(Measure measure, Sample sample) {
        if (sample.seconds() < SECONDS_MIN) {
            return "fewer than " + SECONDS_MIN + " seconds";
        }
        return sample.observations() < measure.observationsMin()
                ? String.format(Locale.ROOT, "fewer than %,d orders", measure.observationsMin())
                : "";
    }

    private static List<Sample> samples(Measure measure, List<Run> runs) {
        return runs.stream()
                .map(run -> run.samples().get(measure))
                .filter(Objects::nonNull)
                .toList();
    }

    private static double mean(List<Sample> samples, DoubleUnaryOperator scale) {
        return samples.stream()
                .mapToDouble(sample -> scale.applyAsDouble(sample.value()))
                .average()
                .orElse(Double.NaN);
    }

    private static double back(Measure measure, double onScale) {
        return measure.byRatio() ? Math.exp(onScale) : onScale;
    }

    /** The spread of the mean of some runs. */
    private static Spread spread(List<Sample> samples, DoubleUnaryOperator scale) {
        int runs = samples.size();
        if (runs < RUNS_FOR_WELCH) {
            double variance = 0;
            double freedom = 0;
            for (Sample sample : samples) {
                Spread one = BlockBootstrap.of(sample, scale);
                variance += one.error() * one.error() / (runs * runs);
                freedom += one.freedom();
            }
            return new Spread(Math.sqrt(variance), freedom);
        }
        double mean = mean(samples, scale);
        double squares = samples.stream()
                .mapToDouble(sample -> scale.applyAsDouble(sample.value()) - mean)
                .map(off -> off * off)
                .sum();
        return new Spread(Math.sqrt(squares / (runs - 1) / runs), runs - 1);
    }

    /** Of a difference of two that have nothing to do with each other; freedom after Welch and Satterthwaite. */
    private static Spread welch(Spread a, Spread b) {
        double varianceOfA = a.error() * a.error();
        double varianceOfB = b.error() * b.error();
        double variance = varianceOfA + varianceOfB;
        double freedom = variance == 0
                ? a.freedom() + b.freedom()
                : variance
                        * variance
                        / (varianceOfA * varianceOfA / a.freedom() + varianceOfB * varianceOfB / b.freedom());
        return new Spread(Math.sqrt(variance), freedom);
    }

    Finding finding() {
        double same = measure.byRatio() ? 1 : 0;
        if (Double.isNaN(low)) {
            return Finding.UNKNOWN;
        }
        if (low <= same && high >= same) {
            return Finding.NO_DIFFERENCE;
        }
        return measure.isWorse(low - same) ? Finding.WORSE : Finding.BETTER;
    }

    /** What is said of B, in words. */
    String words() {
        return switch (finding()) {
            case UNKNOWN -> "cannot be said: " + reason;
            case NO_DIFFERENCE -> "no difference that this data shows";
            case BETTER, WORSE -> measure.word(low - (measure.byRatio() ? 1 : 0));
        };
    }

    /** B as a multiple of A. */
    double ratio() {
        return a == 0 ? Double.NaN : b / a;
    }

    /** The interval for people: of the ratio, or with a sign of the difference. */
    String interval() {
        if (Double.isNaN(low)) {
            return "–";
        }
        if (measure.byRatio()) {
            return String.format(Locale.ROOT, "× %.3f … %.3f", low, high);
        }
        return signed(low) + " … " + signed(high);
    }

    private String signed(double difference) {
        return (difference < 0 ? "−" : "+") + measure.show(Math.abs(difference));
    }
}
