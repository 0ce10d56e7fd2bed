package io.sluice.loadtest.sale;

import io.sluice.contract.Topics;
import io.sluice.loadtest.drive.HistoryWriter;
import io.sluice.loadtest.drive.OrderHistory;
import io.sluice.loadtest.drive.RunClock;
import io.sluice.loadtest.drive.Settlement;
import io.sluice.loadtest.drive.SkuProbes;
import io.sluice.loadtest.fleet.FleetSystem;
import io.sluice.loadtest.fleet.OrderStock;
import io.sluice.loadtest.sample.SingleItem;
import io.sluice.loadtest.verdict.FleetFacts;
import io.sluice.loadtest.verdict.Histories;
import io.sluice.loadtest.verdict.OrderLine;
import io.sluice.loadtest.verdict.OutcomeHistory;
import io.sluice.loadtest.verdict.ProbeLine;
import io.sluice.loadtest.verdict.SoldOutHistories;
import io.sluice.loadtest.verdict.SoldOutVerdict;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * THE story of a sale that ends: SKUs sell out one after the other while somebody tries to order each at every gateway;
 * then a long queue lies ready in which most orders are for one SKU, and that sells out. The order system has one piece of
 * every SKU, so that the second order for one is its end. Confined to the main thread, but for the probes' listener.
 */
final class SoldOutRun {
    /** What such a run writes. */
    static final List<String> FILES = List.of(
            Histories.ORDERS_FILE,
            Histories.CALLS_FILE,
            Histories.OUTCOMES_FILE,
            ProbeLine.FILE,
            SoldOutHistories.TAIL_FILE,
            FleetFacts.FILE);

    private static final long TICK_MILLIS = 20;
    private static final long LINE_MILLIS = 1_000;
    private static final long STUCK_NANOS = TimeUnit.SECONDS.toNanos(90);
    private static final int PRACTICE_SECONDS = 4;
    private static final Duration PRACTICE_MAX = Duration.ofMinutes(1);
    private static final Duration PROBE_MAX = Duration.ofSeconds(10);
    private static final int SILENT_MAX = 3;
    private static final String QUEUE = "queue";

    private final Plan plan;
    private final SaleGround ground;
    private final FleetSystem system;
    private final RunClock clock;
    private final Settlement settlement = new Settlement();
    private final List<String> mishaps = new ArrayList<>();

    /**
     * What to do.
     *
     * @param skus to sell out one after the other
     * @param probeEvery how often each gateway is asked meanwhile
     * @param tail orders in the queue for the SKU that sells out
     * @param lead seconds of other orders that lie before them, and again among them
     * @param workers order-workers
     */
    record Plan(int skus, Duration probeEvery, int tail, int lead, int workers) {}

    SoldOutRun(Plan plan, SaleGround ground) {
        this.plan = plan;
        this.ground = ground;
        this.system = ground.system();
        this.clock = ground.fleet().clock();
    }

    /** Runs it, and leaves the histories in the ground's folder. */
    FleetFacts run() throws IOException, InterruptedException {
        ground.start(plan.workers());
        Path directory = ground.directory();
        Queue queue = new Queue(plan, (int) system.options().ratePerSecond());
        int practice = (int) (system.options().ratePerSecond() * PRACTICE_SECONDS);
        long startMicros;
        try (OrderHistory orders = OrderHistory.start(directory);
                HistoryWriter<ProbeLine> probes =
                        HistoryWriter.start(directory.resolve(ProbeLine.FILE), ProbeLine.HEADER, ProbeLine::csv);
                HistoryWriter<String> tail = HistoryWriter.start(
                        directory.resolve(SoldOutHistories.TAIL_FILE), SoldOutHistories.TAIL_HEADER, id -> id);
                OutcomeHistory outcomes = OutcomeHistory.start(
                        system.bootstrapServers(),
                        new Topics("").orderOutcomes(),
                        directory,
                        line -> settlement.settled(line.orderId()))) {
            practise(orders, practice);
            startMicros = clock.micros();
            sellOut(orders, probes);
            awaitSettled();
            layQueue(orders, tail, queue);
            awaitSettled();
            system.processes().stop("worker-");
            outcomes.finish();
            note(outcomes.mishap());
            note(orders.mishap());
            note(probes.mishap());
            note(tail.mishap());
        }
        FleetFacts facts = new FleetFacts(
                SoldOutVerdict.NAME,
                system.options().ratePerSecond(),
                practice + queue.orders(),
                startMicros,
                List.of(),
                system.lives(),
                List.of(),
                mishaps);
        facts.write(directory);
        return facts;
    }

    private void practise(OrderHistory orders, int count) throws InterruptedException {
        lay(orders, "practice", count, new OneSkuEach("practice"));
        system.awaitStats(
                stats -> stats.getLong("calls", 0L) >= count,
                TICK_MILLIS,
                PRACTICE_MAX,
                () -> "the first " + count + " orders were not called within a minute");
    }

    private void sellOut(OrderHistory orders, HistoryWriter<ProbeLine> history) throws InterruptedException {
        ground.fleet().say("selling out %d SKUs, one after the other", plan.skus());
        int silent = 0;
        try (SkuProbes probes = new SkuProbes(ground.gateways().ports(), plan.probeEvery(), clock, probe -> {
            history.add(probe);
            // An order that got no answer may be stored all the same, and is in the history for that.
            orders.add(new OrderLine(
                    probe.sentAtMicros(),
                    probe.sentAtMicros(),
                    probe.answeredAtMicros(),
                    probe.httpStatus(),
                    probe.orderId(),
                    -1,
                    Double.NaN,
                    probe.error()));
            String orderId = probe.orderId();
            if (orderId != null) {
                settlement.accepted(orderId);
            }
        })) {
            // One SKU more than are judged would hide nothing; a few that nobody refuses say enough.
            for (int i = 0; i < plan.skus() && silent < SILENT_MAX; i++) {
                if (!probes.untilRefused("probed-" + i, PROBE_MAX)) {
                    silent++;
                    mishaps.add("probed-" + i + " was not refused by every gateway within " + PROBE_MAX);
                }
                ground.system().processes().requireStanding();
            }
        }
    }

    private void layQueue(OrderHistory orders, HistoryWriter<String> tail, Queue queue) {
        ground.fleet().say("laying a queue of %,d orders ready, %,d of them for one SKU", queue.orders(), plan.tail());
        for (int i = 0; i < queue.orders(); i++) {
            if (queue.isTail(i)) {
                tail.add(OrderStock.id(QUEUE, i));
            }
        }
        lay(orders, QUEUE, queue.orders(), queue);
    }

    private void lay(OrderHistory orders, String run, int count, OrderStock.Wares wares) {
        for (int i = 0; i < count; i++) {
            settlement.accepted(OrderStock.id(run, i));
        }
        new OrderStock(system.bootstrapServers(), clock, orders, run, wares).lay(0, count, OrderStock.Skew.NONE);
    }

    private void awaitSettled() throws InterruptedException {
        long progressNanos = clock.nanos();
        int progress = settlement.settled();
        while (settlement.open() > 0) {
            ground.system().processes().requireStanding();
            if (settlement.settled() > progress) {
                progress = settlement.settled();
                progressNanos = clock.nanos();
            }
            if (clock.nanos() - progressNanos > STUCK_NANOS) {
                mishaps.add("nothing was settled for 90 s with " + settlement.open() + " orders open");
                return;
            }
            ground.fleet()
                    .say(
                            "calls %s/s  open %,d  settled %,d",
                            system.downstreamStats().getValue("callsLastSecond", "?"), settlement.open(), progress);
            Thread.sleep(LINE_MILLIS);
        }
    }

    private void note(@Nullable String mishap) {
        if (mishap != null) {
            mishaps.add(mishap);
        }
    }

    /** Orders of which each is for a SKU of its own. */
    private record OneSkuEach(String word) implements OrderStock.Wares {
        @Override
        public String customerId(int order) {
            return word + "-" + order;
        }

        @Override
        public byte[] body(int order) {
            return new SingleItem(customerId(order), skus(order).get(0)).body();
        }

        @Override
        public List<String> skus(int order) {
            return List.of(word + "-" + order);
        }
    }

    /** First other orders, then the tail with as many others spread among it. */
    private record Queue(int lead, int tail) implements OrderStock.Wares {
        private static final String SKU = "the-one";

        Queue(Plan plan, int ratePerSecond) {
            this(plan.lead() * ratePerSecond, plan.tail());
        }

        int orders() {
            return lead + tail + lead;
        }

        boolean isTail(int order) {
            long among = (long) order - lead;
            // The order is one of the tail where the count of tail orders goes up by one.
            return among >= 0 && (among + 1) * tail / (tail + lead) > among * tail / (tail + lead);
        }

        @Override
        public String customerId(int order) {
            return QUEUE + "-" + order;
        }

        @Override
        public byte[] body(int order) {
            return new SingleItem(customerId(order), skus(order).get(0)).body();
        }

        @Override
        public List<String> skus(int order) {
            return List.of(isTail(order) ? SKU : "other-" + order);
        }
    }
}
