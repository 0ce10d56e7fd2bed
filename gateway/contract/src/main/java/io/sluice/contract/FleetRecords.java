package io.sluice.contract;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Fleet record ↔ Kafka record: flat JSON, keyed so that compaction keeps the last word of each speaker. Thread-safe. */
public final class FleetRecords {
    private static final String TYPE = "type";
    private static final String LEASE = "lease";
    private static final String CONTROL = "control";
    private static final String PACE = "pace";
    private static final String HOLD = "hold";
    private static final String SOLD_OUT = "sold-out";
    private static final String RESTOCKED = "restocked";

    private FleetRecords() {}

    /** The Kafka record that says this. */
    public static ProducerRecord<byte[], byte[]> encode(String topic, FleetRecord record) {
        if (record instanceof FleetRecord.Lease lease) {
            return record(topic, leaseKey(lease), encode(lease));
        }
        if (record instanceof FleetRecord.Control control) {
            return record(topic, CONTROL, encode(control));
        }
        if (record instanceof FleetRecord.Pace pace) {
            return record(topic, PACE, encode(pace));
        }
        if (record instanceof FleetRecord.SoldOut soldOut) {
            return record(topic, (soldOut.soldOut() ? SOLD_OUT : RESTOCKED) + "/" + soldOut.sku(), encode(soldOut));
        }
        FleetRecord.Hold hold = (FleetRecord.Hold) record;
        return record(
                topic,
                HOLD,
                FlatJson.empty().put(TYPE, HOLD).put("millis", hold.millis()).put("by", hold.by()));
    }

    /** The record that lets compaction remove the last word of a worker that is gone. */
    public static ProducerRecord<byte[], byte[]> tombstone(String topic, FleetRecord.Lease lease) {
        return new ProducerRecord<>(topic, 0, leaseKey(lease).getBytes(StandardCharsets.UTF_8), null);
    }

    private static String leaseKey(FleetRecord.Lease lease) {
        return LEASE + "/" + lease.worker() + "/" + lease.incarnation();
    }

    private static FlatJson encode(FleetRecord.Lease lease) {
        FleetRecord.Claim claim = lease.claim();
        FleetRecord.Activity activity = lease.activity();
        return FlatJson.empty()
                .put(TYPE, LEASE)
                .put("worker", lease.worker())
                .put("incarnation", lease.incarnation())
                .put("sequence", lease.sequence())
                .put("share", lease.share())
                .put("ttlMillis", lease.ttlMillis())
                .put("demand", claim.demand())
                .put("backlog", claim.backlog())
                .put("oldest", claim.oldestMillis())
                .put("headSpeed", lease.headSpeed())
                .put("callsStarted", activity.callsStarted())
                .put("answered", activity.answered())
                .put("answeredMicros", activity.answeredMicros())
                .put("overloaded", activity.overloaded())
                .put("failed", activity.failed())
                .put("inFlight", activity.inFlight())
                .put("brake", activity.brake());
    }

    private static FlatJson encode(FleetRecord.Control control) {
        return FlatJson.empty()
                .put(TYPE, CONTROL)
                .put("ratePerSecond", control.ratePerSecond())
                .put("paused", control.paused())
                .put("mode", control.mode().word())
                .put("schedule", control.schedule())
                .put("initial", control.initial())
                .put("by", control.by())
                .put("reason", control.reason())
                .put("at", control.atMillis());
    }

    private static FlatJson encode(FleetRecord.Pace pace) {
        return FlatJson.empty()
                .put(TYPE, PACE)
                .put("ratePerSecond", pace.ratePerSecond())
                .put("advice", pace.advice())
                .put("by", pace.by())
                .put("cause", pace.cause().word())
                .put("reason", pace.reason())
                .put("at", pace.atMillis());
    }

    private static FlatJson encode(FleetRecord.SoldOut soldOut) {
        return FlatJson.empty()
                .put(TYPE, SOLD_OUT)
                .put("sku", soldOut.sku())
                .put("soldOut", soldOut.soldOut())
                .put("knows", soldOut.knows())
                .put("by", soldOut.by())
                .put("reason", soldOut.reason())
                .put("at", soldOut.atMillis());
    }

    private static ProducerRecord<byte[], byte[]> record(String topic, String key, FlatJson value) {
        return new ProducerRecord<>(topic, 0, key.getBytes(StandardCharsets.UTF_8), value.bytes());
    }

    /**
     * What a record of the fleet log says.
     *
     * @throws MalformedRecordException if this version does not understand it
     */
    public static FleetRecord decode(ConsumerRecord<byte[], byte[]> record) throws MalformedRecordException {
        FlatJson json = FlatJson.parse(record.value());
        String type = json.text(TYPE);
        return switch (type) {
            case LEASE ->
                new FleetRecord.Lease(
                        json.text("worker"),
                        json.text("incarnation"),
                        json.number("sequence"),
                        json.number("share"),
                        json.number("ttlMillis"),
                        new FleetRecord.Claim(json.number("demand"), json.number("backlog"), json.number("oldest")),
                        json.decimal("headSpeed"),
                        new FleetRecord.Activity(
                                json.number("callsStarted"),
                                json.number("answered"),
                                json.number("answeredMicros"),
                                json.number("overloaded"),
                                json.number("failed"),
                                (int) json.number("inFlight"),
                                json.text("brake")));
            case CONTROL ->
                new FleetRecord.Control(
                        json.decimal("ratePerSecond"),
                        json.truth("paused"),
                        Words.require(FleetRecord.Mode.class, "mode", json.text("mode")),
                        json.text("schedule"),
                        json.truth("initial"),
                        json.text("by"),
                        json.text("reason"),
                        json.number("at"));
            case PACE ->
                new FleetRecord.Pace(
                        json.decimal("ratePerSecond"),
                        json.truth("advice"),
                        json.text("by"),
                        Words.require(FleetRecord.Cause.class, "cause", json.text("cause")),
                        json.text("reason"),
                        json.number("at"));
            case HOLD -> new FleetRecord.Hold(json.number("millis"), json.text("by"));
            case SOLD_OUT ->
                new FleetRecord.SoldOut(
                        json.text("sku"),
                        json.truth("soldOut"),
                        json.number("knows"),
                        json.text("by"),
                        json.text("reason"),
                        json.number("at"));
            default -> throw new MalformedRecordException("fleet record type '" + type + "' is not known");
        };
    }
}
