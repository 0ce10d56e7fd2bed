package io.sluice.loadtest.fleet;

import io.sluice.contract.Topics;
import io.sluice.loadtest.drive.OrderHistory;
import io.sluice.loadtest.drive.RunClock;
import io.sluice.loadtest.rig.ChildProcess;
import io.sluice.loadtest.rig.ForeignLoad;
import io.sluice.loadtest.verdict.FleetFacts;
import io.sluice.loadtest.verdict.FleetFacts.Kind;
import io.sluice.loadtest.verdict.OutcomeHistory;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * THE story of the faults: lay orders ready, let one worker find its pace, do to the fleet what the schedule says, and
 * wait until every order is settled. What comes out are histories and facts; others judge them. Confined to the main
 * thread.
 */
final class FaultRun {
    private static final long TICK_MILLIS = 20;
    private static final long LINE_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long STUCK_NANOS = TimeUnit.SECONDS.toNanos(90);
    private static final long POSTPONED_MILLIS = 500;
    // So that what follows a fault can be told from what follows the next.
    private static final long APART_MILLIS = 5_000;
    private static final double REST_FACTOR = 2;
    /** Of work more than the run's, for the first worker to find its pace with. */
    static final Duration PRACTICE = Duration.ofSeconds(40);

    private final Plan plan;
    private final FleetSystem system;
    private final RunClock clock;
    private final FleetGround ground;
    private final Random random;
    private final Agenda agenda;
    private final RateLever lever;
    private final ForeignLoad foreignLoad = new ForeignLoad();
    private final SettledOrders settled = new SettledOrders();
    private final List<FleetFacts.Fault> faults = new ArrayList<>();
    private final List<String> mishaps = new ArrayList<>();
    private long brokerKilledMicros;
    private long quietUntilNanos;
    private int faultsDone;

    /**
     * What to do.
     *
     * @param name of the run, for people
     * @param seed of the choice of victims
     * @param duration that the schedule covers
     * @param schedule may be empty: then the fleet is only watched until all orders are settled
     * @param workers that live at the beginning
     * @param orders to lay ready
     * @param suspension how long a worker stands still
     * @param replacement how long a killed worker is missed before another is started
     */
    record Plan(
            String name,
            long seed,
            Duration duration,
            List<FaultSchedule.Planned> schedule,
            int workers,
            int orders,
            OrderStock.Skew skew,
            Duration suspension,
            Duration replacement,
            String run,
            Path directory) {}

    FaultRun(Plan plan, FleetGround ground) {
        this.plan = plan;
        this.ground = ground;
        this.system = ground.system();
        this.clock = ground.clock();
        this.random = new Random(plan.seed());
        this.agenda = new Agenda(clock);
        this.lever = new RateLever(system.bootstrapServers(), clock);
    }

    /** Runs it on a system that has a broker and an order system, and leaves the histories in the plan's directory. */
    FleetFacts run() throws IOException, InterruptedException {
        long measuredFromMicros;
        FleetFacts facts;
        try (OrderHistory history = OrderHistory.start(plan.directory());
                OutcomeHistory outcomes = OutcomeHistory.start(
                        system.bootstrapServers(), new Topics("").orderOutcomes(), plan.directory(), settled::settled);
                lever) {
            lever.prepare();
            OrderStock stock = new OrderStock(system.bootstrapServers(), clock, history, plan.run());
            // Before anybody calls: laying them keeps the machine busy, and the clock of the order system waiting.
            ground.say("laying %,d orders ready", plan.orders());
            stock.lay(0, plan.orders(), plan.skew());
            startFleet();
            Pace.await(system);
            measuredFromMicros = clock.micros();
            plan.schedule().forEach(planned -> agenda.add(planned.atMillis(), () -> perform(planned)));
            if (!plan.schedule().isEmpty()) {
                // What is left proves no more about the rate, but has to be settled.
                agenda.add(
                        plan.duration().toMillis() + APART_MILLIS,
                        () -> changeRate(system.options().ratePerSecond() * REST_FACTOR));
            }
            watch();
            // A killed worker's orders may be under way a second time: what comes of them belongs to the histories.
            system.processes().stop("worker-");
            outcomes.finish();
            note(outcomes.mishap());
            note(history.mishap());
            note(lever.mishap());
            facts = facts(measuredFromMicros);
        }
        facts.write(plan.directory());
        return facts;
    }

    private void startFleet() throws IOException, InterruptedException {
        List<ChildProcess> fleet = new ArrayList<>();
        for (int i = 0; i < plan.workers(); i++) {
            fleet.add(system.startWorker());
        }
        for (ChildProcess worker : fleet) {
            system.awaitReady(worker);
        }
    }

    private FleetFacts facts(long measuredFromMicros) {
        return new FleetFacts(
                plan.name(),
                system.options().ratePerSecond(),
                plan.orders(),
                measuredFromMicros,
                lever.changes(),
                system.lives(),
                faults.stream()
                        .sorted(Comparator.comparingLong(FleetFacts.Fault::atMicros))
                        .toList(),
                mishaps);
    }

    private void watch() throws IOException, InterruptedException {
        long lineNanos = clock.nanos();
        long startNanos = lineNanos;
        long progressNanos = lineNanos;
        int progress = 0;
        while (!hasFallen()) {
            system.processes().requireNotStopping();
            agenda.runDue();
            system.tend();
            noteBroker();
            if (clock.nanos() >= lineNanos) {
                line(TimeUnit.NANOSECONDS.toSeconds(lineNanos - startNanos));
                lineNanos += LINE_NANOS;
            }
            if (settled.count() > progress) {
                progress = settled.count();
                progressNanos = clock.nanos();
            }
            if (settled.count() >= plan.orders() && agenda.isEmpty() && brokerKilledMicros == 0) {
                return;
            }
            boolean waiting = settled.count() < plan.orders() || brokerKilledMicros != 0;
            if (waiting && clock.nanos() - progressNanos > STUCK_NANOS) {
                mishaps.add(text(
                        "nothing was settled for %d s with %,d orders open and %d of %d faults done",
                        TimeUnit.NANOSECONDS.toSeconds(STUCK_NANOS),
                        plan.orders() - settled.count(),
                        faultsDone,
                        plan.schedule().size()));
                return;
            }
            Thread.sleep(TICK_MILLIS);
        }
    }

    private void perform(FaultSchedule.Planned planned) throws IOException, InterruptedException {
        List<ChildProcess> running = system.running();
        boolean needsSurvivor =
                switch (planned.kind()) {
                    case KILL, SUSPEND, LEAVE -> true;
                    case JOIN, BROKER, RATE, SKEW, GATEWAY, ORDER_SYSTEM -> false;
                };
        if (brokerKilledMicros != 0 || clock.nanos() < quietUntilNanos || (needsSurvivor && running.size() < 2)) {
            agenda.add(POSTPONED_MILLIS, () -> perform(planned));
            return;
        }
        faultsDone++;
        quietFor(APART_MILLIS);
        switch (planned.kind()) {
            case KILL -> kill(running.get(random.nextInt(running.size())));
            case SUSPEND -> suspend(running.get(random.nextInt(running.size())));
            case LEAVE -> leave(running, Math.min(planned.workers(), running.size() - 1));
            case JOIN -> join(planned.workers());
            case BROKER -> killBroker();
            case RATE -> changeRate(planned.ratePerSecond());
            case SKEW -> throw new IllegalStateException("orders are skewed beforehand");
            case GATEWAY, ORDER_SYSTEM ->
                throw new IllegalStateException("the faults of a fleet are not those of its neighbours");
        }
    }

    private void kill(ChildProcess victim) throws InterruptedException {
        fault(Kind.KILL, "kill -9 " + victim.name());
        victim.kill();
        system.tend();
        agenda.add(
                plan.replacement().toMillis(),
                () -> ground.say(
                        "%s takes the place of %s", system.startWorker().name(), victim.name()));
    }

    private void suspend(ChildProcess victim) {
        long atMicros = clock.micros();
        victim.suspend();
        String what = "stop " + victim.name() + " for " + plan.suspension().toSeconds() + " s";
        ground.say("%s", what);
        agenda.add(plan.suspension().toMillis(), () -> {
            victim.resume();
            faults.add(new FleetFacts.Fault(Kind.SUSPEND, what, atMicros, clock.micros()));
            ground.say("%s goes on", victim.name());
        });
    }

    private void leave(List<ChildProcess> running, int count) {
        List<ChildProcess> leavers = new ArrayList<>(running);
        while (leavers.size() > count) {
            leavers.remove(random.nextInt(leavers.size()));
        }
        fault(Kind.LEAVE, "SIGTERM " + names(leavers));
        leavers.forEach(ChildProcess::askToStop);
    }

    private void join(int count) throws IOException, InterruptedException {
        List<ChildProcess> joiners = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            joiners.add(system.startWorker());
        }
        fault(Kind.JOIN, "start " + names(joiners));
    }

    private void killBroker() throws IOException, InterruptedException {
        ground.say("kill -9 broker");
        brokerKilledMicros = clock.micros();
        system.killBroker();
        system.startBroker();
    }

    private void noteBroker() {
        if (brokerKilledMicros != 0 && system.isBrokerReady()) {
            faults.add(new FleetFacts.Fault(
                    Kind.BROKER, "kill -9 broker, started again", brokerKilledMicros, clock.micros()));
            ground.say("broker is back after %.1f s", (clock.micros() - brokerKilledMicros) / 1e6);
            brokerKilledMicros = 0;
            quietFor(APART_MILLIS);
        }
    }

    private void quietFor(long millis) {
        quietUntilNanos = clock.nanos() + TimeUnit.MILLISECONDS.toNanos(millis);
    }

    private void changeRate(double ratePerSecond) {
        String what = text("rate becomes %,.0f/s", ratePerSecond);
        fault(Kind.RATE, what);
        lever.set(ratePerSecond, what);
    }

    private void fault(Kind kind, String what) {
        long nowMicros = clock.micros();
        faults.add(new FleetFacts.Fault(kind, what, nowMicros, nowMicros));
        ground.say("%s", what);
    }

    /** Tells of processes that died unasked; true where the rest cannot go on. */
    private boolean hasFallen() throws InterruptedException {
        for (ChildProcess child : system.processes().newlyFallen()) {
            mishaps.add(child.state());
            ground.say("%s", child.epitaph());
        }
        return system.processes().hasFallenBut("worker-");
    }

    private void line(long seconds) {
        var stats = system.downstreamStats();
        ground.say(
                "%02d:%02d  calls %s/s  workers %d  settled %,d of %,d  faults %d of %d  others use %.0f %% of the machine",
                seconds / 60,
                seconds % 60,
                stats.getValue("callsLastSecond", "?"),
                system.alive(),
                settled.count(),
                plan.orders(),
                faultsDone,
                plan.schedule().size(),
                foreignLoad.shareSinceLast(system.processes().ids()) * 100);
    }

    private static String names(List<ChildProcess> processes) {
        return String.join(", ", processes.stream().map(ChildProcess::name).toList());
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    private void note(@Nullable String mishap) {
        if (mishap != null) {
            mishaps.add(mishap);
        }
    }
}
