package io.sluice.worker.fleet;

import io.sluice.contract.FleetRecord;
import io.sluice.contract.FleetRecord.Activity;
import io.sluice.contract.FleetRecord.Claim;
import io.sluice.contract.FleetRecord.Control;
import io.sluice.contract.FleetRecord.Lease;
import io.sluice.contract.FleetRecords;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * One worker of a {@link LargeFleet}: the production ledger and claim, moved as {@code FleetLog} moves them, and orders that flow
 * instead of being called for one by one. It looks every ten milliseconds, as {@code FleetLog} does in a log that is never silent.
 * Several may look at once, each on one thread: they share the log, which nobody writes meanwhile, and nothing else.
 */
final class FluidWorker {
    private static final int RENEWALS_PER_LEASE = 3;

    private final String id;
    private final SimulatedWorker.Clock clock;
    private final Weather weather;
    private final ShareLedger ledger;
    private final SimulatedOrders orders;
    private final LongSupplier stopwatchNanos;
    private final long renewalNanos;
    private long readTo;
    private double ratePerSecond;
    private long spokeNanos;
    private double headSpeed;
    private @Nullable ProducerRecord<byte[], byte[]> said;
    private long landingTrueNanos;
    private long lookedTrueNanos;
    private double permits;
    private long drained;
    private long lookNanos;

    FluidWorker(
            String id,
            SimulatedWorker.Clock clock,
            Weather weather,
            ShareLedger ledger,
            SimulatedOrders orders,
            LongSupplier stopwatchNanos,
            long leaseNanos) {
        this.id = id;
        this.clock = clock;
        this.weather = weather;
        this.ledger = ledger;
        this.orders = orders;
        this.stopwatchNanos = stopwatchNanos;
        renewalNanos = leaseNanos / RENEWALS_PER_LEASE;
    }

    /**
     * Comes to life.
     *
     * @param fromOffset what it has to read first
     * @param ratePerSecond what holds there
     * @param speaksInNanos when its first record is due; later than a renewal is at once
     */
    void start(long fromOffset, double ratePerSecond, long speaksInNanos, long trueNanos) {
        readTo = fromOffset;
        this.ratePerSecond = ratePerSecond;
        spokeNanos = clock.at(trueNanos) - renewalNanos + speaksInNanos;
        lookedTrueNanos = trueNanos;
    }

    /** Takes from its orders what it could since it last looked, reads what has come of the log, and says what there is to say. */
    void look(TrimmedLog log, long trueNanos) {
        drain(trueNanos);
        long startNanos = stopwatchNanos.getAsLong();
        read(log, trueNanos);
        said = speak(clock.at(trueNanos));
        lookNanos += stopwatchNanos.getAsLong() - startNanos;
    }

    /** Nothing was read since, so what it may use now is the least that it might use in that time. */
    private void drain(long trueNanos) {
        permits += callsPerSecond(trueNanos) * (trueNanos - lookedTrueNanos) / 1e9;
        lookedTrueNanos = trueNanos;
        PartitionBacklog oldest = orders.oldest(id);
        while (permits >= 1 && oldest != null) {
            double taken = oldest.take(Math.floor(permits));
            permits -= taken;
            drained += (long) taken;
            oldest = orders.oldest(id);
        }
        permits = Math.min(1, permits);
    }

    private void read(TrimmedLog log, long trueNanos) {
        long landedBy = trueNanos - weather.deliveryNanos();
        while (log.hasLanded(readTo, landedBy)) {
            FleetRecord record = log.at(readTo++);
            if (record instanceof Lease lease) {
                ledger.read(lease, clock.at(trueNanos));
            } else if (record instanceof Control control) {
                ratePerSecond = control.ratePerSecond();
            }
        }
    }

    /** As {@code FleetLog.follow}, which looks for the dead and for the next to lapse besides. */
    private @Nullable ProducerRecord<byte[], byte[]> speak(long now) {
        ProducerRecord<byte[], byte[]> speech = null;
        ledger.claim(claim(), ratePerSecond, now);
        boolean due = now - spokeNanos >= renewalNanos;
        boolean news = now - spokeNanos >= SimulatedWorker.NEWS_NANOS_MIN && ledger.hasNews(now);
        if (due || news) {
            spokeNanos = now;
            Lease lease = ledger.declare(new Activity(drained, drained, 5_000 * drained, 70, 18, 12, "rate"), now);
            headSpeed = lease.headSpeed();
            speech = FleetRecords.encode(LargeFleet.TOPIC, lease);
        }
        ledger.lapsedPeers(now).forEach(ledger::forget);
        long unused = ledger.nextExpiryNanos(now);
        return speech;
    }

    /** What it has just said and is on its way, or null. */
    @Nullable ProducerRecord<byte[], byte[]> takeSaid() {
        ProducerRecord<byte[], byte[]> speech = said;
        said = null;
        return speech;
    }

    /** When what it says at this moment lands: each worker's records in the order in which it sent them. */
    long landingTrueNanos(long trueNanos) {
        landingTrueNanos = Math.max(landingTrueNanos + 1, trueNanos + weather.appendNanos());
        return landingTrueNanos;
    }

    /** What it could use of the rate, as of now. */
    Claim claim() {
        PartitionBacklog oldest = orders.oldest(id);
        long oldestMillis = oldest == null ? 0 : (long) oldest.headMillis();
        return new Workload(orders.backlog(id), oldestMillis, Activity.NONE, Double.POSITIVE_INFINITY)
                .claim(ratePerSecond);
    }

    private double callsPerSecond(long trueNanos) {
        return usable(trueNanos) * ratePerSecond / FleetRecord.WHOLE;
    }

    /** Billionths of the rate that it would use now. */
    long usable(long trueNanos) {
        return ledger.usable(clock.at(trueNanos));
    }

    String id() {
        return id;
    }

    double ratePerSecond() {
        return ratePerSecond;
    }

    /** As last declared. */
    double headSpeed() {
        return headSpeed;
    }

    /** CPU time of following the log and speaking in it, decoding excepted, since this was last asked. */
    long takeLookNanos() {
        long nanos = lookNanos;
        lookNanos = 0;
        return nanos;
    }
}
