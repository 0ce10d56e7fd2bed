package io.sluice.gateway.kafka;

import io.sluice.contract.FleetRecord;
import io.sluice.contract.FleetRecords;
import io.sluice.contract.MalformedRecordException;
import io.sluice.contract.SoldOutSkus;
import io.sluice.gateway.queue.DrainState;
import io.sluice.gateway.queue.FleetReport;
import io.sluice.gateway.queue.FleetView;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The fleet log → what is known about draining, refreshed several times a second, and about what is sold out, at once. Runs
 * on its own thread.
 */
public final class FleetFeed implements LogReader.Listener {
    private static final Logger log = LoggerFactory.getLogger(FleetFeed.class);

    private static final long NOTHING_READ = Long.MIN_VALUE;

    private final FleetView fleet = new FleetView();
    private final SoldOutSkus soldOut = new SoldOutSkus();
    private final LongSupplier nanoClock;
    private final LongSupplier wallMillisClock;
    private final LogReader reader;
    private volatile DrainState state = DrainState.UNKNOWN;
    private volatile long newestMillis = NOTHING_READ;
    private long readOffset = -1;
    private int readEpoch = -1;
    private long shownOffset = -1;

    public FleetFeed(ClientProperties properties, String topic, LongSupplier nanoClock, LongSupplier wallMillisClock) {
        this.nanoClock = nanoClock;
        this.wallMillisClock = wallMillisClock;
        reader = new LogReader(properties.reader("fleet"), topic, 1, Long.MAX_VALUE, this);
    }

    public void start() {
        reader.start();
    }

    public boolean isCaughtUp() {
        return reader.isCaughtUp();
    }

    public void stop() {
        reader.stop();
    }

    /** What the log says now. Thread-safe. */
    public DrainState state() {
        return state;
    }

    /**
     * Time since the newest record was written, by its writer's clock and ours: right also for what was written before we
     * started. NaN before the log is read, and if there is nothing in it. Thread-safe.
     */
    public double ageSeconds() {
        long newest = newestMillis;
        boolean known = reader.isCaughtUp() && newest != NOTHING_READ;
        return known ? Math.max(0, wallMillisClock.getAsLong() - newest) / 1000.0 : Double.NaN;
    }

    /** The same, in all that an operator wants to see. Thread-safe. */
    public synchronized FleetReport report() {
        return fleet.report(nanoClock.getAsLong(), wallMillisClock.getAsLong());
    }

    /** What it says about SKUs, there as soon as it is read. Thread-safe. */
    public SoldOutSkus soldOut() {
        return soldOut;
    }

    /** Waits until what is shown has the record at this offset; false if it still does not after this time. Thread-safe. */
    synchronized boolean awaitRead(long offset, long millisMax) throws InterruptedException {
        long deadlineNanos = nanoClock.getAsLong() + TimeUnit.MILLISECONDS.toNanos(millisMax);
        while (shownOffset < offset) {
            long leftMillis = TimeUnit.NANOSECONDS.toMillis(deadlineNanos - nanoClock.getAsLong());
            if (leftMillis <= 0) {
                return false;
            }
            wait(leftMillis);
        }
        return true;
    }

    @Override
    public synchronized void read(ConsumerRecord<byte[], byte[]> record) {
        int epoch = record.leaderEpoch().orElse(0);
        if (record.offset() <= readOffset && epoch <= readEpoch) {
            // The reader began again; what is old would undo what is new until it has caught up. Offsets are used again
            // only where a leader lost the end of the log, and then under a later one.
            return;
        }
        readOffset = record.offset();
        readEpoch = epoch;
        newestMillis = Math.max(newestMillis, record.timestamp());
        if (record.value() == null) {
            return;
        }
        try {
            FleetRecord said = FleetRecords.decode(record);
            if (said instanceof FleetRecord.SoldOut word) {
                boolean changes = soldOut.apply(word, record.offset());
                if (changes && reader.isCaughtUp()) {
                    log.info(
                            "{} is {}, says {}: {}",
                            word.sku(),
                            word.soldOut() ? "gone" : "back",
                            word.by(),
                            word.reason());
                }
            }
            // A request for quiet that lies in the log from earlier is over: it counts from when it is read.
            if (reader.isCaughtUp() || !(said instanceof FleetRecord.Hold)) {
                fleet.apply(said, heardNanos(record));
            }
        } catch (MalformedRecordException e) {
            log.warn("fleet record at {} is left out: {}", record.offset(), e.getMessage());
        }
    }

    /**
     * When the record counts as heard. What lay in the log from earlier is as old as it says, or workers that died yesterday would
     * be alive for a moment after our start. Where clocks differ a live one is known by its next lease, a tenth of a second later.
     */
    private long heardNanos(ConsumerRecord<byte[], byte[]> record) {
        long ageMillis = reader.isCaughtUp() ? 0 : Math.max(0, wallMillisClock.getAsLong() - record.timestamp());
        return nanoClock.getAsLong() - TimeUnit.MILLISECONDS.toNanos(ageMillis);
    }

    @Override
    public synchronized void polled(KafkaConsumer<byte[], byte[]> consumer, List<TopicPartition> assigned) {
        state = fleet.state(nanoClock.getAsLong(), wallMillisClock.getAsLong());
        shownOffset = readOffset;
        notifyAll();
    }
}
