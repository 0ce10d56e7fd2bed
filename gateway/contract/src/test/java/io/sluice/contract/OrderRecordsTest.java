package io.sluice.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collections;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

class OrderRecordsTest {
    private static final String ID = "0AFGMBG0GN3W810TDKZ3Z4670E";
    private static final String TRACEPARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    private static final List<String> SKUS = List.of("85123A", "71053");
    private static final long ACCEPTED_AT_MILLIS = 1_795_305_600_123L;

    private static Order order(String client, String traceparent) {
        byte[] body = StoredRecord.bytes("{ \"customerId\": \"7\" }");
        return new Order(ID, "7", client, SKUS, body, ACCEPTED_AT_MILLIS, traceparent);
    }

    @Test
    void theBytesOfARecordAreTheseAndNoOthers() {
        ProducerRecord<byte[], byte[]> record = OrderRecords.encode("orders", order("shop-web", TRACEPARENT));
        assertEquals("orders", record.topic());
        assertNull(record.partition());
        assertEquals(ACCEPTED_AT_MILLIS, record.timestamp());
        assertEquals("7", StoredRecord.text(record.key()));
        assertEquals("{ \"customerId\": \"7\" }", StoredRecord.text(record.value()));
        assertEquals(
                List.of(
                        "sluice-version=1",
                        "sluice-order-id=" + ID,
                        "sluice-client=shop-web",
                        "sluice-skus=85123A\n71053",
                        "traceparent=" + TRACEPARENT),
                StoredRecord.text(record.headers()));
    }

    @Test
    void whatIsAbsentHasNoHeader() {
        byte[] body = StoredRecord.bytes("{}");
        ProducerRecord<byte[], byte[]> record =
                OrderRecords.encode("orders", new Order(ID, "7", null, List.of(), body, 1, null));
        assertEquals(List.of("sluice-version=1", "sluice-order-id=" + ID), StoredRecord.text(record.headers()));
    }

    @Test
    void anOrderComesBackAsItWas() throws MalformedRecordException {
        assertRoundTrip(order("shop-web", TRACEPARENT));
        assertRoundTrip(order(null, null));
    }

    @Test
    void keysAndClientsMayBeInAnyLanguage() throws MalformedRecordException {
        assertRoundTrip(
                new Order(ID, "Käufer ключ 鍵", "läden", List.of("größe-7", "鍵"), StoredRecord.bytes("{}"), 1, null));
    }

    @Test
    void skusTravelOnlyWhereTheyCanBeToldApartAndAreFew() {
        assertTrue(OrderRecords.mayCarry(List.of("a b", "c,d", "größe-7")));
        assertTrue(OrderRecords.mayCarry(Collections.nCopies(64, "a")));
        assertFalse(OrderRecords.mayCarry(Collections.nCopies(65, "a")));
        assertFalse(OrderRecords.mayCarry(List.of("a\nb")));
        assertFalse(OrderRecords.mayCarry(List.of("")));
    }

    @Test
    void aFingerprintTellsBodiesApartAndIsNeverTheSignOfNone() {
        assertEquals(0x44136fa355b3678aL, Order.fingerprint(StoredRecord.bytes("{}")), "of the SHA-256 of {}");
        assertNotEquals(Order.fingerprint(StoredRecord.bytes("{}")), Order.fingerprint(StoredRecord.bytes("{} ")));
    }

    @Test
    void aBodyIsNeverTouchedEvenIfItIsNoText() throws MalformedRecordException {
        byte[] body = new byte[256];
        for (int i = 0; i < body.length; i++) {
            body[i] = (byte) i;
        }
        assertRoundTrip(new Order(ID, "k", null, List.of(), body, 1, null));
    }

    private static void assertRoundTrip(Order order) throws MalformedRecordException {
        Order decoded = OrderRecords.decode(StoredRecord.of(OrderRecords.encode("orders", order), 3, 14));
        assertEquals(order.id(), decoded.id());
        assertEquals(order.key(), decoded.key());
        assertEquals(order.client(), decoded.client());
        assertEquals(order.skus(), decoded.skus());
        assertArrayEquals(order.body(), decoded.body());
        assertEquals(order.acceptedAtMillis(), decoded.acceptedAtMillis());
        assertEquals(order.traceparent(), decoded.traceparent());
    }

    @Test
    void headersOfOthersAreIgnored() throws MalformedRecordException {
        ProducerRecord<byte[], byte[]> record = OrderRecords.encode("orders", order(null, null));
        record.headers().add("added-by-a-mirror", new byte[] {1});
        assertEquals(ID, OrderRecords.decode(StoredRecord.of(record, 0, 0)).id());
    }

    @Test
    void aRecordOfSomebodyElseIsMalformed() {
        assertMalformed(new ProducerRecord<>("orders", bytes("k"), bytes("{}")), "sluice-version is null");
    }

    @Test
    void aRecordOfANewerVersionIsMalformed() {
        ProducerRecord<byte[], byte[]> record = OrderRecords.encode("orders", order(null, null));
        record.headers().remove("sluice-version").add("sluice-version", bytes("2"));
        assertMalformed(record, "sluice-version is 2, not 1");
    }

    @Test
    void anIdThatIsMissingOrMisshapenIsMalformed() {
        ProducerRecord<byte[], byte[]> record = OrderRecords.encode("orders", order(null, null));
        record.headers().remove("sluice-order-id");
        assertMalformed(record, "sluice-order-id is null");
        record.headers().add("sluice-order-id", bytes("42"));
        assertMalformed(record, "sluice-order-id is 42");
        record.headers().add("sluice-order-id", null);
        assertMalformed(record, "sluice-order-id is null");
    }

    @Test
    void anOrderWithoutKeyOrBodyIsMalformed() {
        ProducerRecord<byte[], byte[]> whole = OrderRecords.encode("orders", order(null, null));
        assertMalformed(
                new ProducerRecord<>("orders", null, 1L, null, whole.value(), whole.headers()), "a key and a body");
        assertMalformed(
                new ProducerRecord<>("orders", null, 1L, whole.key(), null, whole.headers()), "a key and a body");
    }

    private static void assertMalformed(ProducerRecord<byte[], byte[]> record, String why) {
        ConsumerRecord<byte[], byte[]> stored = StoredRecord.of(record, 0, 0);
        MalformedRecordException e =
                assertThrows(MalformedRecordException.class, () -> OrderRecords.decode(stored), "accepted");
        assertTrue(e.getMessage().contains(why), e.getMessage());
    }

    @Test
    void aDeadLetterIsTheOrderWithTheReasonBesideIt() throws MalformedRecordException {
        Order order = order("shop-web", null);
        ProducerRecord<byte[], byte[]> letter =
                OrderRecords.deadLetter("orders-dead-letter", order, 5, 99, "HTTP 500", 8, 1_795_305_700_000L);
        assertEquals("orders-dead-letter", letter.topic());
        assertNull(letter.partition());
        assertEquals(
                List.of(
                        "sluice-version=1",
                        "sluice-order-id=" + ID,
                        "sluice-client=shop-web",
                        "sluice-skus=85123A\n71053",
                        "sluice-reason=HTTP 500",
                        "sluice-attempts=8",
                        "sluice-origin=5/99",
                        "sluice-died-at=1795305700000"),
                StoredRecord.text(letter.headers()));
        Order replayable = OrderRecords.decode(StoredRecord.of(letter, 0, 0));
        assertEquals(order.id(), replayable.id());
        assertArrayEquals(order.body(), replayable.body());
    }

    @Test
    void whatWasNoOrderIsKeptAsItLay() {
        ProducerRecord<byte[], byte[]> sent =
                new ProducerRecord<>("orders", null, ACCEPTED_AT_MILLIS, bytes("k"), bytes("not ours"));
        sent.headers().add("theirs", bytes("x"));
        ProducerRecord<byte[], byte[]> letter =
                OrderRecords.deadLetter("orders-dead-letter", StoredRecord.of(sent, 5, 99), "no version");
        assertEquals("k", StoredRecord.text(letter.key()));
        assertEquals("not ours", StoredRecord.text(letter.value()));
        assertEquals(ACCEPTED_AT_MILLIS, letter.timestamp());
        assertEquals(
                List.of("theirs=x", "sluice-reason=no version", "sluice-attempts=0", "sluice-origin=5/99"),
                StoredRecord.text(letter.headers()));
        assertEquals(List.of("theirs=x"), StoredRecord.text(sent.headers()), "the original is left alone");
    }

    @Test
    void whatIsTooLargeForALetterIsKeptByItsPlace() {
        ProducerRecord<byte[], byte[]> sent =
                new ProducerRecord<>("orders", null, ACCEPTED_AT_MILLIS, bytes("k"), new byte[899_999]);
        assertEquals(
                899_999,
                OrderRecords.deadLetter("orders-dead-letter", StoredRecord.of(sent, 5, 99), "no version")
                        .value()
                        .length);
        sent.headers().add("theirs", bytes("x"));
        ProducerRecord<byte[], byte[]> letter =
                OrderRecords.deadLetter("orders-dead-letter", StoredRecord.of(sent, 5, 99), "no version");
        assertEquals(0, letter.value().length);
        assertEquals(
                List.of(
                        "sluice-reason=no version; too large to be kept here",
                        "sluice-attempts=0",
                        "sluice-origin=5/99"),
                StoredRecord.text(letter.headers()));
    }

    @Test
    void aRecordWithoutATimeIsMalformedAndCanStillBeKept() {
        ConsumerRecord<byte[], byte[]> timeless = new ConsumerRecord<>("orders", 5, 99, bytes("k"), bytes("{}"));
        OrderRecords.encode("orders", order(null, null)).headers().forEach(timeless.headers()::add);
        assertEquals(ConsumerRecord.NO_TIMESTAMP, timeless.timestamp());
        MalformedRecordException e = assertThrows(MalformedRecordException.class, () -> OrderRecords.decode(timeless));
        assertEquals("an order needs the time of its acceptance", e.getMessage());
        assertNull(OrderRecords.deadLetter("orders-dead-letter", timeless, "no time")
                .timestamp());
    }

    private static byte[] bytes(String text) {
        return StoredRecord.bytes(text);
    }

    @Test
    void theTraceIdIsTheOneOfTheTraceparent() {
        assertEquals(
                "0af7651916cd43dd8448eb211c80319c",
                Order.traceId("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"));
        assertEquals("", Order.traceId(null));
        assertEquals("", Order.traceId("00-cut-short"), "the header of a record that others wrote");
    }
}
