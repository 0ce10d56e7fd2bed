package io.sluice.contract;

import java.nio.charset.StandardCharsets;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Outcome ↔ Kafka record: key = order id, value = one flat JSON object. That it is of a replay says a header, so that who
 * only wants to know which orders have ended need not look into values. Thread-safe.
 */
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
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(
                topic,
                outcome.orderPartition(),
                outcome.settledAtMillis(),
                outcome.orderId().getBytes(StandardCharsets.UTF_8),
                value);
        if (outcome.replay() > 0) {
            record.headers().add(OrderRecords.REPLAY, OrderRecords.ascii(Integer.toString(outcome.replay())));
        }
        return record;
    }

    /**
     * The outcome in a record.
     *
     * @throws MalformedRecordException if it is not one of ours
     */
    public static OrderOutcome decode(ConsumerRecord<byte[], byte[]> record) throws MalformedRecordException {
        Draft draft = new Draft();
        FlatJson.read(record.value(), draft);
        return draft.outcome(OrderRecords.replay(record.headers()));
    }

    /** An outcome while it is read: a gateway reads millions of them before it is ready, so there is no map between. */
    private static final class Draft implements BiConsumer<String, Object> {
        private @Nullable String orderId;
        private @Nullable String status;
        private @Nullable String reason;
        private @Nullable Long attempts;
        private @Nullable Long acceptedAtMillis;
        private @Nullable Long settledAtMillis;
        private long fingerprint;
        private @Nullable Long partition;
        private @Nullable Long offset;

        @Override
        public void accept(String name, Object value) {
            if (value instanceof String text) {
                text(name, text);
            } else if (value instanceof Long number) {
                number(name, number);
            }
        }

        private void text(String name, String text) {
            switch (name) {
                case "orderId" -> orderId = text;
                case "status" -> status = text;
                case "reason" -> reason = text;
                default -> {}
            }
        }

        private void number(String name, Long number) {
            switch (name) {
                case "attempts" -> attempts = number;
                case "acceptedAt" -> acceptedAtMillis = number;
                case "settledAt" -> settledAtMillis = number;
                case "fingerprint" -> fingerprint = number;
                case "partition" -> partition = number;
                case "offset" -> offset = number;
                default -> {}
            }
        }

        private OrderOutcome outcome(int replay) throws MalformedRecordException {
            return new OrderOutcome(
                    require("orderId", orderId),
                    OrderOutcome.Kind.ofWord(require("status", status)),
                    reason,
                    (int) require("attempts", attempts),
                    require("acceptedAt", acceptedAtMillis),
                    require("settledAt", settledAtMillis),
                    fingerprint,
                    (int) require("partition", partition),
                    require("offset", offset),
                    replay);
        }

        private static String require(String name, @Nullable String value) throws MalformedRecordException {
            if (value == null) {
                throw new MalformedRecordException("field '" + name + "' is missing or no string");
            }
            return value;
        }

        private static long require(String name, @Nullable Long value) throws MalformedRecordException {
            if (value == null) {
                throw new MalformedRecordException("field '" + name + "' is missing or no whole number");
            }
            return value;
        }
    }
}
