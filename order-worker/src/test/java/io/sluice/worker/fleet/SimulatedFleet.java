package io.sluice.worker.fleet;

import io.sluice.contract.FleetRecord;
import io.sluice.contract.FleetRecord.Control;
import io.sluice.worker.Agenda;
import io.sluice.worker.pacing.Pacer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * One run in virtual time: workers, the log between them, the group that gives them partitions, orders that come, an operator
 * who changes the rate, and what goes wrong. The same seed gives the same run. Not thread-safe.
 */
final class SimulatedFleet implements SimulatedWorker.Fleet {
    private static final long MILLI = 1_000_000L;
    private static final long SECOND = 1_000 * MILLI;

    /** A joiner's log need not reach back further: who spoke before that has no lease. */
    private static final long LOG_KEPT_NANOS = 3 * SECOND;

    /** From the end of a lease: grace, one eviction, and the group's next heartbeat. */
    static final long EVICTION_NANOS = 500 * MILLI;

    static final long HEARTBEAT_NANOS = 5 * SECOND;
    private static final long ARRIVAL_NANOS = 100 * MILLI;
    private static final long SAMPLE_NANOS = 10 * MILLI;

    /** Acceptance times at the start of a run, so that none is 0. */
    static final double EPOCH_MILLIS = 1e12;

    private final Schedule schedule;
    private final Rules rules;
    private final SplittableRandom random;
    private final Agenda agenda = new Agenda(SECOND);
    private final SimulatedLog log = new SimulatedLog();
    private final Weather weather;
    private final SimulatedOrders orders;
    private final List<SimulatedWorker> workers = new ArrayList<>();
    private final Guard guard;
    private final Meter meter;
    private int lives;
    private double ratePerSecond;

    /** How the workers' books and pacers are made; the tests that break a rule make other ones. */
    interface Rules {
        Rules PRODUCTION = new Rules() {};

        default Book book(ShareLedger ledger) {
            return new Book(ledger);
        }

        default Turnstile turnstile(Pacer.Slack slack, long nowNanos) {
            return new Turnstile(new Pacer(slack, nowNanos));
        }
    }

    SimulatedFleet(Schedule schedule, Rules rules) {
        this.schedule = schedule;
        this.rules = rules;
        random = new SplittableRandom(~schedule.seed());
        weather = new Weather(random.split(), schedule.storm());
        orders = new SimulatedOrders(schedule.partitions(), nowMillis());
        guard = new Guard(agenda, 1 / (1 + schedule.clockSpread()), bound(schedule.slack()));
        meter = new Meter(this, guard, agenda);
    }

    private WindowBound bound(Pacer.Slack slack) {
        return new WindowBound(slack.margin(), slack.latenessNanos() / 1e9, agenda.nowNanos());
    }

    /** Goes through it all and says what was seen. */
    Findings run() {
        long endNanos = agenda.nowNanos() + (long) (schedule.seconds() * SECOND);
        fillBacklog();
        setRate(schedule.ratePerSecond());
        for (int i = 0; i < schedule.workers(); i++) {
            join("w" + i, true);
        }
        arrive();
        sample();
        agenda.in(schedule.storm() ? SECOND : 8 * SECOND, this::disturb);
        agenda.runUntil(endNanos);
        return meter.findings();
    }

    /** Lets so many orders wait in a partition, which came evenly from that long ago until that long ago; for {@link #startQuietly}. */
    void fill(int partition, double count, double sinceMillis, double untilMillis) {
        orders.partition(partition).arrived(nowMillis() - sinceMillis, nowMillis() - untilMillis, count);
    }

    /** Begins a run in which nothing happens and no more orders come. */
    void startQuietly(int workerCount) {
        setRate(schedule.ratePerSecond());
        for (int i = 0; i < workerCount; i++) {
            SimulatedWorker unused = join("w" + i, true);
        }
    }

    void runFor(double seconds) {
        agenda.runUntil(agenda.nowNanos() + (long) (seconds * SECOND));
    }

    long calls() {
        return guard.calls();
    }

    private void fillBacklog() {
        double perPartition = schedule.ratePerSecond() * (2 + random.nextInt(200)) / schedule.partitions();
        int hot = random.nextInt(3) == 0 ? random.nextInt(orders.count()) : -1;
        for (int i = 0; i < orders.count(); i++) {
            double share = hot < 0 ? 2 * random.nextDouble() : i == hot ? 0.9 * orders.count() : 0.1;
            double from = nowMillis() - schedule.backlogMillis();
            orders.partition(i).arrived(from, nowMillis(), Math.rint(perPartition * share));
            changeArrivals(i);
        }
    }

    private void changeArrivals(int partition) {
        double even = schedule.ratePerSecond() / orders.count();
        orders.setArrivals(partition, random.nextInt(3) == 0 ? 0 : even * 3 * random.nextDouble());
    }

    private void arrive() {
        orders.arriveUntil(nowMillis());
        if (random.nextInt(20) == 0) {
            changeArrivals(random.nextInt(orders.count()));
        }
        agenda.in(ARRIVAL_NANOS, this::arrive);
    }

    private void sample() {
        meter.sample(workers);
        agenda.in(SAMPLE_NANOS, this::sample);
    }

    private void disturb() {
        SimulatedWorker worker = workers.get(random.nextInt(workers.size()));
        switch (random.nextInt(schedule.storm() ? 8 : 5)) {
            case 0 -> crash(worker);
            case 1 -> joinIfRoom("w" + random.nextInt(2 * Schedule.WORKERS_MAX));
            case 2 -> leave(worker);
            case 3 -> changeRate();
            case 4 -> pause(worker, random.nextBoolean() ? 100 * MILLI : 20 * SECOND);
            case 5 -> pause(worker, 60 * SECOND);
            case 6 -> worker.mute(random.nextLong(3 * SECOND));
            // A second life of the same id, beside the first.
            case 7 -> joinIfRoom(worker.id());
            default -> throw new AssertionError("dice");
        }
        meter.disturbed();
        agenda.in(schedule.storm() ? random.nextLong(SECOND) : (6 + random.nextInt(4)) * SECOND, this::disturb);
    }

    private void joinIfRoom(String id) {
        boolean taken = workers.stream().anyMatch(worker -> worker.id().equals(id) && worker.isAlive());
        if (workers.size() < Schedule.WORKERS_MAX && (schedule.storm() || !taken)) {
            meter.joined(join(id, false));
        }
    }

    private SimulatedWorker join(String id, boolean atOnce) {
        double spread = schedule.clockSpread();
        double speed = random.nextInt(3) == 0 ? 1 : 1 - spread / (1 + spread) * random.nextDouble();
        speed = random.nextInt(3) == 0 ? 1 / (1 + spread) : speed;
        long skewNanos = random.nextLong(200 * MILLI) - 100 * MILLI;
        SimulatedWorker.Clock clock = new SimulatedWorker.Clock(speed, random.nextLong(1_000 * SECOND), skewNanos);
        ShareLedger ledger = new ShareLedger(id, "life" + lives++, SimulatedWorker.TTL_NANOS);
        Turnstile turnstile = rules.turnstile(schedule.slack(), clock.at(agenda.nowNanos()));
        SimulatedWorker worker = new SimulatedWorker(id, clock, rules.book(ledger), turnstile, this);
        workers.add(worker);
        guard.workersAlive(workers.size());
        worker.start(log.offsetSince(agenda.nowNanos() - LOG_KEPT_NANOS), ratePerSecond);
        agenda.in(atOnce ? 0 : random.nextLong(3 * SECOND), () -> {
            if (worker.isAlive()) {
                orders.join(id);
            }
        });
        return worker;
    }

    private void crash(SimulatedWorker worker) {
        if (workers.size() > 1) {
            worker.crash();
            gone(worker);
            evictLater(worker.id());
            meter.died();
        }
    }

    private void leave(SimulatedWorker worker) {
        if (worker.isUp() && workers.size() > 1) {
            worker.leave();
            gone(worker);
            agenda.in(random.nextLong(SECOND), () -> removeUnlessAlive(worker.id()));
        }
    }

    private void gone(SimulatedWorker worker) {
        workers.remove(worker);
        guard.workersAlive(workers.size());
    }

    private void pause(SimulatedWorker worker, long nanosMax) {
        long nanos = 1 + random.nextLong(nanosMax);
        worker.pause(nanos);
        meter.pausedFor(nanos);
        if (nanos > SimulatedWorker.TTL_NANOS + EVICTION_NANOS) {
            evictLater(worker.id());
            agenda.in(nanos + random.nextLong(HEARTBEAT_NANOS), () -> {
                if (worker.isAlive()) {
                    orders.join(worker.id());
                }
            });
        }
    }

    private void evictLater(String id) {
        long delayNanos = SimulatedWorker.TTL_NANOS + EVICTION_NANOS + random.nextLong(HEARTBEAT_NANOS);
        agenda.in(delayNanos, () -> removeUnlessAlive(id));
    }

    private void removeUnlessAlive(String id) {
        if (workers.stream().noneMatch(worker -> worker.id().equals(id) && worker.isUp())) {
            orders.remove(id);
        }
    }

    private void changeRate() {
        double low = random.nextInt(4) == 0 ? 0 : schedule.ratePerSecond() * Math.pow(0.01, random.nextDouble());
        setRate(random.nextBoolean() ? schedule.ratePerSecond() : low);
        meter.rateChanged();
    }

    private void setRate(double callsPerSecond) {
        ratePerSecond = callsPerSecond;
        Control control =
                new Control(callsPerSecond, false, FleetRecord.Mode.FIXED, "", false, "operator", "simulated", 0);
        log.land(new SimulatedLog.Entry(control, agenda.nowNanos(), 0));
        guard.rateLanded(callsPerSecond);
    }

    double nowMillis() {
        return EPOCH_MILLIS + agenda.nowNanos() / 1e6;
    }

    @Override
    public long trueNanos() {
        return agenda.nowNanos();
    }

    @Override
    public void in(long trueDelayNanos, Runnable action) {
        agenda.in(trueDelayNanos, action);
    }

    @Override
    public SimulatedLog log() {
        return log;
    }

    @Override
    public Weather weather() {
        return weather;
    }

    @Override
    public SimulatedOrders orders() {
        return orders;
    }

    @Override
    public void callStarts(SimulatedWorker worker) {
        guard.callStarts(worker);
    }

    @Override
    public void shareRead(SimulatedWorker worker) {
        guard.check(workers);
    }

    Schedule schedule() {
        return schedule;
    }
}
