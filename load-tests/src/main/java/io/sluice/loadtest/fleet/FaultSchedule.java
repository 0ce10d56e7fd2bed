package io.sluice.loadtest.fleet;

import io.sluice.loadtest.verdict.FleetFacts.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * What is done to a fleet and when: as many faults as asked for, spread evenly, the same ones for the same seed. Workers
 * join first and leave last, so that the fleet grows from one to at most eight and shrinks to two; what else happens is
 * shuffled between. Pure.
 */
final class FaultSchedule {
    static final int WORKERS_MAX = 8;
    static final int WORKERS_AT_END = 2;
    private static final int JOINERS_AT_ONCE_MAX = 2;
    private static final int BROKER_KILLS_MAX = 2;
    private static final int FAULTS_PER_BROKER_KILL = 6;
    private static final double JOIN_SHARE = 7 / 30.0;
    private static final double LEAVE_SHARE = 5 / 30.0;
    private static final double KILL_SHARE = 0.35;
    private static final double SUSPEND_SHARE = 0.25;
    private static final double JITTER_SHARE = 0.2;
    private static final double RATE_LOW = 0.5;
    private static final double RATE_HIGH = 1.5;
    // A smaller step could not be told from the unevenness of a quarter of a second.
    private static final double RATE_STEP_MIN = 0.2;

    private FaultSchedule() {}

    /**
     * One fault.
     *
     * @param atMillis since the begin of the schedule
     * @param workers how many join or leave, else 1
     * @param ratePerSecond the new rate of a change of the rate, else 0
     */
    record Planned(long atMillis, Kind kind, int workers, double ratePerSecond) {}

    static List<Planned> of(long seed, int faults, Duration duration, double ratePerSecond) {
        Random random = new Random(seed);
        List<Kind> kinds = kinds(random, faults);
        int joins = Collections.frequency(kinds, Kind.JOIN);
        int leaves = Collections.frequency(kinds, Kind.LEAVE);
        int joiners = Math.min(WORKERS_MAX - 1, joins * JOINERS_AT_ONCE_MAX);
        int leavers = leaves == 0 ? 0 : Math.max(0, 1 + joiners - WORKERS_AT_END);
        List<Planned> schedule = new ArrayList<>();
        double factor = 1;
        for (int i = 0; i < kinds.size(); i++) {
            double place = i + 0.5 + (random.nextDouble() - 0.5) * JITTER_SHARE;
            long atMillis = Math.round(duration.toMillis() * place / kinds.size());
            Kind kind = kinds.get(i);
            int workers = 1;
            if (kind == Kind.JOIN) {
                workers = (joiners + joins - 1) / joins;
                joiners -= workers;
                joins--;
            } else if (kind == Kind.LEAVE) {
                workers = (leavers + leaves - 1) / leaves;
                leavers -= workers;
                leaves--;
            } else if (kind == Kind.RATE) {
                factor = nextFactor(random, factor);
            }
            schedule.add(new Planned(atMillis, kind, workers, kind == Kind.RATE ? factor * ratePerSecond : 0));
        }
        return schedule;
    }

    /** The mean rate that a schedule asks for. */
    static double meanRate(List<Planned> schedule, Duration duration, double ratePerSecond) {
        double calls = 0;
        double rate = ratePerSecond;
        long fromMillis = 0;
        for (Planned planned : schedule) {
            if (planned.kind() == Kind.RATE) {
                calls += rate * (planned.atMillis() - fromMillis) / 1e3;
                fromMillis = planned.atMillis();
                rate = planned.ratePerSecond();
            }
        }
        calls += rate * (duration.toMillis() - fromMillis) / 1e3;
        return calls * 1e3 / duration.toMillis();
    }

    private static double nextFactor(Random random, double before) {
        double next;
        do {
            next = Math.round((RATE_LOW + random.nextDouble() * (RATE_HIGH - RATE_LOW)) * 100) / 100.0;
        } while (Math.abs(next - before) < RATE_STEP_MIN);
        return next;
    }

    private static List<Kind> kinds(Random random, int faults) {
        int joins = Math.max(1, (int) Math.round(faults * JOIN_SHARE));
        int leaves = faults < 4 ? 0 : Math.max(1, (int) Math.round(faults * LEAVE_SHARE));
        int brokers = Math.min(BROKER_KILLS_MAX, faults / FAULTS_PER_BROKER_KILL);
        int rest = Math.max(0, faults - joins - leaves - brokers);
        int kills = (int) Math.ceil(rest * KILL_SHARE);
        int suspends = (int) Math.round((rest - kills) * SUSPEND_SHARE / (1 - KILL_SHARE));
        List<Kind> middle = new ArrayList<>();
        middle.addAll(Collections.nCopies(brokers, Kind.BROKER));
        middle.addAll(Collections.nCopies(kills, Kind.KILL));
        middle.addAll(Collections.nCopies(suspends, Kind.SUSPEND));
        middle.addAll(Collections.nCopies(rest - kills - suspends, Kind.RATE));
        Collections.shuffle(middle, random);
        // A lone worker is not to be killed: who should take over? So the first is a joining.
        List<Kind> all = new ArrayList<>(List.of(Kind.JOIN));
        int firstHalf = middle.size() / 2;
        all.addAll(mixed(random, middle.subList(0, firstHalf), Collections.nCopies(joins - 1, Kind.JOIN)));
        all.addAll(mixed(random, middle.subList(firstHalf, middle.size()), Collections.nCopies(leaves, Kind.LEAVE)));
        return all;
    }

    private static List<Kind> mixed(Random random, List<Kind> some, List<Kind> others) {
        List<Kind> both = new ArrayList<>(some);
        both.addAll(others);
        Collections.shuffle(both, random);
        return both;
    }
}
