package io.sluice.loadtest.demo;

import io.sluice.contract.Topics;
import io.sluice.loadtest.drive.ArrivalSchedule;
import io.sluice.loadtest.drive.DriverThread;
import io.sluice.loadtest.drive.OpenLoadDriver;
import io.sluice.loadtest.drive.OrderHistory;
import io.sluice.loadtest.drive.OrderSource;
import io.sluice.loadtest.drive.RunClock;
import io.sluice.loadtest.drive.Settlement;
import io.sluice.loadtest.rig.ChildProcess;
import io.sluice.loadtest.verdict.OrderLine;
import io.sluice.loadtest.verdict.OutcomeHistory;
import io.sluice.loadtest.verdict.RunFacts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * THE story of the demo: send the crowd, kill a worker when half of the orders are called, watch until every accepted
 * order is settled. What comes out are histories and facts; others judge them. Confined to the main thread, but for the
 * driver's listener.
 */
final class DemoRun {
    private static final long FRAME_MILLIS = 500;
    private static final long SETTLE_NANOS = TimeUnit.SECONDS.toNanos(120);
    private static final long STRAGGLERS_MILLIS = 500;
    private static final int WARM_UP_REQUESTS = 4_000;
    private static final int CONNECTIONS_MAX = 256;
    private static final long ANSWER_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final Plan plan;
    private final DemoSystem system;
    private final RunClock clock;
    private final Screen screen;
    private final LiveView view;
    private final Settlement settlement = new Settlement();
    private final List<RunFacts.Fault> faults = new ArrayList<>();
    private final List<String> mishaps = new ArrayList<>();

    /**
     * What to do.
     *
     * @param arrivals where the schedule comes from, for people to read
     * @param victim the worker to kill half-way, or nothing
     * @param hold whether everything is to go on afterwards
     */
    record Plan(
            ArrivalSchedule schedule,
            OrderSource orders,
            String arrivals,
            double rate,
            Ports ports,
            Optional<String> victim,
            boolean hold,
            Path directory) {}

    DemoRun(Plan plan, DemoSystem system, RunClock clock, Screen screen) {
        this.plan = plan;
        this.system = system;
        this.clock = clock;
        this.screen = screen;
        this.view =
                new LiveView(plan.schedule().orders(), plan.ports().workers().size(), plan.rate());
    }

    /** Runs it on a system that is ready, and leaves the histories in the plan's directory. */
    RunFacts run() throws IOException, InterruptedException {
        Path directory = plan.directory();
        try (OutcomeHistory outcomes = OutcomeHistory.start(
                        system.bootstrapServers(),
                        new Topics("").orderOutcomes(),
                        directory,
                        line -> settlement.settled(line.orderId()));
                OrderHistory history = OrderHistory.start(directory)) {
            drive(history);
            endCalls();
            outcomes.finish();
            note(outcomes.mishap());
            note(history.mishap());
        }
        RunFacts facts = new RunFacts(
                "demo",
                plan.rate(),
                plan.ports().workers().size(),
                plan.schedule().orders(),
                plan.arrivals(),
                faults,
                mishaps);
        facts.write(directory);
        return facts;
    }

    /** The killed worker's orders may be under way a second time: what comes of them belongs to the histories. */
    private void endCalls() throws InterruptedException {
        if (plan.hold()) {
            // The workers are to go on, so there is no end to wait for; the order system writes within 100 ms.
            Thread.sleep(STRAGGLERS_MILLIS);
        } else {
            system.processes().stop("worker-");
        }
    }

    private void drive(OrderHistory history) throws InterruptedException {
        OpenLoadDriver.Options options = new OpenLoadDriver.Options(
                "127.0.0.1", plan.ports().gateway(), "/v1/orders", CONNECTIONS_MAX, ANSWER_NANOS);
        try (OpenLoadDriver driver =
                new OpenLoadDriver(options, plan.schedule(), plan.orders(), clock, line -> ended(history, line))) {
            Gauges gauges = new Gauges(system.health(), plan.ports(), driver.progress(), settlement);
            driver.warmUp("/v1/queue", WARM_UP_REQUESTS);
            screen.show(view, gauges.read(0));
            DriverThread sending = new DriverThread(driver::run);
            sending.start();
            watch(sending, gauges);
            sending.interrupt();
            sending.join();
            note(sending.failure());
        }
    }

    private void ended(OrderHistory history, OrderLine line) {
        history.add(line);
        String orderId = line.orderId();
        if (line.accepted() && orderId != null) {
            settlement.accepted(orderId);
        }
    }

    private void watch(DriverThread sending, Gauges gauges) throws InterruptedException {
        long startNanos = clock.nanos();
        long sentNanos = 0;
        while (!system.processes().isStopping()) {
            boolean allSent = !sending.isAlive();
            Frame frame = gauges.read(TimeUnit.NANOSECONDS.toMillis(clock.nanos() - startNanos));
            if (system.processes().isStopping()) {
                break;
            }
            screen.show(view, frame);
            if (frame.calls() >= plan.schedule().orders() / 2) {
                killVictim(frame);
            }
            if (hasFallen() || (allSent && settlement.open() == 0)) {
                return;
            }
            sentNanos = allSent && sentNanos == 0 ? clock.nanos() : sentNanos;
            if (allSent && clock.nanos() - sentNanos > SETTLE_NANOS) {
                mishaps.add("orders were still not settled " + TimeUnit.NANOSECONDS.toSeconds(SETTLE_NANOS)
                        + " s after the last arrival");
                return;
            }
            Thread.sleep(FRAME_MILLIS);
        }
        throw new InterruptedException("the demo is being stopped");
    }

    private void killVictim(Frame frame) throws InterruptedException {
        String victim = plan.victim().orElse(null);
        if (victim == null || !faults.isEmpty()) {
            return;
        }
        long killedAtMicros = clock.micros();
        system.processes().named(victim).kill();
        faults.add(new RunFacts.Fault(victim + " killed", killedAtMicros));
        screen.note(
                view,
                String.format(
                        Locale.ROOT,
                        "%02d:%02d  kill -9 %s, %,d orders called",
                        frame.elapsedMillis() / 60_000,
                        frame.elapsedMillis() / 1000 % 60,
                        victim,
                        frame.calls()));
    }

    /** Tells of processes that died unasked; true where the rest cannot go on. */
    private boolean hasFallen() throws InterruptedException {
        for (ChildProcess child : system.processes().newlyFallen()) {
            mishaps.add(child.state());
            screen.note(view, child.epitaph());
        }
        return system.processes().hasFallenBut("worker-");
    }

    private void note(@Nullable String mishap) {
        if (mishap != null) {
            mishaps.add(mishap);
        }
    }
}
