package io.sluice.worker.fleet;

import io.sluice.contract.FleetRecord;
import io.sluice.contract.FleetRecord.Claim;
import io.sluice.contract.FleetRecord.Control;
import io.sluice.contract.FleetRecords;
import io.sluice.contract.MalformedRecordException;
import io.sluice.worker.Agenda;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * A fleet of a size at which {@link SimulatedFleet}, which follows every call, would take days. Virtual time goes in milliseconds:
 * what lands, lands between them, and in each a tenth of the workers look, all at the same instant and so on as many threads
 * as there are cores. Then the shares in use are added up, as none grows before the next. The same seed gives the same run.
 * Its methods are for one thread.
 */
final class LargeFleet {
    static final String TOPIC = "sluice-fleet";

    private static final long MILLI = 1_000_000L;
    private static final long SECOND = 1_000 * MILLI;

    /** Each worker has its turn once in so many milliseconds, as {@code FleetLog} looks no more often. */
    private static final int TURNS = 10;

    /** The oldest order of a backlog came so long ago, in partitions that were in use that early. */
    private static final double BACKLOG_MILLIS = 600_000;

    private static final double QUARTZ_SPREAD = 0.000_1;

    private final long leaseNanos;
    private final LongSupplier stopwatchNanos;
    private final SplittableRandom random;
    private final Agenda agenda = new Agenda(SECOND);
    private final TrimmedLog log;
    private final SimulatedOrders orders;
    private final List<FluidWorker> workers = new ArrayList<>();
    private final List<List<FluidWorker>> turns = new ArrayList<>();
    private double ratePerSecond;
    private int lives;
    private long slot;
    private long lookNanos;
    private long decodeNanos;
    private long sharesInUse;
    private long sharesInUseMax;

    /** @param stopwatchNanos of the CPU time of the thread that asks */
    LargeFleet(FleetSize size, long seed, LongSupplier stopwatchNanos) {
        leaseNanos = size.lease().toNanos();
        ratePerSecond = size.ratePerSecond();
        this.stopwatchNanos = stopwatchNanos;
        random = new SplittableRandom(seed);
        // A joiner's log need not reach back further: who spoke before that has no lease.
        log = new TrimmedLog(2 * leaseNanos);
        orders = new SimulatedOrders(size.partitions(), SimulatedFleet.EPOCH_MILLIS);
        IntStream.range(0, TURNS).forEach(turn -> turns.add(new ArrayList<>()));
    }

    /** Lets so many orders wait, whole ones: up to four times as many in one partition as on average, from times of its own on. */
    void fill(long count) {
        double[] weights = random.doubles(orders.count())
                .map(uniform -> 0.01 + Math.pow(uniform, 3))
                .toArray();
        double weightLeft = Arrays.stream(weights).sum();
        double left = count;
        double nowMillis = SimulatedFleet.EPOCH_MILLIS + agenda.nowNanos() / 1e6;
        for (int i = 0; i < weights.length; i++) {
            double here = i == weights.length - 1 ? left : Math.rint(left * weights[i] / weightLeft);
            double sinceMillis = nowMillis - BACKLOG_MILLIS * (1 + random.nextDouble()) / 2;
            orders.partition(i).arrived(sinceMillis, nowMillis, here);
            left -= here;
            weightLeft -= weights[i];
        }
    }

    /** So many come to life within one renewal of each other and have their partitions. */
    void start(int count) {
        IntStream.range(0, count).forEach(ignored -> join(1 + random.nextLong(leaseNanos / 3)));
        orders.join(workers.stream().map(FluidWorker::id).toList());
    }

    /** Another one comes to life, without partitions. */
    FluidWorker join() {
        return join(0);
    }

    private FluidWorker join(long speaksInNanos) {
        String id = "worker-" + lives++;
        String incarnation = new UUID(random.nextLong(), random.nextLong()).toString();
        SimulatedWorker.Clock clock =
                new SimulatedWorker.Clock(1 - QUARTZ_SPREAD * random.nextDouble(), random.nextLong(1_000 * SECOND), 0);
        FluidWorker worker = new FluidWorker(
                id,
                clock,
                new Weather(random.split(), false),
                new ShareLedger(id, incarnation, leaseNanos),
                orders,
                stopwatchNanos,
                leaseNanos);
        worker.start(log.firstOffset(), ratePerSecond, speaksInNanos, agenda.nowNanos());
        workers.add(worker);
        turns.get(random.nextInt(TURNS)).add(worker);
        return worker;
    }

    /** The group gives it partitions. */
    void assignTo(FluidWorker worker) {
        orders.join(worker.id());
    }

    /** kill -9 of so many, chosen by lot; their partitions follow when they are evicted and the others' heartbeats say so. */
    void crash(int count) {
        for (int i = 0; i < count; i++) {
            FluidWorker dead = workers.remove(random.nextInt(workers.size()));
            turns.forEach(turn -> turn.remove(dead));
            agenda.in(takeoverNanos(), () -> orders.remove(dead.id()));
        }
    }

    private long takeoverNanos() {
        return leaseNanos + SimulatedFleet.EVICTION_NANOS + random.nextLong(SimulatedFleet.HEARTBEAT_NANOS);
    }

    /** After this all partitions of the dead have been taken over. */
    double takeoverSecondsMax() {
        return (leaseNanos + SimulatedFleet.EVICTION_NANOS + SimulatedFleet.HEARTBEAT_NANOS) / 1e9;
    }

    /** A new rate lands in the log. */
    void setRate(double callsPerSecond) {
        ratePerSecond = callsPerSecond;
        land(FleetRecords.encode(
                TOPIC, new Control(callsPerSecond, false, FleetRecord.Mode.FIXED, "", false, "operator", "study", 0)));
    }

    /** Whether every worker goes by the latest rate. */
    boolean isRateEverywhere() {
        return workers.stream().allMatch(worker -> worker.ratePerSecond() == ratePerSecond);
    }

    /** Goes through one millisecond. */
    void step() {
        agenda.runUntil(agenda.nowNanos() + MILLI);
        long now = agenda.nowNanos();
        List<FluidWorker> turn = turns.get((int) (slot++ % TURNS));
        turn.parallelStream().forEach(worker -> worker.look(log, now));
        for (FluidWorker worker : turn) {
            lookNanos += worker.takeLookNanos();
            ProducerRecord<byte[], byte[]> said = worker.takeSaid();
            if (said != null) {
                agenda.in(worker.landingTrueNanos(now) - now, () -> land(said));
            }
        }
        addUp(now);
    }

    void runFor(double seconds) {
        for (long i = Math.round(seconds * SECOND / MILLI); i > 0; i--) {
            step();
        }
    }

    /** All readers get the same object: what decoding costs each of them is measured here, once. */
    private void land(ProducerRecord<byte[], byte[]> said) {
        long startNanos = stopwatchNanos.getAsLong();
        FleetRecord record = decode(new ConsumerRecord<>(TOPIC, 0, log.endOffset(), said.key(), said.value()));
        decodeNanos += stopwatchNanos.getAsLong() - startNanos;
        log.land(record, said.key().length + said.value().length, agenda.nowNanos());
    }

    private static FleetRecord decode(ConsumerRecord<byte[], byte[]> said) {
        try {
            return FleetRecords.decode(said);
        } catch (MalformedRecordException e) {
            throw new IllegalStateException(e);
        }
    }

    private void addUp(long now) {
        sharesInUse = 0;
        for (FluidWorker worker : workers) {
            sharesInUse += worker.usable(now);
        }
        if (sharesInUse > FleetRecord.WHOLE) {
            throw new IllegalStateException("at " + now / MILLI + " ms shares in use sum to " + sharesInUse);
        }
        sharesInUseMax = Math.max(sharesInUseMax, sharesInUse);
    }

    /** Of 1, as of the last millisecond. */
    double sharesInUse() {
        return (double) sharesInUse / FleetRecord.WHOLE;
    }

    double sharesInUseMax() {
        return (double) sharesInUseMax / FleetRecord.WHOLE;
    }

    /** What this worker uses of the share that is fair as of this moment. */
    double servedPart(FluidWorker worker) {
        List<Claim> claims = new ArrayList<>(List.of(worker.claim()));
        double headSpeed = 0;
        for (FluidWorker each : workers) {
            headSpeed = Math.max(headSpeed, each.headSpeed());
            if (each != worker) {
                claims.add(each.claim());
            }
        }
        long fair = FairShares.of(claims, ratePerSecond, HeadSpeed.octaveMillis(headSpeed))[0];
        return (double) worker.usable(agenda.nowNanos()) / fair;
    }

    /** What has happened so far. */
    FleetTraffic traffic() {
        return new FleetTraffic(
                agenda.nowNanos() / 1e9, log.endOffset(), log.bytes(), lookNanos, decodeNanos, workers.size());
    }

    TrimmedLog log() {
        return log;
    }

    SimulatedOrders orders() {
        return orders;
    }
}
