package io.sluice.loadtest.burst;

import io.sluice.contract.Topics;
import io.sluice.loadtest.drive.ArrivalSchedule;
import io.sluice.loadtest.drive.DriverThread;
import io.sluice.loadtest.drive.OpenLoadDriver;
import io.sluice.loadtest.drive.OrderHistory;
import io.sluice.loadtest.drive.OrderSource;
import io.sluice.loadtest.drive.RunClock;
import io.sluice.loadtest.drive.Settlement;
import io.sluice.loadtest.rig.TakenCalls;
import io.sluice.loadtest.verdict.OrderLine;
import io.sluice.loadtest.verdict.OutcomeHistory;
import io.sluice.loadtest.verdict.OutcomeLine;
import io.sluice.loadtest.verdict.RunFacts;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * THE story of a burst: send the crowd, wait until every accepted order is settled, and take the order system's history
 * once it is written. Confined to the main thread, but for the driver's listener.
 */
final class BurstRun {
    private static final long LINE_MILLIS = 1_000;
    private static final long STUCK_NANOS = TimeUnit.SECONDS.toNanos(120);
    private static final long ANSWER_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final int CONNECTIONS_MAX = 128;
    private static final int WARM_UP_REQUESTS = 1_000;

    private final Plan plan;
    private final RunClock clock;
    private final PrintWriter console;
    private final Settlement settlement = new Settlement();
    private final AtomicInteger accepted = new AtomicInteger();
    private final AtomicInteger called = new AtomicInteger();
    private final List<String> mishaps = new ArrayList<>();

    /**
     * What to do.
     *
     * @param calls where the order system writes its history
     * @param rate by which the calls are judged
     * @param directory where the histories go
     */
    record Plan(
            String host,
            int port,
            String bootstrapServers,
            Path calls,
            ArrivalSchedule schedule,
            OrderSource orders,
            double rate,
            int workers,
            Path directory) {}

    BurstRun(Plan plan, RunClock clock, PrintWriter console) {
        this.plan = plan;
        this.clock = clock;
        this.console = console;
    }

    /** Runs it, and leaves the histories in the plan's directory. */
    RunFacts run() throws IOException, InterruptedException {
        TakenCalls calls = TakenCalls.since(plan.calls());
        try (OutcomeHistory outcomes = OutcomeHistory.startFromNow(
                        plan.bootstrapServers(), new Topics("").orderOutcomes(), plan.directory(), this::settled);
                OrderHistory history = OrderHistory.start(plan.directory())) {
            drive(history);
            outcomes.finish();
            note(outcomes.mishap());
            note(history.mishap());
        }
        calls.take(called.get(), plan.directory(), clock);
        RunFacts facts = new RunFacts(
                "burst",
                plan.rate(),
                plan.workers(),
                plan.schedule().orders(),
                "the flash crowd of 1998-05-19",
                List.of(),
                mishaps);
        facts.write(plan.directory());
        return facts;
    }

    private void settled(OutcomeLine outcome) {
        called.addAndGet(outcome.attempts() > 0 ? 1 : 0);
        settlement.settled(outcome.orderId());
    }

    private void drive(OrderHistory history) throws InterruptedException {
        OpenLoadDriver.Options options =
                new OpenLoadDriver.Options(plan.host(), plan.port(), "/v1/orders", CONNECTIONS_MAX, ANSWER_NANOS);
        try (OpenLoadDriver driver = new OpenLoadDriver(options, plan.schedule(), plan.orders(), clock, line -> {
            history.add(line);
            noteAccepted(line);
        })) {
            driver.warmUp("/v1/queue", WARM_UP_REQUESTS);
            DriverThread sending = new DriverThread(driver::run);
            sending.start();
            watch(sending, driver);
            sending.interrupt();
            sending.join();
            note(sending.failure());
        }
    }

    private void noteAccepted(OrderLine line) {
        String orderId = line.orderId();
        if (line.accepted() && orderId != null) {
            accepted.incrementAndGet();
            settlement.accepted(orderId);
        }
    }

    private void watch(DriverThread sending, OpenLoadDriver driver) throws InterruptedException {
        long progressNanos = clock.nanos();
        int progress = 0;
        while (sending.isAlive() || settlement.open() > 0) {
            if (settlement.settled() > progress) {
                progress = settlement.settled();
                progressNanos = clock.nanos();
            }
            if (clock.nanos() - progressNanos > STUCK_NANOS) {
                mishaps.add("nothing was settled for " + TimeUnit.NANOSECONDS.toSeconds(STUCK_NANOS) + " s with "
                        + settlement.open() + " orders open");
                return;
            }
            console.printf(
                    "sent %,d of %,d  accepted %,d  settled %,d%n",
                    driver.progress().sent(), plan.schedule().orders(), accepted.get(), progress);
            console.flush();
            Thread.sleep(LINE_MILLIS);
        }
    }

    private void note(@Nullable String mishap) {
        if (mishap != null) {
            mishaps.add(mishap);
        }
    }
}
