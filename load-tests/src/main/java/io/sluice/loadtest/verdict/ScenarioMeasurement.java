package io.sluice.loadtest.verdict;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** Every {@link Measure} of a run, from its histories. Computed once; immutable after that. */
final class ScenarioMeasurement {
    private static final long SECOND_MICROS = 1_000_000;
    private static final String FAILED = "failed";
    private static final String SOLD_OUT = "sold-out";

    private final ScenarioFacts scenario;
    private final FleetFacts facts;
    private final ScenarioHistories histories;
    private final Histories everybody;
    private final List<OrderLine> perBuyer;
    private final Reconciliation reconciliation;
    private final Map<Measure, Double> values = new EnumMap<>(Measure.class);

    ScenarioMeasurement(ScenarioFacts scenario, FleetFacts facts, ScenarioHistories histories) {
        this.scenario = scenario;
        this.facts = facts;
        this.histories = histories;
        this.everybody = histories.everybody();
        this.perBuyer = histories.perBuyer();
        this.reconciliation = Reconciliation.of(everybody);
        for (Measure measure : Measure.values()) {
            values.put(measure, Double.NaN);
        }
        countOrders();
        timeAnswers();
        followTheDrain();
        askWatchers();
    }

    Reconciliation reconciliation() {
        return reconciliation;
    }

    Map<Measure, Double> values() {
        return values;
    }

    double value(Measure measure) {
        return values.getOrDefault(measure, Double.NaN);
    }

    DriverPace driverPace() {
        return DriverPace.of(histories.crowd().orders(), scenario.buyers() - perBuyer.size());
    }

    private void countOrders() {
        values.put(Measure.LOST, (double) reconciliation.lost());
        values.put(Measure.DUPLICATE_EFFECTS, (double) reconciliation.duplicateEffects());
        put(Measure.UNANSWERED, perBuyer.stream().filter(OrderLine::unanswered).count());
        put(Measure.ACCEPTED, perBuyer.stream().filter(OrderLine::accepted).count());
        put(Measure.REFUSED, perBuyer.stream().filter(OrderLine::refused).count());
        put(
                Measure.ANSWERED_SOLD_OUT,
                perBuyer.stream()
                        .filter(order -> SOLD_OUT.equals(order.error()))
                        .count());
        Map<String, String> ends = new HashMap<>();
        everybody.outcomes().forEach(outcome -> ends.put(outcome.orderId(), outcome.status()));
        Set<String> crowd = new HashSet<>();
        perBuyer.stream().filter(OrderLine::accepted).forEach(order -> crowd.add(order.orderId()));
        put(
                Measure.FAILED,
                crowd.stream().filter(id -> FAILED.equals(ends.get(id))).count());
        put(
                Measure.CONFIRMED,
                everybody.outcomes().stream()
                        .filter(OutcomeLine::confirmed)
                        .map(OutcomeLine::orderId)
                        .distinct()
                        .filter(crowd::contains)
                        .count());
    }

    private void put(Measure measure, long count) {
        values.put(measure, (double) count);
    }

    private void timeAnswers() {
        Quantiles accepted = seconds(OrderLine::accepted);
        values.put(Measure.ACCEPT_P50, accepted.at(0.5));
        values.put(Measure.ACCEPT_P99, accepted.at(0.99));
        values.put(Measure.ACCEPT_P999, accepted.at(0.999));
        values.put(Measure.REFUSED_P99, seconds(OrderLine::refused).at(0.99));
        Quantiles eta = Quantiles.of(Verdict.etaErrors(histories.crowd()));
        values.put(Measure.ETA_ERROR_P50, eta.at(0.5));
        values.put(Measure.ETA_ERROR_P95, eta.at(0.95));
    }

    private Quantiles seconds(Predicate<OrderLine> which) {
        return Quantiles.of(
                histories.crowd().orders().stream().filter(which).mapToDouble(order -> order.latencyMicros() / 1e6));
    }

    private void followTheDrain() {
        put(
                Measure.CALLS_ABOVE_RATE,
                RateExcess.of(facts, everybody.calls()).over(SECOND_MICROS).above());
        values.put(Measure.RATE_USED, RateUse.of(facts, everybody).share());
        put(Measure.PEAK_BACKLOG, Backlog.of(everybody).peak());
        long lastMicros = histories.crowd().orders().stream()
                .mapToLong(OrderLine::scheduledAtMicros)
                .max()
                .orElse(0);
        histories.crowd().outcomes().stream()
                .mapToLong(OutcomeLine::settledAtMillis)
                .max()
                .ifPresent(millis -> values.put(Measure.DRAINED_AFTER, Math.max(0, millis * 1000 - lastMicros) / 1e6));
    }

    private void askWatchers() {
        if (scenario.watchers() > 0) {
            Places places = Places.of(histories.shown(), everybody.outcomes());
            put(Measure.PLACES_GROWN, places.grewAtOneGateway() + places.grewBetweenGateways());
            put(Measure.WATCHERS_TOLD, places.settled());
        }
    }
}
