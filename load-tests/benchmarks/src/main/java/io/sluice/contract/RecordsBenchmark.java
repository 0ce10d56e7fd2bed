package io.sluice.contract;

import io.sluice.loadtest.sample.SampleOrders;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.record.TimestampType;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Time to write and to read one record of the topics that every order passes through. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RecordsBenchmark {
    private static final String ID = "4XWC2MZ2J1Q5H0T7T9R2GB3N8K";
    private static final long AT_MILLIS = 1_795_897_567_368L;

    private final Order order = new Order(
            ID,
            "17850-000042",
            null,
            List.of("85123A", "71053", "84406B"),
            SampleOrders.load(5).body(42),
            AT_MILLIS,
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
    private final OrderOutcome outcome = new OrderOutcome(
            ID,
            OrderOutcome.Kind.CONFIRMED,
            null,
            1,
            AT_MILLIS,
            AT_MILLIS + 42_000,
            0x1234_5678_9ABC_DEF0L,
            7,
            123_456L);
    private final FleetRecord lease = new FleetRecord.Lease(
            "worker-1",
            "0123456789abcdef",
            7,
            FleetRecord.WHOLE / 3,
            400,
            new FleetRecord.Claim(FleetRecord.WHOLE, 40_000, AT_MILLIS),
            0.7,
            FleetRecord.Activity.NONE);
    private final ConsumerRecord<byte[], byte[]> orderRecord = read(OrderRecords.encode("orders", order));
    private final ConsumerRecord<byte[], byte[]> outcomeRecord = read(OutcomeRecords.encode("order-outcomes", outcome));
    private final ConsumerRecord<byte[], byte[]> leaseRecord = read(FleetRecords.encode("sluice-fleet", lease));

    private static ConsumerRecord<byte[], byte[]> read(ProducerRecord<byte[], byte[]> written) {
        return new ConsumerRecord<>(
                written.topic(),
                7,
                123_456L,
                written.timestamp() == null ? AT_MILLIS : written.timestamp(),
                TimestampType.CREATE_TIME,
                written.key() == null ? 0 : written.key().length,
                written.value().length,
                written.key(),
                written.value(),
                written.headers(),
                Optional.empty());
    }

    @Benchmark
    public Object writeOrder() {
        return OrderRecords.encode("orders", order);
    }

    @Benchmark
    public Object readOrder() throws MalformedRecordException {
        return OrderRecords.decode(orderRecord);
    }

    @Benchmark
    public Object writeOutcome() {
        return OutcomeRecords.encode("order-outcomes", outcome);
    }

    @Benchmark
    public Object readOutcome() throws MalformedRecordException {
        return OutcomeRecords.decode(outcomeRecord);
    }

    @Benchmark
    public Object readLease() throws MalformedRecordException {
        return FleetRecords.decode(leaseRecord);
    }
}
