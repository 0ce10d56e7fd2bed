package io.sluice.worker.kafka;

import io.sluice.contract.MalformedRecordException;
import io.sluice.contract.OrderId;
import io.sluice.contract.OrderRecords;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads which orders of a partition have an outcome, each time one is taken over; its orders are handed out only then.
 * {@link #run} is the one thread that touches the consumer, so the feed goes on polling meanwhile; {@link #takeOver} may be
 * called from any thread.
 *
 * <p>It reads committed outcomes, but up to the <em>high watermark</em> after the takeover: what the last owner wrote just
 * before may still be undecided, and the end that a reader of committed records is told would leave it out. The committed
 * offset of the orders is known by then, and Kafka does not tell it while a transaction on it is open: so nothing that the
 * last owner settles can come later.
 */
public final class SeenOrdersReader implements KafkaOrderFeed.Takeovers, Runnable {
    private static final Logger log = LoggerFactory.getLogger(SeenOrdersReader.class);
    private static final Duration POLL = Duration.ofMillis(50);

    private final Consumer<byte[], byte[]> consumer;
    private final HighWatermarks ends;
    private final String topic;
    private final PartitionQueues queues;
    private final LongSupplier seeds;
    // One for each takeover that is not finished; those that another takeover made void fall out at the next look.
    private final BlockingQueue<Takeover> requested = new LinkedBlockingQueue<>();
    private final Map<TopicPartition, Reading> readings = new HashMap<>();
    private volatile boolean stopping;

    /** Where partitions end, with the transactions that are under way. */
    public interface HighWatermarks {
        /**
         * Asks the brokers; may block.
         *
         * @throws RetriableException if nobody answers
         */
        Map<TopicPartition, Long> of(Collection<TopicPartition> partitions);
    }

    private record Takeover(int partition, PartitionQueue queue) {}

    private record Reading(int partition, PartitionQueue queue, SeenOrders seen, long end) {}

    /**
     * A reader of outcomes.
     *
     * @param consumer of committed records, for this alone
     * @param topic the outcomes
     * @param seeds random numbers
     */
    public SeenOrdersReader(
            Consumer<byte[], byte[]> consumer,
            HighWatermarks ends,
            String topic,
            PartitionQueues queues,
            LongSupplier seeds) {
        this.consumer = consumer;
        this.ends = ends;
        this.topic = topic;
        this.queues = queues;
        this.seeds = seeds;
    }

    @Override
    public void takeOver(int partition, PartitionQueue queue) {
        requested.add(new Takeover(partition, queue));
    }

    @Override
    public void run() {
        try {
            while (!stopping) {
                try {
                    look();
                } catch (RetriableException e) {
                    log.warn("reading outcomes failed, trying on: {}", e.toString());
                }
            }
        } catch (InterruptedException e) {
            log.debug("interrupted to stop");
        } finally {
            consumer.close();
        }
    }

    /** Begins what was requested, and reads a little of what has begun. */
    void look() throws InterruptedException {
        List<Takeover> fresh = new ArrayList<>();
        if (readings.isEmpty()) {
            Takeover first = requested.poll(POLL.toMillis(), TimeUnit.MILLISECONDS);
            if (first == null) {
                return;
            }
            fresh.add(first);
        }
        requested.drainTo(fresh);
        fresh.removeIf(takeover -> !queues.holds(takeover.partition(), takeover.queue()));
        if (!fresh.isEmpty()) {
            begin(fresh);
        }
        if (!readings.isEmpty()) {
            consumer.poll(POLL).forEach(this::note);
            finish();
        }
    }

    private void begin(List<Takeover> fresh) {
        Map<TopicPartition, Long> until;
        try {
            until = ends.of(fresh.stream()
                    .map(takeover -> new TopicPartition(topic, takeover.partition()))
                    .toList());
        } catch (RetriableException e) {
            requested.addAll(fresh);
            throw e;
        }
        int idsMax = queues.seenOrdersShare();
        for (Takeover takeover : fresh) {
            TopicPartition place = new TopicPartition(topic, takeover.partition());
            long end = until.getOrDefault(place, 0L);
            if (end == 0) {
                // A new fleet's orders need not wait for a poll that finds nothing.
                queues.ready(takeover.partition(), takeover.queue(), new SeenOrders(idsMax, seeds.getAsLong()));
                continue;
            }
            SeenOrders seen = new SeenOrders(idsMax, seeds.getAsLong());
            readings.put(place, new Reading(takeover.partition(), takeover.queue(), seen, end));
            consumer.assign(readings.keySet());
            // Each outcome takes an offset at least. Where the log begins later, the consumer begins with it.
            consumer.seek(place, Math.max(0, end - idsMax));
        }
    }

    private void note(ConsumerRecord<byte[], byte[]> record) {
        Reading reading = readings.get(new TopicPartition(record.topic(), record.partition()));
        if (reading == null || record.key() == null) {
            return;
        }
        // The value is not looked at: that there is an outcome, and of which replay, is all that matters.
        String id = new String(record.key(), StandardCharsets.ISO_8859_1);
        if (OrderId.isWellFormed(id)) {
            reading.seen().addUpTo(id, replay(record));
        }
    }

    /** What names no replay properly is the outcome of an order all the same. */
    private static int replay(ConsumerRecord<byte[], byte[]> record) {
        try {
            return OrderRecords.replay(record.headers());
        } catch (MalformedRecordException e) {
            log.warn("outcome at {}-{}: {}", record.partition(), record.offset(), e.getMessage());
            return 0;
        }
    }

    /** Ends what has been read to its end, and what is not held any more. */
    private void finish() {
        boolean ended = readings.entrySet().removeIf(entry -> {
            Reading reading = entry.getValue();
            if (!queues.holds(reading.partition(), reading.queue())) {
                return true;
            }
            if (consumer.position(entry.getKey()) < reading.end()) {
                return false;
            }
            log.debug(
                    "{} has {} outcomes to remember",
                    entry.getKey(),
                    reading.seen().size());
            queues.ready(reading.partition(), reading.queue(), reading.seen());
            return true;
        });
        if (ended) {
            consumer.assign(readings.keySet());
        }
    }

    /** Ends {@link #run}. */
    public void stop() {
        stopping = true;
    }
}
