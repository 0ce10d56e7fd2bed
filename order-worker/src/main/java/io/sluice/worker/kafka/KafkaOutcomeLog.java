package io.sluice.worker.kafka;

import io.sluice.contract.OrderOutcome;
import io.sluice.contract.OrderRecords;
import io.sluice.contract.OutcomeRecords;
import io.sluice.contract.Topics;
import io.sluice.worker.dispatch.OutcomeLog;
import io.sluice.worker.dispatch.QueuedOrder;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Outcomes and dead letters through one idempotent producer with {@code acks=all}. Thread-safe. */
public final class KafkaOutcomeLog implements OutcomeLog, KafkaOrderFeed.MalformedOrders {
    private static final Logger log = LoggerFactory.getLogger(KafkaOutcomeLog.class);

    private final Producer<byte[], byte[]> producer;
    private final Topics topics;

    /** @param producer must not block in {@code send}: it is called on an event loop */
    public KafkaOutcomeLog(Producer<byte[], byte[]> producer, Topics topics) {
        this.producer = producer;
        this.topics = topics;
    }

    @Override
    public CompletionStage<Void> publish(OrderOutcome outcome) {
        return send(OutcomeRecords.encode(topics.orderOutcomes(), outcome));
    }

    @Override
    public CompletionStage<Void> publishDeadLetter(QueuedOrder order, String reason) {
        return send(OrderRecords.deadLetter(
                topics.ordersDeadLetter(), order.order(), order.partition(), order.offset(), reason, order.attempts()));
    }

    /** Blocks until the record is safe, however long Kafka takes: going on without it would lose it. */
    @Override
    public void setAside(ConsumerRecord<byte[], byte[]> record, String reason) {
        while (true) {
            try {
                send(OrderRecords.deadLetter(topics.ordersDeadLetter(), record, reason))
                        .toCompletableFuture()
                        .join();
                return;
            } catch (CompletionException e) {
                log.warn("a dead letter is not safe yet, trying again: {}", e.getMessage());
            }
        }
    }

    private CompletionStage<Void> send(ProducerRecord<byte[], byte[]> record) {
        CompletableFuture<Void> durable = new CompletableFuture<>();
        try {
            var unused = producer.send(record, (metadata, failure) -> {
                if (failure == null) {
                    durable.complete(null);
                } else {
                    durable.completeExceptionally(failure);
                }
            });
        } catch (KafkaException e) {
            durable.completeExceptionally(e);
        }
        return durable;
    }
}
