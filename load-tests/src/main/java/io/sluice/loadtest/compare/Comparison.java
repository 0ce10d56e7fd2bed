package io.sluice.loadtest.compare;

import io.sluice.loadtest.compare.Difference.Finding;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Two sets of runs side by side: a pure function of their folders. Immutable.
 *
 * @param paired whether second was held against second, as one run on each side had the same arrivals
 * @param differences one of each measure
 * @param warnings what makes the runs less comparable than they look, in words
 */
record Comparison(List<Run> a, List<Run> b, boolean paired, List<Difference> differences, List<String> warnings) {
    /** So much of the arrivals may fall into another second before two runs count as differently driven. */
    private static final double ARRIVALS_APART_MAX = 0.1;

    Comparison {
        a = List.copyOf(a);
        b = List.copyOf(b);
        differences = List.copyOf(differences);
        warnings = List.copyOf(warnings);
    }

    static Comparison of(List<Run> a, List<Run> b) {
        boolean paired = a.size() == 1 && b.size() == 1 && haveSameArrivals(a.get(0), b.get(0));
        List<Difference> differences = Arrays.stream(Measure.values())
                .map(measure -> Difference.of(measure, a, b, paired))
                .toList();
        return new Comparison(a, b, paired, differences, warnings(a, b));
    }

    private static boolean haveSameArrivals(Run a, Run b) {
        int[] dueOfA = a.duePerSecond();
        int[] dueOfB = b.duePerSecond();
        long apart = 0;
        long all = 0;
        for (int second = 0; second < Math.max(dueOfA.length, dueOfB.length); second++) {
            int ofA = second < dueOfA.length ? dueOfA[second] : 0;
            int ofB = second < dueOfB.length ? dueOfB[second] : 0;
            apart += Math.abs(ofA - ofB);
            all += ofA + ofB;
        }
        return apart <= ARRIVALS_APART_MAX * all;
    }

    private static List<String> warnings(List<Run> a, List<Run> b) {
        List<String> warnings = new ArrayList<>();
        differ(warnings, "rate R", a, b, run -> text("%,.0f /s", run.facts().rateTarget()));
        differ(
                warnings,
                "number of workers",
                a,
                b,
                run -> text("%d", run.facts().workers()));
        differ(
                warnings,
                "number of orders",
                a,
                b,
                run -> text("%,d", run.facts().orders()));
        differ(warnings, "arrivals", a, b, run -> run.facts().arrivals());
        differ(
                warnings,
                "number of faults",
                a,
                b,
                run -> text("%d", run.facts().faults().size()));
        Set<String> keys = new TreeSet<>();
        a.forEach(run -> keys.addAll(run.machine().keySet()));
        b.forEach(run -> keys.addAll(run.machine().keySet()));
        keys.forEach(key ->
                differ(warnings, "machine, " + key, a, b, run -> run.machine().getOrDefault(key, "not stated")));
        for (Run run : Stream.concat(a.stream(), b.stream()).toList()) {
            if (!run.complaints().isEmpty()) {
                warnings.add(run.name() + " is not clean: " + run.complaints().get(0));
            }
        }
        return warnings;
    }

    private static void differ(
            List<String> warnings, String what, List<Run> a, List<Run> b, Function<Run, String> value) {
        Set<String> ofA = new LinkedHashSet<>(a.stream().map(value).toList());
        Set<String> ofB = new LinkedHashSet<>(b.stream().map(value).toList());
        if (ofA.size() > 1 || !ofA.equals(ofB)) {
            warnings.add(
                    "not the same " + what + ": A " + String.join(" and ", ofA) + ", B " + String.join(" and ", ofB));
        }
    }

    private static String text(String format, Object value) {
        return String.format(Locale.ROOT, format, value);
    }

    /** Whether anything of B is worse than of A by more than chance. */
    boolean isWorse() {
        return differences.stream().anyMatch(difference -> difference.finding() == Finding.WORSE);
    }

    /** How it was found out, for people. */
    String method() {
        String unit = a.size() >= 3 && b.size() >= 3
                ? "runs, each of which is one witness (Welch)"
                : "blocks of neighbouring seconds (moving-block bootstrap, seed " + BlockBootstrap.SEED + ")"
                        + (paired ? ", second against second, as both had the same arrivals" : "");
        return "Judged from " + unit + ". All intervals hold together with 95 %; a figure differs where its interval"
                + " leaves out what would be no difference.";
    }
}
