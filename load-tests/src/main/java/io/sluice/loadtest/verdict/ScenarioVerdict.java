package io.sluice.loadtest.verdict;

import io.sluice.loadtest.verdict.VerdictTable.Row;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The judgement of a scenario: whether its run is worth anything, and if so whether it kept the scenario's limits. A pure
 * function of facts and histories, so that it can be repeated by anyone. Immutable.
 *
 * @param values what was measured; NaN = not measured
 * @param invalid why the run says nothing of the system under test, in words; none = it is valid
 * @param broken each limit that was not kept, in words; none = all were
 */
public record ScenarioVerdict(
        ScenarioFacts scenario,
        FleetFacts facts,
        Reconciliation reconciliation,
        DriverPace driverPace,
        Map<Measure, Double> values,
        List<String> invalid,
        List<String> broken) {
    private static final int INVALID = 2;

    public ScenarioVerdict {
        values = Map.copyOf(values);
        invalid = List.copyOf(invalid);
        broken = List.copyOf(broken);
    }

    /** What was measured; NaN = nothing was. */
    public double value(Measure measure) {
        return values.getOrDefault(measure, Double.NaN);
    }

    /** Whether the run says anything: the driver kept its schedule and nothing broke by itself. */
    public boolean valid() {
        return invalid.isEmpty();
    }

    /** Whether every limit was kept; says nothing where the run is not valid. */
    public boolean kept() {
        return broken.isEmpty();
    }

    /** 0 = limits kept, 1 = not, 2 = the run is invalid. */
    public int exitCode() {
        return !valid() ? INVALID : kept() ? 0 : 1;
    }

    /** Judges a run. */
    public static ScenarioVerdict judge(ScenarioFacts scenario, FleetFacts facts, ScenarioHistories histories) {
        ScenarioMeasurement measured = new ScenarioMeasurement(scenario, facts, histories);
        return new ScenarioVerdict(
                scenario,
                facts,
                measured.reconciliation(),
                measured.driverPace(),
                measured.values(),
                invalid(facts, measured),
                broken(scenario, measured));
    }

    private static List<String> invalid(FleetFacts facts, ScenarioMeasurement measured) {
        List<String> invalid = new ArrayList<>(facts.mishaps());
        DriverPace pace = measured.driverPace();
        if (pace.behind()) {
            invalid.add(Ruling.text(
                    "the load driver was behind its schedule for %.1f %% of the postings, at worst by %,.0f ms: it measured"
                            + " itself",
                    pace.lateShare() * 100, pace.latestMillis()));
        }
        if (pace.unsent() != 0) {
            invalid.add(Ruling.text("%,d buyers never posted", pace.unsent()));
        }
        if (measured.reconciliation().accepted() == 0) {
            invalid.add("no order was accepted: there is nothing to judge");
        }
        return invalid;
    }

    private static List<String> broken(ScenarioFacts scenario, ScenarioMeasurement measured) {
        List<String> broken = new ArrayList<>();
        for (Limit limit : scenario.limits()) {
            double value = measured.value(limit.measure());
            if (!limit.measure().keeps(value, limit.bound())) {
                broken.add(limit.measure().key() + ": " + limit.measure().text(value) + ", wanted "
                        + limit.measure().wanted(limit.bound()));
            }
        }
        int contradictions = measured.reconciliation().contradictionCount();
        if (contradictions > 0) {
            broken.add(Ruling.text("the histories contradict each other %,d times", contradictions));
        }
        return broken;
    }

    /** The rows for people: what is limited first, then everything else that was measured. */
    public List<Row> rows() {
        Map<Measure, Limit> limits = new EnumMap<>(Measure.class);
        scenario.limits().forEach(limit -> limits.put(limit.measure(), limit));
        List<Row> rows = new ArrayList<>();
        limits.forEach((measure, limit) -> {
            double value = value(measure);
            rows.add(new Row(
                    measure.key(),
                    measure.text(value),
                    measure.wanted(limit.bound()),
                    measure.keeps(value, limit.bound())));
        });
        rows.add(Ruling.none("contradictions", reconciliation.contradictionCount()));
        for (Measure measure : Measure.values()) {
            double value = value(measure);
            if (!limits.containsKey(measure) && !Double.isNaN(value)) {
                rows.add(Ruling.told(measure.key(), "%s", measure.text(value)));
            }
        }
        rows.add(new Row(
                "load driver",
                Ruling.text("latest %,.0f ms after schedule", driverPace.latestMillis()),
                "on schedule",
                !driverPace.behind()));
        return rows;
    }

    /** What is wrong, the reasons why nothing counts first. */
    public List<String> complaints() {
        List<String> complaints = new ArrayList<>(invalid);
        complaints.addAll(broken);
        complaints.addAll(reconciliation.contradictions());
        return complaints;
    }

    /** The judgement in a few words. */
    public String word() {
        return !valid() ? "INVALID: this run says nothing" : kept() ? "LIMITS KEPT" : "LIMITS NOT KEPT";
    }

    /** Aligned text, with the judgement at its end. */
    public String text() {
        StringBuilder text = new StringBuilder(2000);
        VerdictTable.appendRows(text, rows());
        text.append('\n').append(word()).append('\n');
        VerdictTable.appendAll(text, complaints());
        return text.toString();
    }
}
