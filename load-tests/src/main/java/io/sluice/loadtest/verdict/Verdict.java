package io.sluice.loadtest.verdict;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;

/**
 * The judgement of one run: a pure function of its facts and its three histories, so that it can be repeated by anyone.
 *
 * @param acceptLatencyMillis of accepted orders, from the moment each was due to the end of its answer
 * @param etaErrorSeconds of orders told an ETA: how far it was from what the outcome says, absolute
 * @param failures each criterion that was not met, in words; none = clean
 */
public record Verdict(
        RunFacts facts,
        Reconciliation reconciliation,
        Drain drain,
        DriverPace driverPace,
        Quantiles acceptLatencyMillis,
        Quantiles etaErrorSeconds,
        List<String> failures) {
    /** The least share of R that a fleet with backlog has to use. */
    static final double UTILISATION_MIN = 0.98;

    public Verdict {
        failures = List.copyOf(failures);
    }

    /** Whether every criterion was met. */
    public boolean clean() {
        return failures.isEmpty();
    }

    /** Judges a run. */
    public static Verdict judge(RunFacts facts, Histories histories) {
        Reconciliation reconciliation = Reconciliation.of(histories);
        Drain drain = Drain.of(facts, histories);
        DriverPace driverPace = DriverPace.of(facts, histories);
        Quantiles acceptLatencyMillis = Quantiles.latencyMillis(histories.orders(), OrderLine::accepted);
        return new Verdict(
                facts,
                reconciliation,
                drain,
                driverPace,
                acceptLatencyMillis,
                Quantiles.of(etaErrors(histories)),
                failures(facts, reconciliation, drain, driverPace));
    }

    static DoubleStream etaErrors(Histories histories) {
        return ToldWait.of(histories).stream().mapToDouble(ToldWait::errorSeconds);
    }

    /** Criteria of what became of the orders that were not met, whatever the rate: they hold on a busy machine, too. */
    public List<String> failuresOfOrders() {
        return failuresOfOrders(facts, reconciliation, driverPace);
    }

    private static List<String> failuresOfOrders(RunFacts facts, Reconciliation reconciliation, DriverPace driverPace) {
        List<String> failures = new ArrayList<>(facts.mishaps());
        none(failures, reconciliation.accepted() == 0 ? 1 : 0, "no order was accepted: there is nothing to judge");
        none(failures, reconciliation.lost(), "%d accepted orders were lost");
        none(failures, reconciliation.duplicateEffects(), "%d orders had more than one effect at the downstream");
        none(failures, reconciliation.unanswered(), "%d requests got no HTTP answer");
        none(failures, reconciliation.contradictionCount(), "the histories contradict each other %d times");
        none(failures, driverPace.unsent(), "%d orders were never sent");
        return failures;
    }

    private static List<String> failures(
            RunFacts facts, Reconciliation reconciliation, Drain drain, DriverPace driverPace) {
        List<String> failures = failuresOfOrders(facts, reconciliation, driverPace);
        double callsMax = facts.rateTarget() + facts.workers();
        if (drain.mostInSecond() > callsMax) {
            failures.add(text(
                    "%d calls started within one second; R + one per worker is %.0f", drain.mostInSecond(), callsMax));
        }
        if (Double.isNaN(drain.utilisation())) {
            failures.add("there never was a second of backlog, so the run says nothing of the drain rate");
        } else if (drain.utilisation() < UTILISATION_MIN) {
            failures.add(text(
                    "%.2f %% of the rate was used while backlog existed, not %.0f %%",
                    drain.utilisation() * 100, UTILISATION_MIN * 100));
        }
        if (driverPace.behind()) {
            failures.add(text(
                    "the load driver was behind its schedule for %.1f %% of the orders: the run is invalid",
                    driverPace.lateShare() * 100));
        }
        return failures;
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
