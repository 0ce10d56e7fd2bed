package io.sluice.loadtest.scenario;

import io.sluice.contract.Topics;
import io.sluice.loadtest.drive.Again;
import io.sluice.loadtest.drive.ArrivalSchedule;
import io.sluice.loadtest.drive.DriveProgress;
import io.sluice.loadtest.drive.DriverThread;
import io.sluice.loadtest.drive.HistoryWriter;
import io.sluice.loadtest.drive.OpenLoadDriver;
import io.sluice.loadtest.drive.OrderHistory;
import io.sluice.loadtest.drive.Posted;
import io.sluice.loadtest.drive.Purchase;
import io.sluice.loadtest.drive.QueueWatchers;
import io.sluice.loadtest.drive.RunClock;
import io.sluice.loadtest.drive.SampleSource;
import io.sluice.loadtest.drive.Settlement;
import io.sluice.loadtest.drive.SlowClients;
import io.sluice.loadtest.sample.SampleOrders;
import io.sluice.loadtest.verdict.FleetFacts;
import io.sluice.loadtest.verdict.OrderLine;
import io.sluice.loadtest.verdict.OutcomeHistory;
import io.sluice.loadtest.verdict.OutcomeLine;
import io.sluice.loadtest.verdict.PostLine;
import io.sluice.loadtest.verdict.ScenarioHistories;
import io.sluice.loadtest.verdict.ShownLine;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * THE story of a scenario: the system is warmed up by a little trade, buyers come when they are due, things are done to it,
 * and it is over when every accepted order is settled and every watcher knows. What comes out are histories and facts;
 * others judge them. Confined to the main thread, but for the listeners of those who drive.
 */
final class ScenarioRun {
    private static final String PATH = "/v1/orders";
    private static final String WARM_UP_PATH = "/v1/queue";
    private static final int WARM_UP_REQUESTS = 1_000;
    private static final int PRACTICE_LINES = 5;
    private static final double PRACTICE_SHARE = 0.8;
    private static final Duration PRACTICE = Duration.ofSeconds(3);
    private static final long PRACTICE_SETTLED_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final long STUCK_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final long TICK_MILLIS = 20;
    private static final long LINE_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long WATCHER_SEED = 1998;

    private final Scenario scenario;
    private final ArrivalSchedule schedule;
    private final Stand stand;
    private final RunClock clock;
    private final Path directory;
    private final Consumer<String> telling;
    private final String runId;
    private final Settlement settlement = new Settlement();
    private final AtomicInteger called = new AtomicInteger();
    private final List<String> mishaps = new ArrayList<>();

    /** @param telling told how it goes, a line at a time */
    ScenarioRun(Scenario scenario, Stand stand, RunClock clock, Path directory, Consumer<String> telling) {
        this.scenario = scenario;
        this.schedule = scenario.schedule();
        this.stand = stand;
        this.clock = clock;
        this.directory = directory;
        this.telling = telling;
        this.runId = scenario.runId(clock.micros());
    }

    /** Where what happens is written. */
    private record Records(
            OrderHistory orders,
            HistoryWriter<OrderLine> others,
            HistoryWriter<PostLine> posts,
            HistoryWriter<ShownLine> shown)
            implements AutoCloseable {
        static Records start(Path directory) throws IOException {
            return new Records(
                    OrderHistory.start(directory),
                    HistoryWriter.start(
                            directory.resolve(ScenarioHistories.OTHERS_FILE), OrderLine.HEADER, OrderLine::csv),
                    HistoryWriter.start(directory.resolve(PostLine.FILE), PostLine.HEADER, PostLine::csv),
                    HistoryWriter.start(directory.resolve(ShownLine.FILE), ShownLine.HEADER, ShownLine::csv));
        }

        List<@Nullable String> mishaps() {
            List<@Nullable String> mishaps = new ArrayList<>();
            mishaps.add(orders.mishap());
            mishaps.add(others.mishap());
            mishaps.add(posts.mishap());
            mishaps.add(shown.mishap());
            return mishaps;
        }

        @Override
        public void close() {
            orders.close();
            others.close();
            posts.close();
            shown.close();
        }
    }

    /** Runs it, and leaves the histories in the run's folder. */
    FleetFacts run() throws IOException, InterruptedException {
        stand.start();
        long startMicros;
        Records records = Records.start(directory);
        Doings doings = new Doings(stand, clock, telling);
        try (records;
                doings;
                OutcomeHistory outcomes = OutcomeHistory.startFromNow(
                        stand.bootstrapServers(), new Topics("").orderOutcomes(), directory, this::settled)) {
            practise(records);
            startMicros = clock.micros();
            drive(records, doings);
            stand.stopWorkers();
            outcomes.finish();
            note(outcomes.mishap());
        }
        records.mishaps().forEach(this::note);
        mishaps.addAll(doings.mishaps());
        List<FleetFacts.Life> lives = stand.lives();
        stand.bringCalls(called.get());
        FleetFacts facts = new FleetFacts(
                scenario.name(),
                scenario.system().rate(),
                schedule.orders(),
                startMicros,
                doings.rateChanges(),
                lives,
                doings.faults(),
                mishaps);
        facts.write(directory);
        return facts;
    }

    private void settled(OutcomeLine outcome) {
        called.addAndGet(outcome.attempts() > 0 ? 1 : 0);
        settlement.settled(outcome.orderId());
    }

    private void accepted(OrderLine line) {
        String orderId = line.orderId();
        if (line.accepted() && orderId != null) {
            settlement.accepted(orderId);
        }
    }

    private OpenLoadDriver.Options options(Again again) {
        return new OpenLoadDriver.Options(
                stand.gateways(),
                PATH,
                scenario.buyers().connections(),
                scenario.buyers().timeout().toNanos(),
                again);
    }

    /** A shop trades before the crowd comes: every partition is being drained, and no JVM is cold. */
    private void practise(Records records) throws IOException, InterruptedException {
        telling.accept("a little trade before the crowd comes");
        try (OpenLoadDriver driver = new OpenLoadDriver(
                options(Again.NEVER),
                ArrivalSchedule.constant(Math.max(1, scenario.system().rate() * PRACTICE_SHARE), PRACTICE),
                new SampleSource(SampleOrders.load(PRACTICE_LINES), runId + "-practice"),
                clock,
                line -> {
                    records.others().add(line);
                    accepted(line);
                })) {
            driver.warmUp(WARM_UP_PATH, WARM_UP_REQUESTS);
            driver.run();
        }
        long deadlineNanos = clock.nanos() + PRACTICE_SETTLED_NANOS;
        while (settlement.open() > 0) {
            tend();
            if (clock.nanos() > deadlineNanos) {
                throw new IllegalStateException(
                        settlement.open() + " orders of the practice were not settled within a minute");
            }
            Thread.sleep(TICK_MILLIS);
        }
    }

    private void drive(Records records, Doings doings) throws IOException, InterruptedException {
        ScenarioOrders orders = ScenarioOrders.of(scenario.orders(), runId);
        try (QueueWatchers watchers = new QueueWatchers(
                        stand.gateways(), clock, new SplittableRandom(WATCHER_SEED), records.shown()::add);
                SlowClients slow = new SlowClients(
                        stand.gateways(),
                        SlowClients.Pace.USUAL,
                        new SampleSource(SampleOrders.load(PRACTICE_LINES), runId + "-slow"),
                        clock,
                        line -> {
                            records.others().add(line);
                            accepted(line);
                        });
                OpenLoadDriver driver = OpenLoadDriver.telling(
                        options(scenario.buyers().again()),
                        schedule,
                        orders,
                        clock,
                        posted -> posted(records, watchers, posted))) {
            slow.start(scenario.buyers().slow());
            // The connections of this driver are its own: opened before anybody is on the clock.
            driver.warmUp(WARM_UP_PATH, scenario.buyers().connections());
            doings.plan(scenario.events());
            DriverThread sending = new DriverThread(driver::run);
            sending.start();
            watch(sending, driver.progress(), slow, watchers, doings);
            sending.interrupt();
            sending.join();
            note(sending.failure());
        }
    }

    private void posted(Records records, QueueWatchers watchers, Posted posted) {
        records.orders().add(posted.line());
        if (scenario.comesAgain()) {
            records.posts().add(posted.post());
        }
        accepted(posted.line());
        int wanted = Math.min(scenario.buyers().watchers(), schedule.orders());
        Purchase purchase = posted.purchase();
        if (purchase != null && isWatcher(posted.buyer(), wanted)) {
            watchers.follow(purchase, true);
        }
    }

    /** Spread evenly over all buyers, so that there are watchers at every time. */
    private boolean isWatcher(int buyer, long wanted) {
        return (buyer + 1) * wanted / schedule.orders() > buyer * wanted / schedule.orders();
    }

    private void watch(
            DriverThread sending, DriveProgress progress, SlowClients slow, QueueWatchers watchers, Doings doings)
            throws IOException, InterruptedException {
        long startNanos = clock.nanos();
        long lineNanos = startNanos;
        long movedNanos = startNanos;
        int settled = settlement.settled();
        boolean isSlowGone = false;
        while (tend()) {
            doings.go();
            if (clock.nanos() >= lineNanos) {
                line(TimeUnit.NANOSECONDS.toSeconds(lineNanos - startNanos), progress, watchers.open());
                lineNanos += LINE_NANOS;
            }
            boolean hasAllCome = !sending.isAlive();
            if (hasAllCome && !isSlowGone) {
                slow.close();
                isSlowGone = true;
            }
            if (hasAllCome && doings.isOver() && settlement.open() == 0 && watchers.open() == 0) {
                return;
            }
            if (settlement.settled() > settled || !hasAllCome || !doings.isOver()) {
                settled = settlement.settled();
                movedNanos = clock.nanos();
            }
            if (clock.nanos() - movedNanos > STUCK_NANOS) {
                // Not a mishap of the run: what is lost by this is the system's, and is counted.
                telling.accept(String.format(
                        Locale.ROOT,
                        "nothing was settled for %d s with %,d orders open and %,d watchers waiting: the end",
                        TimeUnit.NANOSECONDS.toSeconds(STUCK_NANOS),
                        settlement.open(),
                        watchers.open()));
                return;
            }
            Thread.sleep(TICK_MILLIS);
        }
    }

    /** Looks after the processes; false where one broke by itself, after which nothing counts. */
    private boolean tend() throws InterruptedException {
        List<String> broken = stand.tend();
        mishaps.addAll(broken);
        return broken.isEmpty();
    }

    private void line(long seconds, DriveProgress progress, int watching) {
        telling.accept(String.format(
                Locale.ROOT,
                "%02d:%02d  posted %,d  accepted %,d  refused %,d  no answer %,d  open %,d  settled %,d%s  %s",
                seconds / 60,
                seconds % 60,
                progress.sent(),
                progress.accepted(),
                progress.refused(),
                progress.unanswered(),
                settlement.open(),
                settlement.settled(),
                scenario.buyers().watchers() == 0 ? "" : String.format(Locale.ROOT, "  watching %,d", watching),
                stand.pulse()));
    }

    private void note(@Nullable String mishap) {
        if (mishap != null) {
            mishaps.add(mishap);
        }
    }
}
