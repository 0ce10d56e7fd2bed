package io.sluice.gateway;

import io.sluice.contract.Order;
import io.sluice.contract.OrderOutcome;
import io.sluice.contract.OrderRecords;
import io.sluice.contract.OutcomeRecords;
import io.sluice.contract.Topics;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A worker as the gateway sees it: settles orders in transactions, outcome and offset in one. */
final class PlayedWorker implements AutoCloseable {
    private final Topics topics;
    private final KafkaProducer<byte[], byte[]> producer;
    private final ConsumerGroupMetadata group;

    PlayedWorker(String bootstrapServers, Topics topics) {
        this.topics = topics;
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers, "transactional.id", topics.settlements("played")),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        producer.initTransactions();
        try (KafkaConsumer<byte[], byte[]> member = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers, "group.id", topics.workerGroup()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            group = member.groupMetadata();
        }
    }

    /** Settles an order, and with it all before it in its partition. */
    void settle(ConsumerRecord<byte[], byte[]> record, OrderOutcome.Kind kind, int attempts) throws Exception {
        begin(record, kind, attempts);
        commit(record);
    }

    /** Writes the outcome of an order in a transaction that stays open. */
    void begin(ConsumerRecord<byte[], byte[]> record, OrderOutcome.Kind kind, int attempts) throws Exception {
        producer.beginTransaction();
        end(record, OrderRecords.decode(record), kind, attempts);
    }

    private void end(ConsumerRecord<byte[], byte[]> record, Order order, OrderOutcome.Kind kind, int attempts)
            throws Exception {
        producer.send(OutcomeRecords.encode(
                        topics.orderOutcomes(),
                        new OrderOutcome(
                                order.id(),
                                kind,
                                null,
                                attempts,
                                order.acceptedAtMillis(),
                                order.acceptedAtMillis() + 5,
                                Order.fingerprint(order.body()),
                                record.partition(),
                                record.offset(),
                                order.replay())))
                .get(10, TimeUnit.SECONDS);
    }

    /** Gives an order up: it has failed, and lies among the dead letters. */
    void giveUp(ConsumerRecord<byte[], byte[]> record, String reason, long diedAtMillis) throws Exception {
        Order order = OrderRecords.decode(record);
        producer.beginTransaction();
        producer.send(OrderRecords.deadLetter(
                        topics.ordersDeadLetter(), order, record.partition(), record.offset(), reason, 8, diedAtMillis))
                .get(10, TimeUnit.SECONDS);
        end(record, order, OrderOutcome.Kind.FAILED, 8);
        commit(record);
    }

    void commit(ConsumerRecord<byte[], byte[]> record) {
        producer.sendOffsetsToTransaction(
                Map.of(
                        new TopicPartition(record.topic(), record.partition()),
                        new OffsetAndMetadata(record.offset() + 1)),
                group);
        producer.commitTransaction();
    }

    /** Ends the transaction, leaving the offset where it was. */
    void commitWithoutOffset() {
        producer.commitTransaction();
    }

    void abort() {
        producer.abortTransaction();
    }

    @Override
    public void close() {
        producer.close();
    }
}
