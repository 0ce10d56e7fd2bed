package io.sluice.loadtest.sale;

import io.sluice.loadtest.drive.ArrivalSchedule;
import io.sluice.loadtest.drive.DriverThread;
import io.sluice.loadtest.drive.HistoryWriter;
import io.sluice.loadtest.drive.OpenLoadDriver;
import io.sluice.loadtest.drive.RunClock;
import io.sluice.loadtest.drive.SampleSource;
import io.sluice.loadtest.rig.LiveHeap;
import io.sluice.loadtest.sample.SampleOrders;
import io.sluice.loadtest.verdict.OrderLine;
import io.sluice.loadtest.verdict.OverloadFacts;
import io.sluice.loadtest.verdict.OverloadLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * THE story of an overload: as many orders as a gateway can take, by connections that never have to be refused; then several
 * times as many, whether it can take them or not; then half of what it can. Confined to the main thread, but for the driver's
 * listener.
 */
final class OverloadRun {
    /** What such a run writes. */
    static final List<String> FILES = List.of(OverloadLine.FILE, OverloadFacts.FILE);

    private static final int BASKET_LINES = 5;
    private static final int WARM_UP_ORDERS = 60_000;
    private static final double PEAK_SECONDS = 10;
    private static final int WARM_UP_REQUESTS = 4_000;
    private static final Duration PRACTICE = Duration.ofSeconds(10);
    private static final Duration CALM = Duration.ofSeconds(10);

    /** So many that none is waited for: a refusal takes milliseconds. */
    private static final int CONNECTIONS_MAX = 512;

    private static final long PEAK_NANOS_MAX = TimeUnit.MINUTES.toNanos(2);
    private static final long ANSWER_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long LOOK_MILLIS = 500;
    private static final int GATEWAY = 1;

    private final Plan plan;
    private final SaleGround ground;
    private final RunClock clock;
    private final SampleOrders samples = SampleOrders.load(BASKET_LINES);
    private final List<String> mishaps = new ArrayList<>();

    /**
     * What to do.
     *
     * @param times the overload, of the peak
     * @param inFlight the gateway's bound
     * @param duration of the overload
     */
    record Plan(double times, int inFlight, Duration duration) {}

    OverloadRun(Plan plan, SaleGround ground) {
        this.plan = plan;
        this.ground = ground;
        this.clock = ground.fleet().clock();
    }

    /** Runs it, and leaves the histories in the ground's folder. */
    OverloadFacts run() throws IOException, InterruptedException {
        ground.start(1);
        ground.fleet().say("finding the peak, %d orders in flight", plan.inFlight());
        double warm = closedLoop("warm-up", WARM_UP_ORDERS);
        double peak = closedLoop("peak", (int) (warm * PEAK_SECONDS));
        double offered = peak * plan.times();
        double calm = peak / 2;
        ground.fleet()
                .say(
                        "the peak is %,.0f orders/s; offering %,.0f/s for %d s, then %,.0f/s",
                        peak, offered, plan.duration().toSeconds(), calm);
        practise(ArrivalSchedule.constant(offered, PRACTICE));
        ArrivalSchedule schedule = ArrivalSchedule.constant(offered, plan.duration())
                .then(ArrivalSchedule.constant(calm, CALM), plan.duration());
        long liveBytesBefore = liveBytes();
        long startMicros = overload("overload", schedule, ground.directory());
        OverloadFacts facts = new OverloadFacts(
                plan.inFlight(),
                peak,
                offered,
                calm,
                startMicros,
                TimeUnit.NANOSECONDS.toMicros(plan.duration().toNanos()),
                schedule.orders(),
                liveBytesBefore,
                liveBytes(),
                mishaps);
        facts.write(ground.directory());
        return facts;
    }

    /** Orders accepted a second by as many connections as may be in flight, each of which always has its next order. */
    private double closedLoop(String word, int orders) throws InterruptedException {
        AtomicLong refused = new AtomicLong();
        long startNanos = clock.nanos();
        drive(word, plan.inFlight(), PEAK_NANOS_MAX, ArrivalSchedule.of(orders, order -> 0), posted -> {
            if (!posted.line().accepted()) {
                refused.incrementAndGet();
            }
        });
        if (refused.get() > 0) {
            mishaps.add(word + ": " + refused.get() + " orders were not accepted, so it was no peak");
        }
        return orders * 1e9 / (clock.nanos() - startNanos);
    }

    /** All that is done later, or its first seconds would measure two JVMs that compile what they have never done before. */
    private void practise(ArrivalSchedule schedule) throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory("practice");
        overload("practice", schedule, directory);
        Files.delete(directory.resolve(OverloadLine.FILE));
        Files.delete(directory);
    }

    /** Returns when the first order was due, in microseconds since 1970; leaves the history of the orders. */
    private long overload(String word, ArrivalSchedule schedule, Path directory)
            throws IOException, InterruptedException {
        AtomicLong startMicros = new AtomicLong();
        try (HistoryWriter<OverloadLine> postings =
                HistoryWriter.start(directory.resolve(OverloadLine.FILE), OverloadLine.HEADER, OverloadLine::csv)) {
            DriverThread driving =
                    new DriverThread(() -> drive(word, CONNECTIONS_MAX, ANSWER_NANOS, schedule, posted -> {
                        long dueMicros = TimeUnit.NANOSECONDS.toMicros(schedule.dueNanos(posted.buyer()));
                        startMicros.set(posted.line().scheduledAtMicros() - dueMicros);
                        postings.add(line(dueMicros, posted.line()));
                    }));
            driving.start();
            while (driving.isAlive()) {
                ground.system().processes().requireStanding();
                driving.join(LOOK_MILLIS);
            }
            note(driving.failure());
            note(postings.mishap());
        }
        return startMicros.get();
    }

    private static OverloadLine line(long dueMicros, OrderLine line) {
        return new OverloadLine(
                dueMicros, line.sentAtMicros() - line.scheduledAtMicros(), line.latencyMicros(), line.httpStatus());
    }

    private void drive(
            String word, int connections, long answerNanos, ArrivalSchedule schedule, OpenLoadDriver.Listener listener)
            throws InterruptedException {
        OpenLoadDriver.Options options = new OpenLoadDriver.Options(
                "127.0.0.1", ground.gateways().ports().get(0), "/v1/orders", connections, answerNanos);
        try (OpenLoadDriver driver =
                OpenLoadDriver.telling(options, schedule, new SampleSource(samples, word), clock, listener)) {
            // Opens the connections.
            driver.warmUp("/v1/queue", WARM_UP_REQUESTS);
            driver.run();
        }
    }

    private long liveBytes() throws IOException {
        return LiveHeap.bytes(ground.gateways().process(GATEWAY).id());
    }

    private void note(@Nullable String mishap) {
        if (mishap != null) {
            mishaps.add(mishap);
        }
    }
}
