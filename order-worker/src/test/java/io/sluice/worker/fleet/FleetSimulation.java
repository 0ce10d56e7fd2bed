package io.sluice.worker.fleet;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.LongStream;

/**
 * Many runs of {@link SimulatedFleet}, judged: what may never happen fails each run, what is promised for most (a tail of
 * delays has no bound) is in the summary. As a program: {@code FleetSimulation SEEDS [FIRST_SEED]}.
 */
final class FleetSimulation {
    /** A share is taken up within this time of a crash, whoever died: one lease, its margin, and the log's round trips. */
    static final double DEATH_SECONDS_MAX = 2.5;

    static final double JOIN_SECONDS_MAX = 2.5;
    static final double RATE_SECONDS_MAX = 1;

    /** Of 20 runs 19 use as much of the rate, and none much less: where few orders wait, heads leap and shares with them. */
    private static final double USED_MIN = 0.98;

    private static final double USED_BY_EVERY_RUN_MIN = 0.95;

    /** Less than this in a steady state says nothing. */
    private static final double STEADY_SECONDS_MIN = 3;

    private FleetSimulation() {}

    /** A run and what came of it. */
    record Run(Schedule schedule, Findings findings) {
        static Run of(long seed) {
            Schedule schedule = Schedule.of(seed);
            return new Run(schedule, new SimulatedFleet(schedule, SimulatedFleet.Rules.PRODUCTION).run());
        }

        /** What is wrong with it, in words; empty if nothing is. */
        List<String> complaints() {
            List<String> complaints = new ArrayList<>(findings.violations());
            if (isJudgedByUse() && used() < USED_BY_EVERY_RUN_MIN) {
                complaints.add("used " + used() + " of the rate");
            }
            if (findings.deathSeconds().stream().anyMatch(seconds -> seconds > DEATH_SECONDS_MAX)) {
                complaints.add("recovered from a crash after seconds: " + findings.deathSeconds());
            }
            if (findings.joinSeconds().stream().anyMatch(seconds -> seconds > JOIN_SECONDS_MAX)) {
                complaints.add("settled after a join after seconds: " + findings.joinSeconds());
            }
            if (findings.rateSeconds().stream().anyMatch(seconds -> seconds > RATE_SECONDS_MAX)) {
                complaints.add("a new rate held after seconds: " + findings.rateSeconds());
            }
            return complaints;
        }

        /** Strict spacing loses each late wake-up for good, so only the usual one is held to the whole rate. */
        boolean isJudgedByUse() {
            return !schedule.isStrict() && findings.steadySeconds() >= STEADY_SECONDS_MIN;
        }

        /** Of what the slowest clock in the fleet takes for the rate. */
        double used() {
            return findings.used() * (1 + schedule.clockSpread());
        }
    }

    /** All that is wrong with these runs, with their seeds; prints what they show. */
    static List<String> judge(LongStream seeds) {
        long startNanos = System.nanoTime();
        List<Run> runs = seeds.parallel().mapToObj(Run::of).toList();
        print(runs, (System.nanoTime() - startNanos) / 1e9);
        List<String> complaints = new ArrayList<>();
        for (Run run : runs) {
            List<String> ofRun = run.complaints();
            if (!ofRun.isEmpty()) {
                complaints.add("seed " + run.schedule().seed() + ": " + ofRun);
            }
        }
        double used = at(usedIn(runs), 0.05);
        if (used < USED_MIN) {
            complaints.add("one run in twenty used less than " + used + " of the rate");
        }
        return complaints;
    }

    private static List<Double> usedIn(List<Run> runs) {
        return new ArrayList<>(
                runs.stream().filter(Run::isJudgedByUse).map(Run::used).toList());
    }

    private static void print(List<Run> runs, double seconds) {
        List<Double> used = usedIn(runs);
        List<Double> death = new ArrayList<>();
        List<Double> join = new ArrayList<>();
        List<Double> rate = new ArrayList<>();
        double strict = Double.NEGATIVE_INFINITY;
        double usual = Double.NEGATIVE_INFINITY;
        double shares = 0;
        long calls = 0;
        double simulated = 0;
        for (Run run : runs) {
            Findings findings = run.findings();
            calls += findings.calls();
            simulated += run.schedule().seconds();
            shares = Math.max(shares, findings.sharesMax());
            if (run.schedule().isStrict()) {
                strict = Math.max(strict, findings.excessMax());
            } else {
                usual = Math.max(usual, findings.excessMax());
            }
            death.addAll(findings.deathSeconds());
            join.addAll(findings.joinSeconds());
            rate.addAll(findings.rateSeconds());
        }
        long violating = runs.stream()
                .filter(run -> !run.findings().violations().isEmpty())
                .count();
        say("seeds %d, simulated %.0f s in %.1f s", runs.size(), simulated, seconds);
        say("calls checked %,d, runs with a violation %d, shares in use at most %.9f", calls, violating, shares);
        say("worst window: %.6f calls over the bound with strict spacing, %.6f with the usual", strict, usual);
        say(
                "rate used:       p1 %.4f  p5 %.4f  p50 %.4f  (%d runs)",
                at(used, 0.01), at(used, 0.05), at(used, 0.5), used.size());
        sayTimes("after a crash", death);
        sayTimes("after a join", join);
        sayTimes("after a change", rate);
    }

    private static void sayTimes(String what, List<Double> seconds) {
        String format = "%-16s p50 %.2f s  p99 %.2f s  max %.2f s  (%d)";
        say(format, what + ":", at(seconds, 0.5), at(seconds, 0.99), at(seconds, 1), seconds.size());
    }

    private static double at(List<Double> values, double quantile) {
        Collections.sort(values);
        return values.isEmpty() ? Double.NaN : values.get((int) Math.round(quantile * (values.size() - 1)));
    }

    private static void say(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
    }

    /** Ends with exit code 1 if anything was wrong. */
    public static void main(String[] args) {
        long seeds = args.length > 0 ? Long.parseLong(args[0]) : 3_000;
        long first = args.length > 1 ? Long.parseLong(args[1]) : System.nanoTime();
        say("first seed %d", first);
        List<String> complaints = judge(LongStream.range(first, first + seeds));
        complaints.forEach(System.out::println);
        if (!complaints.isEmpty()) {
            throw new IllegalStateException(complaints.size() + " runs are not as promised");
        }
    }
}
