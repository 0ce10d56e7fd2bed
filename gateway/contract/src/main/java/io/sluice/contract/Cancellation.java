package io.sluice.contract;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * A buyer's wish to take an order back. Only a wish: the worker that holds the order's partition decides, and says so in the
 * order's one outcome. Written by a gateway that has looked whether this order lies at this place.
 *
 * @param orderId the order
 * @param orderPartition where it lies in the orders topic
 * @param orderOffset where it lies in its partition
 * @param acceptedAtMillis when the gateway took the order, milliseconds since 1970
 * @param fingerprint {@link Order#fingerprint} of its body
 * @param requestedAtMillis when the buyer said so, milliseconds since 1970
 */
public record Cancellation(
        String orderId,
        int orderPartition,
        long orderOffset,
        long acceptedAtMillis,
        long fingerprint,
        long requestedAtMillis) {

    /** The record that stores it: keyed by order id, in the partition number of the order. */
    public ProducerRecord<byte[], byte[]> encode(String topic) {
        byte[] value = FlatJson.empty()
                .put("orderId", orderId)
                .put("partition", orderPartition)
                .put("offset", orderOffset)
                .put("acceptedAt", acceptedAtMillis)
                .put("fingerprint", fingerprint)
                .put("requestedAt", requestedAtMillis)
                .bytes();
        return new ProducerRecord<>(
                topic, orderPartition, requestedAtMillis, orderId.getBytes(StandardCharsets.UTF_8), value);
    }

    /**
     * The wish in a record.
     *
     * @throws MalformedRecordException if it is not one of ours
     */
    public static Cancellation decode(ConsumerRecord<byte[], byte[]> record) throws MalformedRecordException {
        FlatJson json = FlatJson.parse(record.value());
        return new Cancellation(
                json.text("orderId"),
                (int) json.number("partition"),
                json.number("offset"),
                json.number("acceptedAt"),
                json.number("fingerprint"),
                json.number("requestedAt"));
    }
}
