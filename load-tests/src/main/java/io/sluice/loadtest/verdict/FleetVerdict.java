package io.sluice.loadtest.verdict;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.LongStream;

/**
 * The judgement of a run of a changing fleet: a pure function of its facts and its histories, so that it can be repeated
 * by anyone. A broker that was killed has the time that it was gone for itself; everything else is held to the promises.
 *
 * @param judgedWindows the windows that are held to the bound: 100 ms, 1 s, 60 s
 * @param curve the same for lengths from 10 ms to 60 s, to be drawn
 * @param effects what followed each fault
 * @param failures each promise that was not kept, in words; none = clean
 */
public record FleetVerdict(
        FleetFacts facts,
        Reconciliation reconciliation,
        List<RateExcess.Windows> judgedWindows,
        List<RateExcess.Windows> curve,
        RateUse use,
        List<FaultEffect> effects,
        List<String> failures) {
    private static final long[] JUDGED_MICROS = {100_000, 1_000_000, 60_000_000};
    private static final int CURVE_POINTS = 40;
    private static final double CURVE_MICROS_MIN = 10_000;
    private static final double CURVE_MICROS_MAX = 60_000_000;

    public FleetVerdict {
        judgedWindows = List.copyOf(judgedWindows);
        curve = List.copyOf(curve);
        effects = List.copyOf(effects);
        failures = List.copyOf(failures);
    }

    /** Whether every promise was kept. */
    public boolean clean() {
        return failures.isEmpty();
    }

    /** Judges a run. */
    public static FleetVerdict judge(FleetFacts facts, Histories histories) {
        RateExcess excess = RateExcess.of(facts, histories.calls());
        Reconciliation reconciliation = Reconciliation.of(histories);
        List<RateExcess.Windows> judged =
                LongStream.of(JUDGED_MICROS).mapToObj(excess::over).toList();
        RateUse use = RateUse.of(facts, histories);
        List<FaultEffect> effects = FaultEffect.of(facts, histories.calls());
        List<String> failures = new ArrayList<>(facts.mishaps());
        addOrders(failures, facts, reconciliation);
        judged.forEach(windows -> addExcess(failures, windows));
        if (Double.isNaN(use.share())) {
            failures.add("there never was a second of backlog that counts, so nothing is known of the rate's use");
        } else if (use.share() < Verdict.UTILISATION_MIN) {
            failures.add(text(
                    "%.2f %% of the rate was used while backlog existed, not %.0f %%",
                    use.share() * 100, Verdict.UTILISATION_MIN * 100));
        }
        effects.forEach(effect -> addEffect(failures, effect));
        return new FleetVerdict(facts, reconciliation, judged, curve(excess), use, effects, failures);
    }

    private static List<RateExcess.Windows> curve(RateExcess excess) {
        List<RateExcess.Windows> curve = new ArrayList<>();
        for (int i = 0; i < CURVE_POINTS; i++) {
            double exponent = i / (CURVE_POINTS - 1.0);
            curve.add(excess.over(
                    Math.round(CURVE_MICROS_MIN * Math.pow(CURVE_MICROS_MAX / CURVE_MICROS_MIN, exponent))));
        }
        return curve;
    }

    private static void addOrders(List<String> failures, FleetFacts facts, Reconciliation orders) {
        none(failures, facts.orders() - orders.accepted(), "%d orders never came to lie in Kafka");
        none(failures, orders.accepted() - orders.settled(), "%d orders were not settled at the end");
        none(failures, orders.lost(), "%d orders were lost");
        none(failures, orders.duplicateEffects(), "%d orders had more than one effect at the downstream");
        none(failures, orders.contradictionCount(), "the histories contradict each other %d times");
    }

    private static void addExcess(List<String> failures, RateExcess.Windows windows) {
        if (windows.above() > 0) {
            failures.add(text(
                    "%d windows of %s hold more than the rate allows, the worst %d calls, %.1f too many",
                    windows.above(), seconds(windows.windowMicros()), windows.worstCalls(), windows.worst()));
        }
    }

    private static void addEffect(List<String> failures, FaultEffect effect) {
        double mostMillis = promisedMillis(effect.fault().kind());
        if (effect.settledMillis() > mostMillis) {
            failures.add(text(
                    "%s: the rate took %.1f s to follow, not %.1f s",
                    effect.fault().what(), effect.settledMillis() / 1e3, mostMillis / 1e3));
        }
    }

    /** How long the rate may take to settle after a fault; infinite where nothing is promised. */
    public static double promisedMillis(FleetFacts.Kind kind) {
        return switch (kind) {
            case KILL, SUSPEND -> RateUse.RECOVERY_MICROS / 1e3;
            case RATE -> RateAllowed.CHANGE_MICROS_MAX / 1e3;
            case BROKER -> RateUse.RECOVERY_MICROS / 1e3;
            case LEAVE, JOIN, SKEW, GATEWAY, ORDER_SYSTEM -> Double.POSITIVE_INFINITY;
        };
    }

    /** A window's length for people. */
    public static String seconds(long micros) {
        return micros < 1_000_000 ? text("%d ms", micros / 1000) : text("%d s", micros / 1_000_000);
    }

    private static void none(List<String> failures, int count, String message) {
        if (count != 0) {
            failures.add(text(message, count));
        }
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
