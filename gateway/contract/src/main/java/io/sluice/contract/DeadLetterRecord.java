package io.sluice.contract;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * What lies in the dead-letter topic: letters, and marks that say that a letter was put back. A mark lies in the partition of
 * its letter, hence behind it: who reads backwards knows of the mark first. Immutable and thread-safe.
 */
public sealed interface DeadLetterRecord {

    /**
     * An order that was given up on, or a record that was none.
     *
     * @param place where the letter lies
     * @param order what died, or null if it cannot be put back
     * @param malformed why it cannot, or null
     * @param reason why it died
     * @param attempts calls made for it
     * @param origin where it lay in the orders topic, or null if the letter does not say
     * @param queuedAtMillis since when it had been waiting, milliseconds since 1970
     * @param diedAtMillis when it died, likewise; 0 if the letter does not say
     * @param bodyBytes length of its body, of which the order may hold the beginning only: see {@link #cut}
     */
    record Letter(
            LetterPlace place,
            @Nullable Order order,
            @Nullable String malformed,
            String reason,
            int attempts,
            @Nullable LetterPlace origin,
            long queuedAtMillis,
            long diedAtMillis,
            int bodyBytes)
            implements DeadLetterRecord {

        /** When it died, or what comes nearest to it. */
        public long atMillis() {
            return diedAtMillis == 0 ? queuedAtMillis : diedAtMillis;
        }

        /** The letter with at most so many bytes of the body: for who wants to look and not to put it back. */
        public Letter cut(int bytesMax) {
            Order whole = order;
            if (whole == null || whole.body().length <= bytesMax) {
                return this;
            }
            Order cut = new Order(
                    whole.id(),
                    whole.key(),
                    whole.client(),
                    whole.skus(),
                    Arrays.copyOf(whole.body(), bytesMax),
                    whole.acceptedAtMillis(),
                    whole.traceparent(),
                    whole.replay(),
                    whole.queuedAtMillis());
            return new Letter(place, cut, malformed, reason, attempts, origin, queuedAtMillis, diedAtMillis, bodyBytes);
        }
    }

    /**
     * The word that a letter was put back; written after Kafka has the replay. If it is missing the letter may be put back
     * again, as the same replay, which workers know and drop.
     *
     * @param letter which letter
     * @param orderId its order
     * @param replay {@link Order#replay} of the replay
     * @param by who did it
     * @param atMillis when, milliseconds since 1970
     */
    record Mark(LetterPlace letter, String orderId, int replay, String by, long atMillis) implements DeadLetterRecord {

        /** The record that says so. It has no body, as all that counts is small and for machines. */
        public ProducerRecord<byte[], byte[]> encode(String topic) {
            RecordHeaders headers = new RecordHeaders();
            headers.add(REPLAYED, OrderRecords.ascii(letter.toString()));
            headers.add(OrderRecords.ORDER_ID, OrderRecords.ascii(orderId));
            headers.add(OrderRecords.REPLAY, OrderRecords.ascii(Integer.toString(replay)));
            headers.add(BY, by.getBytes(StandardCharsets.UTF_8));
            byte[] key = OrderRecords.ascii(orderId);
            return new ProducerRecord<>(topic, letter.partition(), atMillis, key, new byte[0], headers);
        }
    }

    /** Which letter a mark is about. */
    String REPLAYED = "sluice-replayed";

    /** Who put it back. */
    String BY = "sluice-operator";

    /** What the record is. Whatever is neither of ours is a letter that cannot be put back: a person has to see it. */
    static DeadLetterRecord decode(ConsumerRecord<byte[], byte[]> record) {
        Headers headers = record.headers();
        // What was no order is kept with all headers it had, so a letter may look like a mark; a mark has no origin.
        if (headers.lastHeader(OrderRecords.ORIGIN) == null && headers.lastHeader(REPLAYED) != null) {
            Mark mark = mark(record);
            if (mark != null) {
                return mark;
            }
        }
        return letter(record);
    }

    private static @Nullable Mark mark(ConsumerRecord<byte[], byte[]> record) {
        String letter = OrderRecords.text(record.headers(), REPLAYED);
        String orderId = OrderRecords.text(record.headers(), OrderRecords.ORDER_ID);
        String by = OrderRecords.text(record.headers(), BY);
        LetterPlace place = letter == null ? null : LetterPlace.parse(letter);
        if (place == null || orderId == null || by == null) {
            return null;
        }
        try {
            return new Mark(place, orderId, OrderRecords.replay(record.headers()), by, record.timestamp());
        } catch (MalformedRecordException e) {
            return null;
        }
    }

    private static Letter letter(ConsumerRecord<byte[], byte[]> record) {
        Order order = null;
        String malformed = null;
        try {
            order = OrderRecords.decode(record);
        } catch (MalformedRecordException e) {
            malformed = e.getMessage();
        }
        Headers headers = record.headers();
        String reason = OrderRecords.text(headers, OrderRecords.REASON);
        String origin = OrderRecords.text(headers, OrderRecords.ORIGIN);
        return new Letter(
                new LetterPlace(record.partition(), record.offset()),
                order,
                malformed,
                reason == null ? "not said" : reason,
                (int) optionalNumber(headers, OrderRecords.ATTEMPTS, Integer.MAX_VALUE),
                origin == null ? null : LetterPlace.parse(origin),
                Math.max(0, record.timestamp()),
                optionalNumber(headers, OrderRecords.DIED_AT, Long.MAX_VALUE),
                record.value() == null ? 0 : record.value().length);
    }

    private static long optionalNumber(Headers headers, String name, long max) {
        try {
            return OrderRecords.number(headers, name, max);
        } catch (MalformedRecordException e) {
            return 0;
        }
    }
}
