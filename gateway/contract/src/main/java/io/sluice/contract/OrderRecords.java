package io.sluice.contract;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * Order ↔ Kafka record. The value is the body as posted, so a plain console consumer shows it; all else travels in
 * headers, as text. The record's own timestamp is the time of acceptance; a replay's is that of being put back, as retention
 * counts from it, and the time of acceptance is a header. Thread-safe.
 */
public final class OrderRecords {
    /** So many SKUs may travel with an order. */
    public static final int SKUS_MAX = 64;

    private static final String VERSION = "sluice-version";
    static final String ORDER_ID = "sluice-order-id";
    private static final String CLIENT = "sluice-client";
    private static final String SKUS = "sluice-skus";
    private static final String TRACEPARENT = "traceparent";
    static final String REPLAY = "sluice-replay";
    private static final String ACCEPTED_AT = "sluice-accepted-at";
    static final String REASON = "sluice-reason";
    static final String ATTEMPTS = "sluice-attempts";
    static final String ORIGIN = "sluice-origin";
    static final String DIED_AT = "sluice-died-at";
    private static final byte[] VERSION_1 = ascii("1");

    /** Which no SKU that is carried along may hold: see {@link #mayCarry}. */
    private static final String SKU_SEPARATOR = "\n";

    /** Far above any order, far enough below the mebibyte that brokers and producers take by default. */
    private static final int LETTER_BYTES_MAX = 900_000;

    private static final byte[] EMPTY = {};

    private OrderRecords() {}

    /** Whether these SKUs may travel with an order; if not, it travels with none. */
    public static boolean mayCarry(Collection<String> skus) {
        return skus.size() <= SKUS_MAX
                && skus.stream().noneMatch(sku -> sku.isEmpty() || sku.indexOf(SKU_SEPARATOR.charAt(0)) >= 0);
    }

    /** The record that stores an order. */
    public static ProducerRecord<byte[], byte[]> encode(String topic, Order order) {
        RecordHeaders headers = new RecordHeaders();
        headers.add(VERSION, VERSION_1);
        headers.add(ORDER_ID, ascii(order.id()));
        if (order.client() != null) {
            headers.add(CLIENT, order.client().getBytes(StandardCharsets.UTF_8));
        }
        if (!order.skus().isEmpty()) {
            headers.add(SKUS, String.join(SKU_SEPARATOR, order.skus()).getBytes(StandardCharsets.UTF_8));
        }
        if (order.traceparent() != null) {
            headers.add(TRACEPARENT, ascii(order.traceparent()));
        }
        if (order.replay() > 0) {
            headers.add(REPLAY, ascii(Integer.toString(order.replay())));
            headers.add(ACCEPTED_AT, ascii(Long.toString(order.acceptedAtMillis())));
        }
        byte[] key = order.key().getBytes(StandardCharsets.UTF_8);
        return new ProducerRecord<>(topic, null, order.queuedAtMillis(), key, order.body(), headers);
    }

    /**
     * The order in a record.
     *
     * @throws MalformedRecordException if somebody else wrote the record, or a newer version of us
     */
    public static Order decode(ConsumerRecord<byte[], byte[]> record) throws MalformedRecordException {
        Headers headers = record.headers();
        String version = text(headers, VERSION);
        if (!"1".equals(version)) {
            throw new MalformedRecordException("header " + VERSION + " is " + version + ", not 1");
        }
        String id = text(headers, ORDER_ID);
        if (id == null || !OrderId.isWellFormed(id)) {
            throw new MalformedRecordException("header " + ORDER_ID + " is " + id);
        }
        if (record.value() == null || record.key() == null) {
            throw new MalformedRecordException("an order needs a key and a body");
        }
        if (record.timestamp() < 0) {
            throw new MalformedRecordException("an order needs the time of its acceptance");
        }
        int replay = replay(headers);
        return new Order(
                id,
                new String(record.key(), StandardCharsets.UTF_8),
                text(headers, CLIENT),
                skus(headers),
                record.value(),
                replay == 0 ? record.timestamp() : number(headers, ACCEPTED_AT, Long.MAX_VALUE),
                text(headers, TRACEPARENT),
                replay,
                record.timestamp());
    }

    /**
     * The record that keeps an order that was given up on: as it lay in the orders topic, with the reason beside it.
     *
     * @param reason why it was given up
     * @param attempts calls made for it
     * @param diedAtMillis when, milliseconds since 1970
     */
    public static ProducerRecord<byte[], byte[]> deadLetter(
            String topic, Order order, int partition, long offset, String reason, int attempts, long diedAtMillis) {
        ProducerRecord<byte[], byte[]> letter = encode(topic, order);
        addReason(letter.headers(), partition, offset, reason, attempts);
        letter.headers().add(DIED_AT, ascii(Long.toString(diedAtMillis)));
        return letter;
    }

    /**
     * The record that keeps what should have been an order and was not. What is so large that the brokers might not take it
     * with the reason beside it is kept by its place alone.
     */
    public static ProducerRecord<byte[], byte[]> deadLetter(
            String topic, ConsumerRecord<byte[], byte[]> malformed, String reason) {
        if (bytes(malformed) > LETTER_BYTES_MAX) {
            ProducerRecord<byte[], byte[]> letter = new ProducerRecord<>(topic, EMPTY, EMPTY);
            String tooLarge = reason + "; too large to be kept here";
            addReason(letter.headers(), malformed.partition(), malformed.offset(), tooLarge, 0);
            return letter;
        }
        RecordHeaders headers = new RecordHeaders(malformed.headers());
        addReason(headers, malformed.partition(), malformed.offset(), reason, 0);
        // Other people's clients may leave the time out, which Kafka stores as -1 and a producer refuses to send.
        Long timestampMillis = malformed.timestamp() < 0 ? null : malformed.timestamp();
        return new ProducerRecord<>(topic, null, timestampMillis, malformed.key(), malformed.value(), headers);
    }

    private static long bytes(ConsumerRecord<byte[], byte[]> record) {
        long bytes = length(record.key()) + length(record.value());
        for (Header header : record.headers()) {
            bytes += header.key().length() + length(header.value());
        }
        return bytes;
    }

    private static long length(byte @Nullable [] bytes) {
        return bytes == null ? 0 : bytes.length;
    }

    private static void addReason(Headers headers, int partition, long offset, String reason, int attempts) {
        headers.add(REASON, reason.getBytes(StandardCharsets.UTF_8));
        headers.add(ATTEMPTS, ascii(Integer.toString(attempts)));
        headers.add(ORIGIN, ascii(partition + "/" + offset));
    }

    private static List<String> skus(Headers headers) {
        String skus = text(headers, SKUS);
        return skus == null ? List.of() : List.of(skus.split(SKU_SEPARATOR));
    }

    /**
     * Which replay the record is of, by its header: 0 if it is of none.
     *
     * @throws MalformedRecordException if the header is no number of a replay
     */
    public static int replay(Headers headers) throws MalformedRecordException {
        return headers.lastHeader(REPLAY) == null ? 0 : (int) number(headers, REPLAY, Order.REPLAYS_MAX);
    }

    /** The number from 0 to this one that a header holds. */
    static long number(Headers headers, String name, long max) throws MalformedRecordException {
        String text = text(headers, name);
        try {
            long number = text == null ? -1 : Long.parseLong(text);
            if (number >= 0 && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw new MalformedRecordException("header " + name + " is " + text);
    }

    static @Nullable String text(Headers headers, String name) {
        Header header = headers.lastHeader(name);
        return header == null || header.value() == null ? null : new String(header.value(), StandardCharsets.UTF_8);
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
