package io.sluice.loadtest.compare;

import io.sluice.loadtest.compare.QuantileSample.Observation;
import io.sluice.loadtest.verdict.CallLine;
import io.sluice.loadtest.verdict.Histories;
import io.sluice.loadtest.verdict.OrderLine;
import io.sluice.loadtest.verdict.OutcomeLine;
import io.sluice.loadtest.verdict.RunFacts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;

/**
 * A run by dice: evenly spaced arrivals, latencies of a long-tailed distribution, and a drain that holds its rate. Confined
 * to one test.
 */
public final class MadeUpRun {
    static final int PER_SECOND = 260;
    static final int SECONDS = 40;
    static final int RATE = 200;

    private static final int FEW_PER_SECOND = 30;
    private static final long START_MICROS = 1_700_000_000_000_000L;

    private final Random random;
    private double latencyFactor = 1;
    private double memory;
    private double swing;

    public MadeUpRun(long seed) {
        this.random = new Random(seed);
    }

    MadeUpRun slowerBy(double factor) {
        latencyFactor = factor;
        return this;
    }

    /** Good and bad seconds come in spells: each second remembers so much of the one before. */
    MadeUpRun inSpells(double newMemory, double newSwing) {
        memory = newMemory;
        swing = newSwing;
        return this;
    }

    Run run() {
        return Run.of("made up", facts(), histories(), Map.of());
    }

    /** The latencies alone, fewer of them, for tests that need very many runs. */
    QuantileSample latencies(double share) {
        List<Observation> observations = new ArrayList<>();
        double spell = random.nextGaussian();
        for (int second = 0; second < SECONDS; second++) {
            spell = next(spell);
            for (int i = 0; i < FEW_PER_SECOND; i++) {
                observations.add(new Observation(second, millis(spell)));
            }
        }
        return new QuantileSample(share, observations, SECONDS);
    }

    void write(Path directory) throws IOException {
        write(directory, facts(), histories());
    }

    /** Leaves the files that a run leaves. */
    public static void write(Path directory, RunFacts facts, Histories histories) throws IOException {
        Files.createDirectories(directory);
        facts.write(directory);
        Files.writeString(
                directory.resolve(Histories.ORDERS_FILE),
                OrderLine.HEADER + "\n"
                        + histories.orders().stream()
                                .map(line -> line.csv() + "\n")
                                .collect(Collectors.joining()));
        Files.writeString(
                directory.resolve(Histories.CALLS_FILE),
                "received_at_micros,order_id,attempt,status,effect,trace\n"
                        + histories.calls().stream()
                                .map(call -> call.receivedAtMicros() + "," + call.orderId() + ",1,200,1,\n")
                                .collect(Collectors.joining()));
        Files.writeString(
                directory.resolve(Histories.OUTCOMES_FILE),
                "order_id,status,attempts,accepted_at_millis,settled_at_millis,partition,offset\n"
                        + histories.outcomes().stream()
                                .map(outcome -> outcome.orderId() + ",confirmed,1," + outcome.acceptedAtMillis() + ","
                                        + outcome.settledAtMillis() + ",0," + outcome.offset() + "\n")
                                .collect(Collectors.joining()));
    }

    private double next(double spell) {
        return memory * spell + Math.sqrt(1 - memory * memory) * random.nextGaussian();
    }

    private double millis(double spell) {
        return latencyFactor * 4 * Math.exp(0.6 * random.nextGaussian() + swing * spell);
    }

    public RunFacts facts() {
        return new RunFacts("made up", RATE, 1, PER_SECOND * SECONDS, "even", List.of(), List.of());
    }

    public Histories histories() {
        List<OrderLine> orders = new ArrayList<>();
        List<CallLine> calls = new ArrayList<>();
        List<OutcomeLine> outcomes = new ArrayList<>();
        double spell = random.nextGaussian();
        for (int i = 0; i < PER_SECOND * SECONDS; i++) {
            if (i % PER_SECOND == 0) {
                spell = next(spell);
            }
            long dueMicros = START_MICROS + i * 1_000_000L / PER_SECOND;
            long calledMicros = START_MICROS + 50_000 + i * 1_000_000L / RATE + random.nextInt(3_000);
            double etaSeconds = (calledMicros - dueMicros) / 1e6 + 0.1 * random.nextGaussian();
            String id = "ORDER" + i;
            orders.add(new OrderLine(
                    dueMicros, dueMicros, dueMicros + (long) (millis(spell) * 1e3), 202, id, i, etaSeconds, null));
            calls.add(new CallLine(calledMicros, id, 1, 200, true));
            outcomes.add(new OutcomeLine(id, "confirmed", 1, dueMicros / 1000, calledMicros / 1000, 0, i));
        }
        return new Histories(orders, calls, outcomes);
    }
}
