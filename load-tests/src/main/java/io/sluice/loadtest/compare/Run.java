package io.sluice.loadtest.compare;

import io.sluice.loadtest.compare.QuantileSample.Observation;
import io.sluice.loadtest.verdict.Backlog;
import io.sluice.loadtest.verdict.CallLine;
import io.sluice.loadtest.verdict.FleetFacts;
import io.sluice.loadtest.verdict.Histories;
import io.sluice.loadtest.verdict.OrderLine;
import io.sluice.loadtest.verdict.Quantiles;
import io.sluice.loadtest.verdict.RunFacts;
import io.sluice.loadtest.verdict.ScenarioFacts;
import io.sluice.loadtest.verdict.ScenarioHistories;
import io.sluice.loadtest.verdict.ScenarioVerdict;
import io.sluice.loadtest.verdict.ToldWait;
import io.sluice.loadtest.verdict.UnreadableHistoryException;
import io.sluice.loadtest.verdict.Verdict;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * One run as it is compared: its figures second by second. An order belongs to the second in which it was due, whatever
 * became of it, so that the seconds of two runs with the same arrivals match. Time 0 is the first order's due time.
 *
 * @param name the folder's
 * @param orders those that are compared
 * @param all the same with whatever else was settled on the way, such as a scenario's practice: what the backlog is made of
 * @param complaints why it is not sound, in words; none = it is
 * @param samples what was not measured is missing
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Run(
        String name,
        RunFacts facts,
        List<OrderLine> orders,
        Histories all,
        List<String> complaints,
        Map<String, String> machine,
        int[] duePerSecond,
        Map<Measure, Sample> samples) {
    private static final long SECOND_MICROS = 1_000_000;

    /** So that one bent stamp cannot ask for all memory there is. */
    private static final int SECONDS_MAX = 1_000_000;

    /** A folder of {@code demo}, {@code burst} or {@code merge}, or of {@code run}. */
    static Run read(Path directory) throws UnreadableHistoryException {
        return Files.exists(directory.resolve(ScenarioFacts.FILE))
                ? scenario(directory)
                : of(
                        directory.toString(),
                        RunFacts.read(directory),
                        Histories.read(directory),
                        Machine.read(directory));
    }

    static Run of(String name, RunFacts facts, Histories histories, Map<String, String> machine) {
        Verdict verdict = Verdict.judge(facts, histories);
        List<String> complaints = verdict.driverPace().behind()
                ? List.of("its load driver was behind its schedule: it is invalid")
                : verdict.failures();
        return of(name, facts, histories.orders(), histories, complaints, machine);
    }

    private static Run scenario(Path directory) throws UnreadableHistoryException {
        ScenarioFacts scenario = ScenarioFacts.read(directory);
        FleetFacts fleet = FleetFacts.read(directory);
        ScenarioHistories histories = ScenarioHistories.read(scenario, directory);
        RunFacts facts = new RunFacts(
                scenario.name(),
                fleet.rateAtStart(),
                (int) fleet.lives().stream()
                        .map(FleetFacts.Life::worker)
                        .distinct()
                        .count(),
                scenario.buyers(),
                scenario.arrivals(),
                fleet.faults().stream()
                        .map(fault -> new RunFacts.Fault(fault.what(), fault.atMicros()))
                        .toList(),
                fleet.mishaps());
        return of(
                directory.toString(),
                facts,
                histories.crowd().orders(),
                histories.everybody(),
                ScenarioVerdict.judge(scenario, fleet, histories).complaints(),
                Machine.read(directory));
    }

    private static Run of(
            String name,
            RunFacts facts,
            List<OrderLine> orders,
            Histories all,
            List<String> complaints,
            Map<String, String> machine) {
        Gathering gathering = new Gathering(facts, orders, all);
        return new Run(name, facts, orders, all, complaints, machine, gathering.duePerSecond, gathering.samples());
    }

    Quantiles acceptLatencyMillis() {
        return Quantiles.latencyMillis(orders, OrderLine::accepted);
    }

    /** Puts each order and call into its second. Confined to one thread. */
    private static final class Gathering {
        private final RunFacts facts;
        private final List<OrderLine> orders;
        private final Histories all;
        private final long startMicros;
        private final int[] duePerSecond;

        Gathering(RunFacts facts, List<OrderLine> orders, Histories all) {
            this.facts = facts;
            this.orders = orders;
            this.all = all;
            this.startMicros = orders.stream()
                    .mapToLong(OrderLine::scheduledAtMicros)
                    .min()
                    .orElse(0);
            int seconds = orders.stream().mapToInt(this::second).max().orElse(-1) + 1;
            this.duePerSecond = new int[seconds];
            orders.forEach(order -> duePerSecond[second(order)]++);
        }

        private int second(OrderLine order) {
            return second(order.scheduledAtMicros());
        }

        private int second(long micros) {
            return (int) Math.min(SECONDS_MAX, (micros - startMicros) / SECOND_MICROS);
        }

        Map<Measure, Sample> samples() {
            Map<Measure, Sample> samples = new EnumMap<>(Measure.class);
            List<Observation> latencies = orders.stream()
                    .filter(OrderLine::accepted)
                    .map(order -> new Observation(second(order), order.latencyMicros() / 1e3))
                    .toList();
            putQuantile(samples, Measure.ACCEPT_P50, 0.5, latencies);
            putQuantile(samples, Measure.ACCEPT_P99, 0.99, latencies);
            putQuantile(samples, Measure.ACCEPT_P999, 0.999, latencies);
            putQuantile(
                    samples,
                    Measure.ETA_ERROR,
                    0.95,
                    ToldWait.of(new Histories(orders, all.calls(), all.outcomes())).stream()
                            .map(told -> new Observation(second(told.order()), told.errorSeconds()))
                            .toList());
            double[] accepted = new double[duePerSecond.length];
            double[] refused = new double[duePerSecond.length];
            double[] due = new double[duePerSecond.length];
            double[] one = new double[duePerSecond.length];
            Arrays.fill(one, 1);
            for (OrderLine order : orders) {
                due[second(order)]++;
                (order.accepted() ? accepted : refused)[second(order)]++;
            }
            if (duePerSecond.length > 0) {
                samples.put(Measure.ACCEPTED, new RatioSample(accepted, one));
                samples.put(Measure.REFUSED, new RatioSample(refused, due));
            }
            putDrain(samples);
            return samples;
        }

        private void putQuantile(
                Map<Measure, Sample> samples, Measure measure, double share, List<Observation> observations) {
            if (!observations.isEmpty()) {
                samples.put(measure, new QuantileSample(share, observations, duePerSecond.length));
            }
        }

        /** Whole seconds that begin and end with a second of work waiting; simpler than the verdict's spans, to be resampled. */
        private void putDrain(Map<Measure, Sample> samples) {
            Backlog backlog = Backlog.of(all);
            int seconds = second(backlog.endMicros()) + 1;
            double[] calls = new double[Math.max(0, seconds)];
            for (CallLine call : all.calls()) {
                if (call.receivedAtMicros() >= startMicros) {
                    calls[second(call.receivedAtMicros())]++;
                }
            }
            double[] busy = new double[calls.length];
            double[] allowed = new double[calls.length];
            int last = -1;
            for (int second = 0; second < calls.length; second++) {
                long fromMicros = startMicros + second * SECOND_MICROS;
                boolean waiting = backlog.at(fromMicros) >= facts.rateTarget()
                        && backlog.at(fromMicros + SECOND_MICROS) >= facts.rateTarget();
                busy[second] = waiting ? 1 : 0;
                allowed[second] = waiting ? facts.rateTarget() : 0;
                calls[second] = waiting ? calls[second] : 0;
                last = waiting ? second : last;
            }
            if (last >= 0) {
                double[] counted = Arrays.copyOf(calls, last + 1);
                samples.put(Measure.DRAINED, new RatioSample(counted, Arrays.copyOf(busy, last + 1)));
                samples.put(Measure.RATE_USED, new RatioSample(counted, Arrays.copyOf(allowed, last + 1)));
            }
        }
    }
}
