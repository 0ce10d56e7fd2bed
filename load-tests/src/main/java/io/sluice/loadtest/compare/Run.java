package io.sluice.loadtest.compare;

import io.sluice.loadtest.compare.QuantileSample.Observation;
import io.sluice.loadtest.verdict.Backlog;
import io.sluice.loadtest.verdict.CallLine;
import io.sluice.loadtest.verdict.Histories;
import io.sluice.loadtest.verdict.OrderLine;
import io.sluice.loadtest.verdict.OutcomeLine;
import io.sluice.loadtest.verdict.RunFacts;
import io.sluice.loadtest.verdict.UnreadableHistoryException;
import io.sluice.loadtest.verdict.Verdict;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One run as it is compared: its figures second by second. An order belongs to the second in which it was due, whatever
 * became of it, so that the seconds of two runs with the same arrivals match. Time 0 is the first order's due time.
 *
 * @param name the folder's
 * @param samples what was not measured is missing
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Run(
        String name,
        RunFacts facts,
        Histories histories,
        Verdict verdict,
        Map<String, String> machine,
        int[] duePerSecond,
        Map<Measure, Sample> samples) {
    private static final long SECOND_MICROS = 1_000_000;

    /** So that one bent stamp cannot ask for all memory there is. */
    private static final int SECONDS_MAX = 1_000_000;

    static Run read(Path directory) throws UnreadableHistoryException {
        return of(directory.toString(), RunFacts.read(directory), Histories.read(directory), Machine.read(directory));
    }

    static Run of(String name, RunFacts facts, Histories histories, Map<String, String> machine) {
        Gathering gathering = new Gathering(facts, histories);
        return new Run(
                name,
                facts,
                histories,
                Verdict.judge(facts, histories),
                machine,
                gathering.duePerSecond,
                gathering.samples());
    }

    /** Puts each order and call into its second. Confined to one thread. */
    private static final class Gathering {
        private final RunFacts facts;
        private final Histories histories;
        private final long startMicros;
        private final int[] duePerSecond;

        Gathering(RunFacts facts, Histories histories) {
            this.facts = facts;
            this.histories = histories;
            this.startMicros = histories.orders().stream()
                    .mapToLong(OrderLine::scheduledAtMicros)
                    .min()
                    .orElse(0);
            int seconds =
                    histories.orders().stream().mapToInt(this::second).max().orElse(-1) + 1;
            this.duePerSecond = new int[seconds];
            histories.orders().forEach(order -> duePerSecond[second(order)]++);
        }

        private int second(OrderLine order) {
            return second(order.scheduledAtMicros());
        }

        private int second(long micros) {
            return (int) Math.min(SECONDS_MAX, (micros - startMicros) / SECOND_MICROS);
        }

        Map<Measure, Sample> samples() {
            Map<Measure, Sample> samples = new EnumMap<>(Measure.class);
            List<Observation> latencies = histories.orders().stream()
                    .filter(OrderLine::accepted)
                    .map(order -> new Observation(
                            second(order), (order.answeredAtMicros() - order.scheduledAtMicros()) / 1e3))
                    .toList();
            putQuantile(samples, Measure.ACCEPT_P50, 0.5, latencies);
            putQuantile(samples, Measure.ACCEPT_P99, 0.99, latencies);
            putQuantile(samples, Measure.ACCEPT_P999, 0.999, latencies);
            putQuantile(samples, Measure.ETA_ERROR, 0.95, etaErrors());
            double[] accepted = new double[duePerSecond.length];
            double[] refused = new double[duePerSecond.length];
            double[] due = new double[duePerSecond.length];
            double[] one = new double[duePerSecond.length];
            Arrays.fill(one, 1);
            for (OrderLine order : histories.orders()) {
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

        private List<Observation> etaErrors() {
            Map<String, OutcomeLine> outcomes = new HashMap<>();
            histories.outcomes().forEach(outcome -> outcomes.putIfAbsent(outcome.orderId(), outcome));
            List<Observation> errors = new ArrayList<>();
            for (OrderLine order : histories.orders()) {
                OutcomeLine outcome = outcomes.get(order.orderId());
                if (outcome != null && !Double.isNaN(order.etaSeconds())) {
                    errors.add(new Observation(second(order), Math.abs(order.etaSeconds() - outcome.waitSeconds())));
                }
            }
            return errors;
        }

        /** Whole seconds that begin and end with a second of work waiting; simpler than the verdict's spans, to be resampled. */
        private void putDrain(Map<Measure, Sample> samples) {
            Backlog backlog = Backlog.of(histories);
            int seconds = second(backlog.endMicros()) + 1;
            double[] calls = new double[Math.max(0, seconds)];
            for (CallLine call : histories.calls()) {
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
