package io.sluice.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.sluice.contract.DeadLetterRecord.Letter;
import io.sluice.contract.DeadLetterRecord.Mark;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

class DeadLetterRecordTest {
    private static final String ID = "0AFGMBG0GN3W810TDKZ3Z4670E";
    private static final String TRACEPARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    private static Order order() {
        return new Order(ID, "7", "shop-web", List.of("A"), StoredRecord.bytes("{\"a\":1}"), 1_000, TRACEPARENT);
    }

    private static ConsumerRecord<byte[], byte[]> died(Order order) {
        return StoredRecord.of(OrderRecords.deadLetter("letters", order, 5, 99, "HTTP 500", 8, 1_500), 3, 17);
    }

    @Test
    void theBytesOfAReplayAreTheseAndItComesBackAsItWas() throws MalformedRecordException {
        ProducerRecord<byte[], byte[]> record = OrderRecords.encode("orders", order().replayed(2, 2_000));
        assertEquals(2_000, record.timestamp(), "neither retention nor a deadline counts the time it was dead");
        assertEquals(
                List.of(
                        "sluice-version=1",
                        "sluice-order-id=" + ID,
                        "sluice-client=shop-web",
                        "sluice-skus=A",
                        "traceparent=" + TRACEPARENT,
                        "sluice-replay=2",
                        "sluice-accepted-at=1000"),
                StoredRecord.text(record.headers()));
        Order decoded = OrderRecords.decode(StoredRecord.of(record, 0, 0));
        assertEquals(2, decoded.replay());
        assertEquals(1_000, decoded.acceptedAtMillis());
        assertEquals(2_000, decoded.queuedAtMillis());
    }

    @Test
    void aReplayWithoutAProperNumberOrTimeIsMalformed() {
        for (String number : List.of("-1", "100", "two", "")) {
            assertNotNull(malformed("sluice-replay", number), number);
        }
        assertEquals("header sluice-accepted-at is x", malformed("sluice-accepted-at", "x"));
    }

    private static String malformed(String header, String text) {
        ProducerRecord<byte[], byte[]> record = OrderRecords.encode("orders", order().replayed(2, 2_000));
        record.headers().add(header, StoredRecord.bytes(text));
        return letter(StoredRecord.of(record, 0, 0)).malformed();
    }

    private static Letter letter(ConsumerRecord<byte[], byte[]> record) {
        return assertInstanceOf(Letter.class, DeadLetterRecord.decode(record));
    }

    @Test
    void aLetterTellsWhatDiedWhereAndWhen() {
        Letter letter = letter(died(order().replayed(2, 2_000)));
        assertEquals("3/17", letter.place().toString());
        assertEquals(new LetterPlace(5, 99), letter.origin());
        assertEquals("HTTP 500", letter.reason());
        assertEquals(8, letter.attempts());
        assertEquals(1_500, letter.atMillis());
        assertEquals(2_000, letter.queuedAtMillis());
        assertEquals(2, letter.order().replay());
        assertEquals(1_000, letter.order().acceptedAtMillis());
        assertNull(letter.malformed());
        assertEquals(7, letter.bodyBytes());
        assertArrayEquals(StoredRecord.bytes("{\"a"), letter.cut(3).order().body());
        assertEquals(7, letter.cut(3).bodyBytes());
    }

    @Test
    void whatWasNoOrderIsALetterThatSaysWhy() {
        ProducerRecord<byte[], byte[]> sent =
                new ProducerRecord<>("orders", null, 1_000L, StoredRecord.bytes("k"), StoredRecord.bytes("x"));
        // Not even if it pretends to be a mark.
        sent.headers().add("sluice-replayed", StoredRecord.bytes("3/16"));
        ProducerRecord<byte[], byte[]> kept =
                OrderRecords.deadLetter("letters", StoredRecord.of(sent, 5, 99), "no version");
        Letter letter = letter(StoredRecord.of(kept, 3, 17));
        assertNull(letter.order());
        assertEquals("header sluice-version is null, not 1", letter.malformed());
        assertEquals("no version", letter.reason());
        assertEquals(1_000, letter.atMillis());
    }

    @Test
    void aMarkLiesBesideItsLetterAndComesBackAsItWas() {
        Mark mark = new Mark(new LetterPlace(3, 17), ID, 1, "ada", 2_500);
        ProducerRecord<byte[], byte[]> record = mark.encode("letters");
        assertEquals(3, record.partition());
        assertEquals(2_500, record.timestamp());
        assertEquals(
                List.of("sluice-replayed=3/17", "sluice-order-id=" + ID, "sluice-replay=1", "sluice-operator=ada"),
                StoredRecord.text(record.headers()));
        assertEquals(mark, DeadLetterRecord.decode(StoredRecord.of(record, 3, 18)));
    }

    @Test
    void whatIsNoProperMarkIsShownAsALetter() {
        for (String place : List.of("", "3", "3/", "-1/2", "3/1234567890123456789")) {
            ProducerRecord<byte[], byte[]> record =
                    new Mark(new LetterPlace(3, 17), ID, 1, "ada", 2_500).encode("letters");
            record.headers().add("sluice-replayed", StoredRecord.bytes(place));
            assertNull(letter(StoredRecord.of(record, 3, 18)).order(), place);
        }
    }
}
