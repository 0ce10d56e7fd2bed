package io.sluice.contract;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Outcome ↔ Kafka record: key = order id, value = one flat JSON object. Thread-safe. */
public final class OutcomeRecords {
    private OutcomeRecords() {}

    /** The record that stores an outcome, in the partition number of its order. */
    public static ProducerRecord<byte[], byte[]> encode(String topic, OrderOutcome outcome) {
        byte[] value = FlatJson.empty()
                .put("orderId", outcome.orderId())
                .put("status", outcome.kind().word())
                .put("reason", outcome.reason())
                .put("attempts", outcome.attempts())
                .put("acceptedAt", outcome.acceptedAtMillis())
                .put("settledAt", outcome.settledAtMillis())
                .put("fingerprint", outcome.fingerprint() == 0 ? null : outcome.fingerprint())
                .put("partition", outcome.orderPartition())
                .put("offset", outcome.orderOffset())
                .bytes();
        return new ProducerRecord<>(
                topic,
                outcome.orderPartition(),
                outcome.settledAtMillis(),
                outcome.orderId().getBytes(StandardCharsets.UTF_8),
                value);
    }

    /**
     * The outcome in a record.
     *
     * @throws MalformedRecordException if it is not one of ours
     */
    public static OrderOutcome decode(ConsumerRecord<byte[], byte[]> record) throws MalformedRecordException {
        FlatJson json = FlatJson.parse(record.value());
        return new OrderOutcome(
                json.text("orderId"),
                OrderOutcome.Kind.ofWord(json.text("status")),
                json.optionalText("reason"),
                (int) json.number("attempts"),
                json.number("acceptedAt"),
                json.number("settledAt"),
                json.number("fingerprint", 0),
                (int) json.number("partition"),
                json.number("offset"));
    }
}
