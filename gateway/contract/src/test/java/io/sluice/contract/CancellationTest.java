package io.sluice.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

class CancellationTest {
    private static final String ID = "0AFGMBG0GN3W810TDKZ3Z4670E";
    private static final Cancellation CANCELLATION =
            new Cancellation(ID, 7, 5_000_000_000L, 1_795_305_600_123L, -77, 1_795_305_601_456L);
    private static final String GOLDEN =
            "{\"orderId\":\"0AFGMBG0GN3W810TDKZ3Z4670E\",\"partition\":7,\"offset\":5000000000,"
                    + "\"acceptedAt\":1795305600123,\"fingerprint\":-77,\"requestedAt\":1795305601456}";

    @Test
    void theBytesOfARecordAreTheseAndNoOthers() {
        ProducerRecord<byte[], byte[]> record = CANCELLATION.encode("order-cancellations");
        assertEquals("order-cancellations", record.topic());
        assertEquals(7, record.partition(), "the partition number of its order");
        assertEquals(1_795_305_601_456L, record.timestamp());
        assertEquals(ID, StoredRecord.text(record.key()));
        assertEquals(GOLDEN, StoredRecord.text(record.value()));
    }

    @Test
    void theGoldenBytesAreStillUnderstood() throws MalformedRecordException {
        assertEquals(CANCELLATION, Cancellation.decode(StoredRecord.ofValue(GOLDEN)));
    }

    @Test
    void whatIsIncompleteIsMalformed() {
        assertThrows(
                MalformedRecordException.class,
                () -> Cancellation.decode(StoredRecord.ofValue("{\"orderId\":\"" + ID + "\"}")));
    }
}
