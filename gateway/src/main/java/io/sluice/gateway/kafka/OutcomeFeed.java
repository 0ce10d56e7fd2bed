package io.sluice.gateway.kafka;

import io.sluice.contract.MalformedRecordException;
import io.sluice.contract.OrderId;
import io.sluice.contract.OrderOutcome;
import io.sluice.contract.OutcomeRecords;
import io.sluice.gateway.queue.Backlog;
import io.sluice.gateway.status.SettledMark;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The outcomes topic → the status board, and the heads of the backlog: an order with an outcome has been tried, and so have
 * those before it in its partition or they are about to be. That holds only if a call was made for it: one that was
 * cancelled, expired or sold out may lie far behind the head.
 *
 * <p>Workers settle in transactions, so only what is committed is read: the outcome of a transaction that is aborted never
 * was. While one is open what lies behind it waits, too, and is told as it stood before. Runs on its own thread.
 */
public final class OutcomeFeed implements LogReader.Listener {
    private static final Logger log = LoggerFactory.getLogger(OutcomeFeed.class);
    /** Its own, and at worst that of the mark which ends a transaction with no other outcome. */
    private static final long OFFSETS_PER_OUTCOME = 2;

    private final Backlog backlog;
    private final SettledMark settledMark;
    private final Consumer<OrderOutcome> settled;
    private final LogReader reader;

    /**
     * @param outcomesMax outcomes that are remembered at most: there is no use in reading more of a partition
     * @param settled told of every outcome, on the feed's thread
     */
    public OutcomeFeed(
            ClientProperties properties,
            String topic,
            long outcomesMax,
            Backlog backlog,
            SettledMark settledMark,
            Consumer<OrderOutcome> settled) {
        this.backlog = backlog;
        this.settledMark = settledMark;
        this.settled = settled;
        reader = new LogReader(
                properties.committedReader("outcomes"),
                topic,
                backlog.partitions(),
                OFFSETS_PER_OUTCOME * outcomesMax,
                this);
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

    @Override
    public void read(ConsumerRecord<byte[], byte[]> record) {
        if (record.value() == null) {
            return;
        }
        try {
            OrderOutcome outcome = OutcomeRecords.decode(record);
            if (outcome.orderPartition() < 0 || outcome.orderPartition() >= backlog.partitions()) {
                throw new MalformedRecordException("there is no partition " + outcome.orderPartition());
            }
            if (!OrderId.isWellFormed(outcome.orderId())) {
                throw new MalformedRecordException("there is no order " + outcome.orderId());
            }
            settled.accept(outcome);
            if (outcome.attempts() > 0) {
                backlog.headSeen(outcome.orderPartition(), outcome.orderOffset() + 1);
            }
        } catch (MalformedRecordException e) {
            log.warn("outcome at {}-{} is left out: {}", record.partition(), record.offset(), e.getMessage());
        }
    }

    @Override
    public void polled(KafkaConsumer<byte[], byte[]> consumer, List<TopicPartition> assigned) {
        for (TopicPartition partition : assigned) {
            settledMark.outcomesRead(partition.partition(), consumer.position(partition));
        }
    }
}
