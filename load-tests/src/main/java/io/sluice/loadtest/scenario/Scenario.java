package io.sluice.loadtest.scenario;

import io.sluice.loadtest.drive.Again;
import io.sluice.loadtest.drive.ArrivalSchedule;
import io.sluice.loadtest.verdict.Limit;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * One scenario: who comes when, what is done to the system meanwhile, and what is demanded of it. Immutable.
 *
 * @param name by which it is called in reports
 * @param purpose in a sentence
 * @param text its file as it was written
 */
public record Scenario(
        String name,
        String purpose,
        String text,
        Stack system,
        List<Phase> arrivals,
        Orders orders,
        Buyers buyers,
        List<Event> events,
        List<Limit> limits) {

    public Scenario {
        arrivals = List.copyOf(arrivals);
        events = List.copyOf(events);
        limits = List.copyOf(limits);
    }

    /**
     * The system under test; of one that runs already only rate and workers matter, which its calls are judged by.
     *
     * @param rate calls a second by the whole fleet
     * @param capacity calls a second that the order system bears
     * @param stock pieces that the order system has of each SKU
     * @param gateway further settings of each gateway
     * @param worker further settings of each worker
     */
    public record Stack(
            int rate,
            int capacity,
            int workers,
            int gateways,
            int partitions,
            long stock,
            Map<String, String> gateway,
            Map<String, String> worker) {
        public Stack {
            gateway = Map.copyOf(gateway);
            worker = Map.copyOf(worker);
        }
    }

    /**
     * What is ordered.
     *
     * @param lines at most so many in one order
     * @param hotCustomer share of the orders that are one customer's, from 0 to 1
     * @param sku the only one that is wanted; empty = the sample orders
     */
    public record Orders(int lines, double hotCustomer, String sku) {}

    /**
     * How buyers behave.
     *
     * @param connections to each gateway at most
     * @param timeout how long a buyer waits for an answer
     * @param slow so many more that send their orders a few bytes at a time
     * @param watchers of the buyers so many follow the events of their order
     */
    public record Buyers(int connections, Duration timeout, Again again, int slow, int watchers) {}

    /** What is done to the system so long after the first buyer was due. */
    public record Event(Duration at, Deed deed) {}

    /** What the keys of a run that begins now begin with: a system that runs already may know those of the run before. */
    public String runId(long nowMicros) {
        return name + "-" + Long.toString(nowMicros, Character.MAX_RADIX);
    }

    /** Whether buyers that were refused post again. */
    public boolean comesAgain() {
        return buyers.again().times() > 0;
    }

    /** All arrivals, one phase after the other. */
    public ArrivalSchedule schedule() {
        ArrivalSchedule all = ArrivalSchedule.of(0, order -> 0);
        Duration begin = Duration.ZERO;
        for (Phase phase : arrivals) {
            all = all.then(phase.schedule(), begin);
            begin = begin.plus(phase.duration());
        }
        return all;
    }

    /** All arrivals in words. */
    public String arrivalsInWords() {
        return String.join(", then ", arrivals.stream().map(Phase::words).toList());
    }

    /** The same that takes so many times as long at the same rates; what is demanded stays. */
    public Scenario stretched(double factor) {
        return new Scenario(
                name,
                purpose,
                text,
                system,
                arrivals.stream().map(phase -> phase.stretched(factor)).toList(),
                orders,
                buyers,
                events.stream()
                        .map(event ->
                                new Event(Duration.ofNanos(Math.round(event.at().toNanos() * factor)), event.deed()))
                        .toList(),
                limits);
    }
}
