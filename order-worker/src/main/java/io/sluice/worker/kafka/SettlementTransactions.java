package io.sluice.worker.kafka;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ApplicationRecoverableException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Transactions of one worker, one at a time, under one transactional id; and what each of their failures means.
 *
 * <ul>
 *   <li><em>A commit is not answered in time</em> (a broker is away, say): it may have been heard. It is asked for again,
 *       which is harmless, until there is an answer.
 *   <li><em>Anything fails and the transaction can be aborted</em>: nothing of it ever becomes visible, and all of it may be
 *       written again. So it is with records that could not be delivered in time, and with offsets that the group's
 *       coordinator refused ({@code CommitFailedException}: the member's epoch has moved on; it is read anew for the next).
 *   <li><em>It cannot be aborted either</em>: the producer is fenced ({@code ProducerFencedException}, {@code
 *       InvalidProducerEpochException}), because a survivor evicted this worker or because the broker ended a transaction that
 *       took longer than {@code transaction.timeout.ms}; or the client gave up for good. Whether the last commit was carried out
 *       is not known, and writing again could give orders a second outcome. {@link #renew} ends all doubt: it returns when
 *       whatever the old producer had begun is committed or aborted everywhere.
 * </ul>
 *
 * <p>Waits are the client's own ({@code max.block.ms}); how long somebody keeps on is not bounded, as giving up would lose what
 * is to be written, but {@link #stop} ends it. Confined to one thread but for {@link #stop} and {@link #close}.
 */
public final class SettlementTransactions {
    private static final Logger log = LoggerFactory.getLogger(SettlementTransactions.class);

    private final Supplier<Producer<byte[], byte[]>> producers;
    private volatile Producer<byte[], byte[]> producer;
    private volatile boolean stopping;

    /** What became of a transaction. */
    enum Result {
        COMMITTED,
        /** Nothing of it is or will be visible. */
        ABORTED,
        /** One or the other; {@link #renew} before anything else. */
        UNKNOWN
    }

    /** @param producers makes producers of this worker's transactional id */
    public SettlementTransactions(Supplier<Producer<byte[], byte[]>> producers) {
        this.producers = producers;
        producer = producers.get();
    }

    /**
     * Fences whoever used this worker's transactional id before, and returns when nothing of theirs is undecided.
     *
     * @throws KafkaException if Kafka refuses for good
     */
    public void open() {
        while (!stopping) {
            try {
                producer.initTransactions();
                return;
            } catch (ApplicationRecoverableException e) {
                log.warn("fenced while starting, trying again: {}", e.toString());
                replaceProducer();
            } catch (RetriableException e) {
                log.warn(
                        "the transactions of an earlier life are not known to have ended, asking again: {}",
                        e.toString());
            }
        }
    }

    /** Goes on with a new producer after a result of {@link Result#UNKNOWN}; returns when all is decided. */
    void renew() {
        replaceProducer();
        open();
    }

    private void replaceProducer() {
        producer.close(Duration.ZERO);
        producer = producers.get();
    }

    /** Writes all of it or nothing. */
    Result write(
            List<ProducerRecord<byte[], byte[]>> records,
            Map<TopicPartition, OffsetAndMetadata> offsets,
            ConsumerGroupMetadata member) {
        try {
            producer.beginTransaction();
            for (ProducerRecord<byte[], byte[]> record : records) {
                // If it fails, so does the commit.
                var unused = producer.send(record);
            }
            producer.sendOffsetsToTransaction(offsets, member);
            return commit();
        } catch (KafkaException e) {
            log.warn("{} records could not be settled, aborting: {}", records.size(), e.toString());
            return abort();
        }
    }

    private Result commit() {
        while (!stopping) {
            try {
                producer.commitTransaction();
                return Result.COMMITTED;
            } catch (TimeoutException e) {
                log.warn("the commit of a transaction is not answered, asking again: {}", e.toString());
            }
        }
        return Result.UNKNOWN;
    }

    private Result abort() {
        while (!stopping) {
            try {
                producer.abortTransaction();
                return Result.ABORTED;
            } catch (TimeoutException e) {
                log.warn("the abort of a transaction is not answered, asking again: {}", e.toString());
            } catch (KafkaException | IllegalStateException e) {
                log.warn(
                        "the last transaction can neither be committed nor aborted by this producer: {}", e.toString());
                return Result.UNKNOWN;
            }
        }
        return Result.UNKNOWN;
    }

    /** Lets nothing be asked for again. Thread-safe. */
    void stop() {
        stopping = true;
    }

    /** Ends the producer; a transaction that is open then is aborted by the next life or by its timeout. Thread-safe. */
    void close() {
        producer.close(Duration.ofSeconds(1));
    }
}
