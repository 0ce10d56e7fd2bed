package io.sluice.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

class FleetRecordsTest {
    private static final FleetRecord.Lease LEASE = new FleetRecord.Lease(
            "worker-1",
            "a1b2",
            17,
            333_333_333,
            1_000,
            new FleetRecord.Claim(900_000_000, 41_000, 1_795_305_600_123L),
            0.75,
            new FleetRecord.Activity(5_000, 4_900, 24_500_000, 70, 18, 12, "rate"));
    private static final FleetRecord.Control CONTROL = new FleetRecord.Control(
            812.5,
            false,
            FleetRecord.Mode.ADAPTIVE,
            "UTC; 22:00-06:00=900",
            true,
            "worker-1",
            "first start",
            1_795_305_600_123L);
    private static final FleetRecord.Pace PACE =
            new FleetRecord.Pace(640.25, true, "worker-1", FleetRecord.Cause.PROBE, "probing up", 1_795_305_600_123L);
    private static final FleetRecord.Hold HOLD = new FleetRecord.Hold(2_500, "worker-1");

    private static final FleetRecord.SoldOut SOLD_OUT =
            new FleetRecord.SoldOut("85123A", true, 41, "worker-1", "409 by the order system", 1_795_305_600_123L);
    private static final FleetRecord.SoldOut RESTOCKED = new FleetRecord.SoldOut(
            "85123A", false, FleetRecord.SoldOut.ALL, "ada", "a pallet was found", 1_795_305_600_123L);

    private static final String LEASE_GOLDEN =
            "{\"type\":\"lease\",\"worker\":\"worker-1\",\"incarnation\":\"a1b2\",\"sequence\":17,\"share\":333333333,"
                    + "\"ttlMillis\":1000,\"demand\":900000000,\"backlog\":41000,\"oldest\":1795305600123,\"headSpeed\":0.75,"
                    + "\"callsStarted\":5000,\"answered\":4900,\"answeredMicros\":24500000,\"overloaded\":70,"
                    + "\"failed\":18,\"inFlight\":12,\"brake\":\"rate\"}";
    private static final String CONTROL_GOLDEN =
            "{\"type\":\"control\",\"ratePerSecond\":812.5,\"paused\":false,\"mode\":\"adaptive\","
                    + "\"schedule\":\"UTC; 22:00-06:00=900\",\"initial\":true,\"by\":\"worker-1\","
                    + "\"reason\":\"first start\",\"at\":1795305600123}";
    private static final String PACE_GOLDEN =
            "{\"type\":\"pace\",\"ratePerSecond\":640.25,\"advice\":true,\"by\":\"worker-1\",\"cause\":\"probe\","
                    + "\"reason\":\"probing up\",\"at\":1795305600123}";
    private static final String HOLD_GOLDEN = "{\"type\":\"hold\",\"millis\":2500,\"by\":\"worker-1\"}";

    private static final String SOLD_OUT_GOLDEN =
            "{\"type\":\"sold-out\",\"sku\":\"85123A\",\"soldOut\":true,\"knows\":41,"
                    + "\"by\":\"worker-1\",\"reason\":\"409 by the order system\",\"at\":1795305600123}";
    private static final String RESTOCKED_GOLDEN =
            "{\"type\":\"sold-out\",\"sku\":\"85123A\",\"soldOut\":false,\"knows\":9223372036854775807,"
                    + "\"by\":\"ada\",\"reason\":\"a pallet was found\",\"at\":1795305600123}";

    @Test
    void theBytesOfEachRecordAreTheseAndNoOthers() {
        assertGolden(LEASE, "lease/worker-1/a1b2", LEASE_GOLDEN);
        assertGolden(SOLD_OUT, "sold-out/85123A", SOLD_OUT_GOLDEN);
        assertGolden(RESTOCKED, "restocked/85123A", RESTOCKED_GOLDEN);
        assertGolden(CONTROL, "control", CONTROL_GOLDEN);
        assertGolden(PACE, "pace", PACE_GOLDEN);
        assertGolden(HOLD, "hold", HOLD_GOLDEN);
    }

    private static void assertGolden(FleetRecord record, String key, String value) {
        ProducerRecord<byte[], byte[]> encoded = FleetRecords.encode("sluice-fleet", record);
        assertEquals("sluice-fleet", encoded.topic());
        assertEquals(0, encoded.partition());
        assertEquals(key, StoredRecord.text(encoded.key()));
        assertEquals(value, StoredRecord.text(encoded.value()));
    }

    @Test
    void theGoldenBytesAreStillUnderstood() throws MalformedRecordException {
        assertEquals(LEASE, FleetRecords.decode(StoredRecord.ofValue(LEASE_GOLDEN)));
        assertEquals(CONTROL, FleetRecords.decode(StoredRecord.ofValue(CONTROL_GOLDEN)));
        assertEquals(PACE, FleetRecords.decode(StoredRecord.ofValue(PACE_GOLDEN)));
        assertEquals(HOLD, FleetRecords.decode(StoredRecord.ofValue(HOLD_GOLDEN)));
    }

    @Test
    void aRateMayBeWrittenAsAWholeNumber() throws MalformedRecordException {
        FleetRecord read = FleetRecords.decode(StoredRecord.ofValue(CONTROL_GOLDEN.replace("812.5", "800")));
        assertEquals(800.0, ((FleetRecord.Control) read).ratePerSecond());
    }

    @Test
    void aTombstoneHasTheKeyOfTheLeaseAndNoValue() {
        ProducerRecord<byte[], byte[]> tombstone = FleetRecords.tombstone("sluice-fleet", LEASE);
        assertEquals(0, tombstone.partition());
        assertEquals("lease/worker-1/a1b2", StoredRecord.text(tombstone.key()));
        assertNull(tombstone.value());
        assertThrows(MalformedRecordException.class, () -> FleetRecords.decode(StoredRecord.of(tombstone, 0, 0)));
    }

    @Test
    void twoLivesOfOneWorkerKeepTheirOwnLastWord() {
        FleetRecord.Lease next = new FleetRecord.Lease(
                "worker-1", "c3d4", 1, 0, 0, FleetRecord.Claim.NONE, 0, FleetRecord.Activity.NONE);
        assertEquals(
                "lease/worker-1/c3d4",
                StoredRecord.text(FleetRecords.encode("sluice-fleet", next).key()));
    }

    @Test
    void whatIsNotUnderstoodIsMalformed() {
        assertMalformed("", "not a JSON object");
        assertMalformed("\"lease\"", "not a JSON object");
        assertMalformed("{\"type\":\"lease\"", "not JSON");
        assertMalformed("{}", "'type'");
        assertMalformed("{\"type\":1}", "'type'");
        assertMalformed("{\"type\":\"election\"}", "fleet record type 'election' is not known");
        assertMalformed("{\"type\":\"lease\"}", "'worker'");
        assertMalformed(LEASE_GOLDEN.replace("333333333", "0.33"), "'share' is missing or no whole number");
        assertMalformed(CONTROL_GOLDEN.replace("812.5", "\"812.5\""), "'ratePerSecond' is missing or no number");
        assertMalformed(CONTROL_GOLDEN.replace("false", "0"), "'paused' is missing or neither true nor false");
        assertMalformed(CONTROL_GOLDEN.replace("adaptive", "guess"), "mode 'guess' is not known");
        assertMalformed(HOLD_GOLDEN.replace("2500", "null"), "'millis'");
    }

    private static void assertMalformed(String value, String why) {
        MalformedRecordException e = assertThrows(
                MalformedRecordException.class, () -> FleetRecords.decode(StoredRecord.ofValue(value)), value);
        assertTrue(e.getMessage().contains(why), e.getMessage());
    }
}
