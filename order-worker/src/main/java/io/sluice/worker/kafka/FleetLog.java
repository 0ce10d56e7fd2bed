package io.sluice.worker.kafka;

import io.sluice.contract.FleetRecord;
import io.sluice.contract.FleetRecord.Cause;
import io.sluice.contract.FleetRecord.Control;
import io.sluice.contract.FleetRecord.Hold;
import io.sluice.contract.FleetRecord.Pace;
import io.sluice.contract.FleetRecord.SoldOut;
import io.sluice.contract.FleetRecords;
import io.sluice.contract.MalformedRecordException;
import io.sluice.contract.SoldOutSkus;
import io.sluice.worker.dispatch.FleetNews;
import io.sluice.worker.fleet.Conductor;
import io.sluice.worker.fleet.FleetRate;
import io.sluice.worker.fleet.InitialDrain;
import io.sluice.worker.fleet.Workload;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the fleet log and speaks in it: reads every record into {@link FleetRate}, renews this worker's lease three
 * times in its life, and at once when there is news; keeps what is sold out. {@link #run} is the one thread that touches the consumer.
 */
public final class FleetLog implements FleetNews, Runnable {
    private static final Logger log = LoggerFactory.getLogger(FleetLog.class);

    private static final int RENEWALS_PER_LEASE = 3;

    /** News within this time are told together, or two workers could answer each other without end. */
    private static final long NEWS_NANOS_MIN = 30_000_000L;

    /** How often the own workload is looked at for news, in an otherwise silent log. */
    private static final long LOOK_NANOS = 50_000_000L;

    /** A large fleet's log is read in many small pieces; there need not be a look after each. */
    private static final long LOOK_NANOS_MIN = 10_000_000L;

    /** When to say the fleet's first rate again that the log may not have taken. */
    private static final long FIRST_REPEAT_NANOS = 1_000_000_000L;

    /** Declarations under way; while the log does not answer there is no point in more. */
    private static final int UNACKNOWLEDGED_MAX = 8;

    private final Consumer<byte[], byte[]> consumer;
    private final Producer<byte[], byte[]> producer;
    private final FleetRate rate;
    private final Options options;
    private final Conductor conductor;
    private final MemberEviction eviction;
    private final Supplier<Workload> workload;
    private final CompletableFuture<Void> following = new CompletableFuture<>();
    private final AtomicInteger unacknowledged = new AtomicInteger();
    private final AtomicLong holdMillisToTell = new AtomicLong();
    private final SoldOutNotices soldOut;
    private volatile Runnable onSoldOutChange = () -> {};
    private volatile long readOffset = -1;
    private volatile boolean stopping;
    private long spokeNanos;
    private long lookedNanos;

    /**
     * Who speaks and how.
     *
     * @param topic the fleet log
     * @param worker this worker's id
     * @param ttl how long a lease lasts
     * @param initial how to start a new fleet
     * @param floorPerSecond the lowest rate of the adaptive mode
     * @param nanoClock monotonic
     * @param wallClockMillis for people who read the log
     * @param changes told why, whenever this worker as the conductor changes the fleet's rate
     */
    public record Options(
            String topic,
            String worker,
            Duration ttl,
            InitialDrain initial,
            double floorPerSecond,
            LongSupplier nanoClock,
            LongSupplier wallClockMillis,
            java.util.function.Consumer<Cause> changes) {}

    public FleetLog(
            Consumer<byte[], byte[]> consumer,
            Producer<byte[], byte[]> producer,
            FleetRate rate,
            Options options,
            MemberEviction eviction,
            Supplier<Workload> workload) {
        this.consumer = consumer;
        this.producer = producer;
        this.rate = rate;
        this.options = options;
        conductor = new Conductor(options.worker(), options.floorPerSecond());
        this.eviction = eviction;
        this.workload = workload;
        soldOut = new SoldOutNotices(options.worker(), options.wallClockMillis());
    }

    /**
     * Completes when the log has been read to its end, the rate is known and nobody else uses this worker's id; fails if
     * one of these cannot be had.
     */
    public CompletableFuture<Void> following() {
        return following;
    }

    @Override
    public void run() {
        try {
            catchUp();
            following.complete(null);
            while (!stopping) {
                follow();
            }
            say(rate.leave(workload.get(), now()));
        } catch (WakeupException e) {
            log.debug("woken up to stop");
        } catch (IllegalStateException e) {
            if (!following.completeExceptionally(e)) {
                throw e;
            }
        } finally {
            consumer.close();
        }
    }

    private void catchUp() {
        TopicPartition partition = new TopicPartition(options.topic(), 0);
        consumer.assign(List.of(partition));
        consumer.seekToBeginning(List.of(partition));
        long end = endOffset(partition);
        while (consumer.position(partition) < end) {
            read(LOOK_NANOS, false);
        }
        awaitOwnIdFree();
        Control control = rate.control();
        if (control == null) {
            sayFirst();
        } else {
            options.initial()
                    .differencesTo(control)
                    .forEach(difference -> log.warn(
                            "configured here: {} since {} set it ({}): that one holds",
                            difference,
                            control.by(),
                            control.reason()));
        }
        spokeNanos = now() - renewalNanos();
        lookedNanos = now() - LOOK_NANOS_MIN;
    }

    /** Said until it is read back, or somebody else's is: a fleet whose first rate was lost would stand still for good. */
    private void sayFirst() {
        Control first = options.initial()
                .control(options.worker(), options.wallClockMillis().getAsLong());
        if (first == null) {
            throw new IllegalStateException(
                    "SLUICE_DRAIN_RATE_PER_SECOND is required at the first start of a fleet: its log has no rate yet");
        }
        while (rate.control() == null && !stopping) {
            say(first);
            long repeatNanos = now() + FIRST_REPEAT_NANOS;
            while (rate.control() == null && !stopping && now() - repeatNanos < 0) {
                read(LOOK_NANOS, true);
            }
        }
    }

    private long endOffset(TopicPartition partition) {
        while (true) {
            try {
                Map<TopicPartition, Long> ends = consumer.endOffsets(List.of(partition));
                return ends.getOrDefault(partition, 0L);
            } catch (RetriableException e) {
                log.warn("the fleet log does not answer yet: {}", e.toString());
            }
        }
    }

    /** An earlier life of this worker may not have lapsed yet; somebody who goes on living has the same name. */
    private void awaitOwnIdFree() {
        long endNanos = now() + 3 * options.ttl().toNanos();
        while (rate.livePeers(now()).stream().anyMatch(lease -> lease.worker().equals(options.worker()))) {
            if (now() - endNanos > 0) {
                throw new IllegalStateException(
                        "worker id '" + options.worker() + "' is in use by another live worker; set SLUICE_WORKER_ID");
            }
            read(LOOK_NANOS, true);
        }
    }

    private void follow() {
        long now = now();
        if (now - lookedNanos >= LOOK_NANOS_MIN) {
            lookedNanos = now;
            speak(workload.get(), now);
        }
        long holdMillis = holdMillisToTell.getAndSet(0);
        if (holdMillis > 0) {
            say(new Hold(holdMillis, options.worker()));
        }
        for (SoldOut word : soldOut.toSay()) {
            sendRecord(FleetRecords.encode(options.topic(), word), () -> soldOut.lost(word));
        }
        eviction.look(now).forEach(gone -> sendRecord(FleetRecords.tombstone(options.topic(), gone)));
        long untilNanos = Math.min(spokeNanos + renewalNanos(), rate.nextExpiryNanos(now)) - now();
        read(Math.max(1_000_000L, Math.min(untilNanos, LOOK_NANOS)), true);
    }

    /** Says what there is to say now: of the own share, and as the conductor of the fleet's rate. */
    private void speak(Workload present, long now) {
        boolean due = now - spokeNanos >= renewalNanos();
        boolean news = now - spokeNanos >= NEWS_NANOS_MIN && rate.hasNews(present, now);
        if ((due || news) && hasRoom()) {
            spokeNanos = now;
            say(rate.declare(present, now));
        }
        if (hasRoom()) {
            long nowMillis = options.wallClockMillis().getAsLong();
            for (Pace pace : conductor.speak(rate, present.activity(), now, nowMillis)) {
                log.debug("{} {}/s: {}", pace.advice() ? "advises" : "paces", pace.ratePerSecond(), pace.reason());
                // A pace is also said again now and then, for those who came later.
                if (!pace.advice() && pace.ratePerSecond() != rate.knownPerSecond()) {
                    options.changes().accept(pace.cause());
                }
                say(pace);
            }
        }
    }

    private boolean hasRoom() {
        return unacknowledged.get() < UNACKNOWLEDGED_MAX;
    }

    private void read(long timeoutNanos, boolean isPresent) {
        try {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofNanos(timeoutNanos))) {
                if (record.value() != null) {
                    read(record, isPresent);
                }
                readOffset = record.offset();
            }
        } catch (RetriableException e) {
            log.warn("the fleet log does not answer: {}", e.toString());
        }
    }

    private void read(ConsumerRecord<byte[], byte[]> record, boolean isPresent) {
        try {
            FleetRecord said = FleetRecords.decode(record);
            if (said instanceof SoldOut word) {
                note(word, record.offset());
            } else if (isPresent) {
                rate.read(said, now());
            } else {
                rate.recall(said, now());
            }
        } catch (MalformedRecordException e) {
            log.warn("record {} of the fleet log is not understood and ignored: {}", record.offset(), e.getMessage());
        }
    }

    private void note(SoldOut said, long offset) {
        if (soldOut.read(said, offset)) {
            log.info("{} {}, says {}", said.sku(), said.soldOut() ? "is sold out" : "is back", said.by());
            onSoldOutChange.run();
        }
    }

    @Override
    public void tellHold(long millis) {
        holdMillisToTell.accumulateAndGet(millis, Math::max);
    }

    @Override
    public void tellSoldOut(List<String> skus, long knows) {
        soldOut.heard(skus, knows);
    }

    @Override
    public long readOffset() {
        return readOffset;
    }

    @Override
    public SoldOutSkus soldOut() {
        return soldOut.skus();
    }

    @Override
    public void onSoldOutChange(Runnable listener) {
        onSoldOutChange = listener;
    }

    private void say(FleetRecord record) {
        sendRecord(FleetRecords.encode(options.topic(), record));
    }

    /** A failed append needs no repetition: the ledger counts it as sent, and the next renewal says it again. */
    private void sendRecord(ProducerRecord<byte[], byte[]> record) {
        sendRecord(record, () -> {});
    }

    private void sendRecord(ProducerRecord<byte[], byte[]> record, Runnable whenLost) {
        unacknowledged.incrementAndGet();
        try {
            var unused = producer.send(record, (metadata, failure) -> {
                unacknowledged.decrementAndGet();
                if (failure != null) {
                    log.warn("the fleet log did not take a record: {}", failure.toString());
                    whenLost.run();
                }
            });
        } catch (KafkaException e) {
            unacknowledged.decrementAndGet();
            log.warn("the fleet log cannot be reached: {}", e.toString());
            whenLost.run();
        }
    }

    /** Ends {@link #run} with a farewell, so that the others can use this worker's share at once. */
    public void stop() {
        stopping = true;
    }

    private long renewalNanos() {
        return options.ttl().toNanos() / RENEWALS_PER_LEASE;
    }

    private long now() {
        return options.nanoClock().getAsLong();
    }
}
