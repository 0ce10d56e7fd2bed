package io.sluice.loadtest.sale;

import io.sluice.contract.Topics;
import io.sluice.loadtest.drive.ArrivalSchedule;
import io.sluice.loadtest.drive.BuyerCrowd;
import io.sluice.loadtest.drive.DriverThread;
import io.sluice.loadtest.drive.Habits;
import io.sluice.loadtest.drive.HistoryWriter;
import io.sluice.loadtest.drive.OrderHistory;
import io.sluice.loadtest.drive.Purchase;
import io.sluice.loadtest.drive.QueueWatchers;
import io.sluice.loadtest.drive.RunClock;
import io.sluice.loadtest.drive.Settlement;
import io.sluice.loadtest.fleet.Agenda;
import io.sluice.loadtest.fleet.FleetSystem;
import io.sluice.loadtest.fleet.OrderStock;
import io.sluice.loadtest.rig.ChildProcess;
import io.sluice.loadtest.rig.ForeignLoad;
import io.sluice.loadtest.verdict.FleetFacts;
import io.sluice.loadtest.verdict.FleetFacts.Kind;
import io.sluice.loadtest.verdict.Histories;
import io.sluice.loadtest.verdict.OutcomeHistory;
import io.sluice.loadtest.verdict.PostLine;
import io.sluice.loadtest.verdict.ShownLine;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * THE story of a sale: buyers come to several gateways, some of them watch their place, gateways and workers are killed
 * and come back, the rate is changed, and it is over when every order is settled and every watcher knows. What comes out
 * are histories and facts; others judge them. Confined to the main thread, but for the listener of the crowd.
 */
final class SaleRun implements BuyerCrowd.Listener {
    /** What such a run writes. */
    static final List<String> FILES = List.of(
            Histories.ORDERS_FILE,
            Histories.CALLS_FILE,
            Histories.OUTCOMES_FILE,
            PostLine.FILE,
            ShownLine.FILE,
            FleetFacts.FILE);

    private static final long TICK_MILLIS = 20;
    private static final long LINE_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long STUCK_NANOS = TimeUnit.SECONDS.toNanos(90);
    private static final long ANSWER_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long READY_MILLIS = 50;
    private static final long POSTPONED_MILLIS = 500;
    private static final int CONNECTIONS_MAX = 96;
    private static final int PRACTICE_SECONDS = 4;
    private static final Duration PRACTICE_MAX = Duration.ofMinutes(1);

    private final Plan plan;
    private final SaleGround ground;
    private final FleetSystem system;
    private final RunClock clock;
    private final Agenda agenda;
    private final ForeignLoad foreignLoad = new ForeignLoad();
    private final Settlement settlement = new Settlement();
    private final HistoryWriter<PostLine> posts;
    private final HistoryWriter<ShownLine> shown;
    private final OrderHistory orders;
    private final QueueWatchers watchers;
    private final List<ChildProcess> workers = new ArrayList<>();
    private final List<FleetFacts.Fault> faults = new ArrayList<>();
    private final List<FleetFacts.RateChange> rateChanges = new ArrayList<>();
    private final List<String> mishaps = new ArrayList<>();
    private int gatewaysDown;

    /**
     * What to do.
     *
     * @param schedule when buyers come
     * @param watching which of them watch
     * @param workers order-workers
     * @param deeds what is done to the system meanwhile
     * @param replacement how long a killed process is missed before it is started again
     */
    record Plan(
            String name,
            ArrivalSchedule schedule,
            Habits habits,
            Watching watching,
            int workers,
            List<Deed> deeds,
            Duration replacement) {}

    /**
     * Who watches: so many buyers, spread evenly.
     *
     * @param byEvents whether every other one of them follows the events instead of asking
     */
    record Watching(int watchers, boolean byEvents, long seed) {}

    /**
     * Something done on purpose.
     *
     * @param atMillis after the first buyer came
     * @param which worker or gateway, from 1
     * @param ratePerSecond with {@link Kind#RATE}
     */
    record Deed(long atMillis, Kind kind, int which, double ratePerSecond) {}

    SaleRun(Plan plan, SaleGround ground) throws IOException {
        this.plan = plan;
        this.ground = ground;
        this.system = ground.system();
        this.clock = ground.fleet().clock();
        this.agenda = new Agenda(clock);
        Path directory = ground.directory();
        this.posts = HistoryWriter.start(directory.resolve(PostLine.FILE), PostLine.HEADER, PostLine::csv);
        this.shown = HistoryWriter.start(directory.resolve(ShownLine.FILE), ShownLine.HEADER, ShownLine::csv);
        this.orders = OrderHistory.start(directory);
        this.watchers = new QueueWatchers(
                ground.gateways().addresses(),
                clock,
                new SplittableRandom(plan.watching().seed()),
                shown::add);
    }

    /** Runs it, and leaves the histories in the ground's folder. */
    FleetFacts run() throws IOException, InterruptedException {
        workers.addAll(ground.start(plan.workers()));
        int practice = (int) (system.options().ratePerSecond() * PRACTICE_SECONDS);
        long startMicros;
        try (orders;
                posts;
                shown;
                watchers;
                OutcomeHistory outcomes = OutcomeHistory.start(
                        system.bootstrapServers(),
                        new Topics("").orderOutcomes(),
                        ground.directory(),
                        line -> settlement.settled(line.orderId()))) {
            practise(practice);
            startMicros = clock.micros();
            plan.deeds().forEach(deed -> agenda.add(deed.atMillis(), () -> perform(deed)));
            sell();
            // A killed worker's orders may be under way a second time: what comes of them belongs to the histories.
            system.processes().stop("worker-");
            outcomes.finish();
            note(outcomes.mishap());
        }
        note(orders.mishap());
        note(posts.mishap());
        note(shown.mishap());
        faults.sort(Comparator.comparingLong(FleetFacts.Fault::atMicros));
        FleetFacts facts = new FleetFacts(
                plan.name(),
                system.options().ratePerSecond(),
                practice + plan.schedule().orders(),
                startMicros,
                rateChanges,
                system.lives(),
                faults,
                mishaps);
        facts.write(ground.directory());
        return facts;
    }

    /** A shop trades before the crowd comes: every partition is being drained, and no JVM is cold. */
    private void practise(int count) throws InterruptedException {
        new OrderStock(system.bootstrapServers(), clock, orders, "practice").lay(0, count, OrderStock.Skew.NONE);
        system.awaitStats(
                stats -> stats.getLong("calls", 0L) >= count,
                TICK_MILLIS,
                PRACTICE_MAX,
                () -> "the first " + count + " orders were not called within a minute");
    }

    private void sell() throws IOException, InterruptedException {
        BuyerCrowd.Options options =
                new BuyerCrowd.Options(ground.gateways().ports(), CONNECTIONS_MAX, ANSWER_NANOS, STUCK_NANOS);
        try (BuyerCrowd crowd =
                new BuyerCrowd(options, plan.schedule(), new SaleOrders(), plan.habits(), clock, this)) {
            DriverThread coming = new DriverThread(crowd::run);
            coming.start();
            watch(coming, crowd);
            coming.interrupt();
            coming.join();
            note(coming.failure());
        }
    }

    @Override
    public void posted(PostLine post) {
        posts.add(post);
    }

    @Override
    public void stored(Purchase purchase) {
        orders.add(purchase.order());
        settlement.accepted(purchase.orderId());
        int every = Math.max(
                1, plan.schedule().orders() / Math.max(1, plan.watching().watchers()));
        if (plan.watching().watchers() > 0 && purchase.buyer() % every == 0) {
            boolean isOdd = purchase.buyer() / every % 2 == 1;
            watchers.follow(purchase, plan.watching().byEvents() && isOdd);
        }
    }

    private void watch(DriverThread coming, BuyerCrowd crowd) throws IOException, InterruptedException {
        long startNanos = clock.nanos();
        long lineNanos = startNanos;
        long progressNanos = startNanos;
        int progress = 0;
        while (!hasFallen()) {
            system.processes().requireNotStopping();
            agenda.runDue();
            system.tend();
            if (clock.nanos() >= lineNanos) {
                line(TimeUnit.NANOSECONDS.toSeconds(lineNanos - startNanos), crowd);
                lineNanos += LINE_NANOS;
            }
            if (settlement.settled() > progress) {
                progress = settlement.settled();
                progressNanos = clock.nanos();
            }
            boolean isSettled = !coming.isAlive() && settlement.open() == 0;
            if (isSettled && watchers.open() == 0 && agenda.isEmpty() && gatewaysDown == 0) {
                return;
            }
            if (clock.nanos() - progressNanos > STUCK_NANOS) {
                mishaps.add(text(
                        "nothing was settled for %d s with %,d orders open and %,d watchers waiting",
                        TimeUnit.NANOSECONDS.toSeconds(STUCK_NANOS), settlement.open(), watchers.open()));
                return;
            }
            Thread.sleep(TICK_MILLIS);
        }
    }

    /** Kills come one at a time: the next waits until all that were killed before are back. */
    private void perform(Deed deed) throws InterruptedException {
        boolean isKill = deed.kind() == Kind.KILL || deed.kind() == Kind.GATEWAY;
        if (isKill && (gatewaysDown > 0 || system.running().size() < plan.workers())) {
            agenda.add(POSTPONED_MILLIS, () -> perform(deed));
            return;
        }
        switch (deed.kind()) {
            case KILL -> killWorker(deed.which() - 1);
            case GATEWAY -> killGateway(deed.which());
            case RATE -> changeRate(deed);
            case SUSPEND, LEAVE, JOIN, BROKER, SKEW, ORDER_SYSTEM ->
                throw new IllegalStateException("no sale does " + deed.kind().word());
        }
    }

    private void killWorker(int index) throws InterruptedException {
        ChildProcess victim = workers.get(index);
        fault(Kind.KILL, "kill -9 " + victim.name());
        victim.kill();
        system.tend();
        agenda.add(plan.replacement().toMillis(), () -> {
            workers.set(index, system.restartWorker(victim));
            ground.fleet().say("%s is started again", victim.name());
        });
    }

    private void killGateway(int number) throws InterruptedException {
        String what = "kill -9 gateway-" + number;
        long atMicros = clock.micros();
        ground.fleet().say("%s", what);
        gatewaysDown++;
        ground.gateways().kill(number);
        agenda.add(plan.replacement().toMillis(), () -> {
            ground.gateways().startAgain(number);
            noteReady(number, what, atMicros);
        });
    }

    private void noteReady(int number, String what, long atMicros) throws InterruptedException {
        if (ground.gateways().isReady(number)) {
            ground.gateways().settleIn(number);
            gatewaysDown--;
            faults.add(new FleetFacts.Fault(Kind.GATEWAY, what, atMicros, clock.micros()));
            ground.fleet().say("gateway-%d is back after %.1f s", number, (clock.micros() - atMicros) / 1e6);
        } else {
            agenda.add(READY_MILLIS, () -> noteReady(number, what, atMicros));
        }
    }

    private void changeRate(Deed deed) {
        String what = text("rate becomes %,.0f/s", deed.ratePerSecond());
        long sentMicros = clock.micros();
        fault(Kind.RATE, what);
        JsonObject change =
                new JsonObject().put("ratePerSecond", deed.ratePerSecond()).put("reason", what);
        if (ground.gateways().changeDrain(deed.which(), change)) {
            rateChanges.add(new FleetFacts.RateChange(sentMicros, clock.micros(), deed.ratePerSecond()));
        } else {
            mishaps.add("gateway-" + deed.which() + " did not confirm that the " + what);
        }
    }

    private void fault(Kind kind, String what) {
        long nowMicros = clock.micros();
        faults.add(new FleetFacts.Fault(kind, what, nowMicros, nowMicros));
        ground.fleet().say("%s", what);
    }

    /** Tells of processes that died unasked; true where the rest cannot go on. */
    private boolean hasFallen() throws InterruptedException {
        for (ChildProcess child : system.processes().newlyFallen()) {
            mishaps.add(child.state());
            ground.fleet().say("%s", child.epitaph());
        }
        return system.processes().hasFallenBut("worker-");
    }

    private void line(long seconds, BuyerCrowd crowd) {
        ground.fleet()
                .say(
                        "%02d:%02d  posts %,d, unread %,d  calls %s/s  open %,d  settled %,d of %,d  watching %,d  others use"
                                + " %.0f %% of the machine",
                        seconds / 60,
                        seconds % 60,
                        crowd.progress().sent(),
                        crowd.progress().unanswered(),
                        system.downstreamStats().getValue("callsLastSecond", "?"),
                        settlement.open(),
                        settlement.settled(),
                        plan.schedule().orders(),
                        watchers.open(),
                        foreignLoad.shareSinceLast(system.processes().ids()) * 100);
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
