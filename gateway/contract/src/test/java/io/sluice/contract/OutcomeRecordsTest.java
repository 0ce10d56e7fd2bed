package io.sluice.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

class OutcomeRecordsTest {
    private static final String ID = "0AFGMBG0GN3W810TDKZ3Z4670E";
    private static final String GOLDEN = "{\"orderId\":\"0AFGMBG0GN3W810TDKZ3Z4670E\",\"status\":\"rejected\","
            + "\"reason\":\"sold \\\"out\\\"\",\"attempts\":2,\"acceptedAt\":1795305600123,"
            + "\"settledAt\":1795305601456,\"fingerprint\":77,\"partition\":7,\"offset\":5000000000}";

    private static OrderOutcome outcome(OrderOutcome.Kind kind, String reason) {
        return new OrderOutcome(ID, kind, reason, 2, 1_795_305_600_123L, 1_795_305_601_456L, 77, 7, 5_000_000_000L);
    }

    @Test
    void theBytesOfARecordAreTheseAndNoOthers() {
        ProducerRecord<byte[], byte[]> record =
                OutcomeRecords.encode("order-outcomes", outcome(OrderOutcome.Kind.REJECTED, "sold \"out\""));
        assertEquals("order-outcomes", record.topic());
        assertEquals(7, record.partition(), "the partition number of its order");
        assertEquals(1_795_305_601_456L, record.timestamp());
        assertEquals(ID, StoredRecord.text(record.key()));
        assertEquals(GOLDEN, StoredRecord.text(record.value()));
        assertEquals(List.of(), StoredRecord.text(record.headers()));
    }

    @Test
    void theGoldenBytesAreStillUnderstood() throws MalformedRecordException {
        OrderOutcome decoded = OutcomeRecords.decode(StoredRecord.ofValue(GOLDEN));
        assertEquals(outcome(OrderOutcome.Kind.REJECTED, "sold \"out\""), decoded);
    }

    @Test
    void everyKindComesBackAsItWas() throws MalformedRecordException {
        for (OrderOutcome.Kind kind : OrderOutcome.Kind.values()) {
            assertRoundTrip(outcome(kind, "a reason: ü 鍵 \n\t\u0001 \ud83d\ude80"));
            assertRoundTrip(outcome(kind, null));
        }
    }

    @Test
    void theEndOfAReplaySaysSoInAHeaderAndNowhereElse() throws MalformedRecordException {
        OrderOutcome first = outcome(OrderOutcome.Kind.REJECTED, "sold \"out\"");
        OrderOutcome replayed = new OrderOutcome(
                first.orderId(),
                first.kind(),
                first.reason(),
                first.attempts(),
                first.acceptedAtMillis(),
                first.settledAtMillis(),
                first.fingerprint(),
                first.orderPartition(),
                first.orderOffset(),
                2);
        ProducerRecord<byte[], byte[]> record = OutcomeRecords.encode("order-outcomes", replayed);
        assertEquals(List.of("sluice-replay=2"), StoredRecord.text(record.headers()));
        assertEquals(GOLDEN, StoredRecord.text(record.value()));
        assertRoundTrip(replayed);
    }

    private static void assertRoundTrip(OrderOutcome outcome) throws MalformedRecordException {
        assertEquals(outcome, OutcomeRecords.decode(StoredRecord.of(OutcomeRecords.encode("outcomes", outcome), 7, 1)));
    }

    @Test
    void theWordsOfTheStatusAnswerArePinned() {
        assertEquals(
                List.of("confirmed", "rejected", "expired", "cancelled", "failed"),
                Stream.of(OrderOutcome.Kind.values())
                        .map(OrderOutcome.Kind::word)
                        .toList());
    }

    @Test
    void fieldsOfANewerVersionAreIgnored() throws MalformedRecordException {
        String newer =
                GOLDEN.replace("\"attempts\":2", "\"by\":{\"a\":[1,{}]},\"seen\":null,\"ok\":true,\"attempts\":2");
        assertEquals(
                outcome(OrderOutcome.Kind.REJECTED, "sold \"out\""),
                OutcomeRecords.decode(StoredRecord.ofValue(newer)));
    }

    @Test
    void whatIsNoOutcomeIsMalformed() {
        assertMalformed("", "not a JSON object");
        assertMalformed("[]", "not a JSON object");
        assertMalformed("hello", "not JSON");
        assertMalformed("{\"orderId\":", "not JSON");
        assertMalformed(GOLDEN.substring(0, GOLDEN.length() - 1), "not JSON");
        assertMalformed("{}", "'orderId'");
        assertMalformed(GOLDEN.replace("\"rejected\"", "\"sunk\""), "outcome 'sunk' is not known");
        assertMalformed(GOLDEN.replace("\"rejected\"", "\"REJECTED\""), "'REJECTED' is not known");
        assertMalformed(GOLDEN.replace("\"attempts\":2", "\"attempts\":\"2\""), "'attempts'");
        assertMalformed(GOLDEN.replace("\"attempts\":2", "\"attempts\":2.5"), "'attempts'");
        assertMalformed(GOLDEN.replace(",\"offset\":5000000000", ""), "'offset'");
        assertMalformed(GOLDEN.replace("5000000000", "99999999999999999999"), "not JSON");
    }

    @Test
    void aTombstoneIsMalformed() {
        ProducerRecord<byte[], byte[]> tombstone = new ProducerRecord<>("outcomes", StoredRecord.bytes(ID), null);
        MalformedRecordException e = assertThrows(
                MalformedRecordException.class, () -> OutcomeRecords.decode(StoredRecord.of(tombstone, 0, 0)));
        assertEquals("the record has no value", e.getMessage());
    }

    private static void assertMalformed(String value, String why) {
        MalformedRecordException e = assertThrows(
                MalformedRecordException.class, () -> OutcomeRecords.decode(StoredRecord.ofValue(value)), value);
        assertTrue(e.getMessage().contains(why), e.getMessage());
    }
}
