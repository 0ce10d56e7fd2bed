package io.sluice.loadtest.sale;

import io.sluice.loadtest.drive.ArrivalSchedule;
import io.sluice.loadtest.drive.BuyerCrowd;
import io.sluice.loadtest.drive.DriverThread;
import io.sluice.loadtest.drive.Habits;
import io.sluice.loadtest.drive.HistoryWriter;
import io.sluice.loadtest.drive.OpenLoadDriver;
import io.sluice.loadtest.drive.OrderHistory;
import io.sluice.loadtest.drive.OrderSource;
import io.sluice.loadtest.drive.Purchase;
import io.sluice.loadtest.drive.RunClock;
import io.sluice.loadtest.rig.ChildProcess;
import io.sluice.loadtest.rig.Courtesy;
import io.sluice.loadtest.rig.Courtesy.Place;
import io.sluice.loadtest.rig.ProcessorTime;
import io.sluice.loadtest.sample.SampleOrders;
import io.sluice.loadtest.verdict.DeliveryLine;
import io.sluice.loadtest.verdict.Histories;
import io.sluice.loadtest.verdict.LoadSample;
import io.sluice.loadtest.verdict.PostLine;
import io.sluice.loadtest.verdict.WatchFacts;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * THE story of many watchers: orders are posted at a fixed rate to one gateway, first while nobody watches, then while a
 * queue of buyers follows its events there; a fleet drains all the time. Confined to the main thread, but for the crowd's
 * listener.
 */
final class WatchersRun {
    /** What such a run writes. */
    static final List<String> FILES = List.of(
            Histories.ORDERS_FILE,
            Histories.CALLS_FILE,
            DeliveryLine.FILE,
            LoadSample.FILE,
            WatchFacts.FILE,
            WatchersRun.PATHS_FILE);

    private static final String PATHS_FILE = "streams.txt";
    private static final int GATEWAY = 1;
    private static final int QUEUE_PER_SECOND = 2_500;
    private static final int WATCH_HEAP_MIB = 2_048;
    private static final int WARM_UP_REQUESTS = 4_000;
    private static final int CONNECTIONS_MAX = 64;
    private static final long ANSWER_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final long SAMPLE_MILLIS = 500;
    private static final Duration WARM_UP = Duration.ofSeconds(8);

    private final Plan plan;
    private final SaleGround ground;
    private final RunClock clock;
    private final List<String> mishaps = new ArrayList<>();
    private @Nullable ChildProcess watchers;

    /**
     * What to do.
     *
     * @param wanted streams that somebody asked for
     * @param watchers streams to open, which may be fewer
     * @param streamsPerConnection 1 = HTTP/1.1
     * @param acceptPerSecond orders posted a second in both times
     * @param phase how long each of both times is
     * @param mishaps what was wrong before it began
     */
    record Plan(
            int wanted,
            int watchers,
            int streamsPerConnection,
            int acceptPerSecond,
            int drainPerSecond,
            Duration phase,
            List<String> mishaps) {}

    WatchersRun(Plan plan, SaleGround ground) {
        this.plan = plan;
        this.ground = ground;
        this.clock = ground.fleet().clock();
        mishaps.addAll(plan.mishaps());
    }

    /** Runs it, and leaves the histories in the ground's folder. */
    WatchFacts run() throws IOException, InterruptedException {
        ground.start(1);
        Path directory = ground.directory();
        WatchFacts facts;
        try (OrderHistory orders = OrderHistory.start(directory);
                HistoryWriter<LoadSample> samples =
                        HistoryWriter.start(directory.resolve(LoadSample.FILE), LoadSample.HEADER, LoadSample::csv)) {
            post("warm-up", WARM_UP, null, samples);
            ground.fleet().say("posting %d orders a second without watchers", plan.acceptPerSecond());
            WatchFacts.Phase quiet = post("quiet", plan.phase(), orders, samples);
            queueUp();
            WatchCommand.Told told = openStreams();
            ground.fleet()
                    .say(
                            "posting %d orders a second with %,d streams open on %,d connections",
                            plan.acceptPerSecond(), told.streams(), told.connections());
            WatchFacts.Phase watched = post("watched", plan.phase(), orders, samples);
            closeStreams();
            note(orders.mishap());
            note(samples.mishap());
            facts = new WatchFacts(
                    plan.wanted(),
                    told.streams(),
                    told.connections(),
                    plan.acceptPerSecond(),
                    plan.drainPerSecond(),
                    quiet,
                    watched,
                    mishaps);
        }
        facts.write(directory);
        return facts;
    }

    /** Posts at the fixed rate for a time and samples the gateway meanwhile; notes the answers where there is a history. */
    private WatchFacts.Phase post(
            String word, Duration duration, @Nullable OrderHistory orders, HistoryWriter<LoadSample> samples)
            throws InterruptedException {
        OpenLoadDriver.Options options = new OpenLoadDriver.Options(
                "127.0.0.1", ground.gateways().ports().get(0), "/v1/orders", CONNECTIONS_MAX, ANSWER_NANOS);
        ArrivalSchedule schedule = ArrivalSchedule.constant(plan.acceptPerSecond(), duration);
        try (OpenLoadDriver driver = new OpenLoadDriver(options, schedule, new Keyed(word), clock, line -> {
            if (orders != null) {
                orders.add(line);
            }
        })) {
            if (orders == null) {
                driver.warmUp("/v1/queue", WARM_UP_REQUESTS);
            }
            long fromMicros = clock.micros();
            DriverThread posting = new DriverThread(driver::run);
            posting.start();
            while (posting.isAlive()) {
                samples.add(sample());
                ground.system().processes().requireStanding();
                posting.join(SAMPLE_MILLIS);
            }
            note(posting.failure());
            return new WatchFacts.Phase(fromMicros, clock.micros());
        }
    }

    private LoadSample sample() {
        ChildProcess ends = watchers;
        return new LoadSample(
                clock.micros(),
                ground.gateways().heapBytes(GATEWAY),
                ProcessorTime.millis(ground.gateways().process(GATEWAY).id()),
                ends == null ? -1 : ProcessorTime.millis(ends.id()));
    }

    /** A queue of orders that wait long enough to be watched; leaves the paths of their events. */
    private void queueUp() throws IOException, InterruptedException {
        ground.fleet().say("posting a queue of %,d orders", plan.watchers());
        try (HistoryWriter<String> paths = HistoryWriter.start(
                        ground.directory().resolve(PATHS_FILE), WatchCommand.PATHS_HEADER, path -> path);
                BuyerCrowd crowd = new BuyerCrowd(
                        new BuyerCrowd.Options(
                                ground.gateways().ports(), CONNECTIONS_MAX, ANSWER_NANOS, 2 * ANSWER_NANOS),
                        ArrivalSchedule.of(
                                plan.watchers(), order -> order * TimeUnit.SECONDS.toNanos(1) / QUEUE_PER_SECOND),
                        new SaleOrders(),
                        Habits.steady(1),
                        clock,
                        new BuyerCrowd.Listener() {
                            @Override
                            public void posted(PostLine post) {
                                // Only the queue matters here.
                            }

                            @Override
                            public void stored(Purchase purchase) {
                                paths.add(purchase.links().events());
                            }
                        })) {
            crowd.run();
            note(paths.mishap());
        }
    }

    private WatchCommand.Told openStreams() throws IOException, InterruptedException {
        ground.fleet().say("opening %,d streams", plan.watchers());
        ChildProcess started = ground.system()
                .processes()
                .start(
                        "watch",
                        ground.fleet()
                                .programs()
                                .ownCommand(
                                        WATCH_HEAP_MIB,
                                        "watch",
                                        "--port",
                                        "" + ground.gateways().ports().get(0),
                                        "--paths",
                                        ground.directory().resolve(PATHS_FILE).toString(),
                                        "--out",
                                        ground.directory()
                                                .resolve(DeliveryLine.FILE)
                                                .toString(),
                                        "--streams-per-connection",
                                        "" + plan.streamsPerConnection()),
                        Map.of());
        Courtesy.place(Place.BEHIND_THE_MEASURED, List.of(started.id()));
        watchers = started;
        ground.system().processes().awaitReady(started, () -> started.hasLogged("ready:"));
        return WatchCommand.Told.of(started.lastLogged("ready:").orElse(""));
    }

    private void closeStreams() throws InterruptedException {
        ChildProcess ends = watchers;
        if (ends != null) {
            ground.system().processes().stop("watch");
            int lost = WatchCommand.Told.lost(ends.lastLogged("lost:").orElse(""));
            if (lost > 0) {
                mishaps.add(lost + " streams ended before their order did");
            }
        }
    }

    private void note(@Nullable String mishap) {
        if (mishap != null) {
            mishaps.add(mishap);
        }
    }

    /** Orders of one time, which no other time has posted. */
    private static final class Keyed implements OrderSource {
        private static final int BASKET_LINES_MAX = 3;

        private final SampleOrders samples = SampleOrders.load(BASKET_LINES_MAX);
        private final String word;

        Keyed(String word) {
            this.word = word;
        }

        @Override
        public byte[] body(int order) {
            return samples.body(order);
        }

        @Override
        public String idempotencyKey(int order) {
            return word + "-" + order;
        }
    }
}
