package io.sluice.worker.fleet;

import io.sluice.contract.FleetRecord;
import io.sluice.contract.FleetRecord.Activity;
import io.sluice.contract.FleetRecord.Claim;
import io.sluice.contract.FleetRecord.Lease;
import io.sluice.contract.FleetRecords;
import io.sluice.contract.MalformedRecordException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * What following a large fleet costs one worker: a program that decodes and reads the renewals of so many peers into one
 * ledger, asks it for news as often as {@code FleetLog} may, and prints CPU a second of the fleet's time.
 */
final class FleetScale {
    private static final long LEASE_NANOS = SimulatedWorker.TTL_NANOS;
    private static final int RENEWALS_PER_LEASE = 3;
    private static final int NEWS_PER_SECOND_MAX = 33;
    private static final int WARM_UP_ROUNDS = 200;
    private static final int ROUNDS = 300;

    private FleetScale() {}

    public static void main(String[] args) throws MalformedRecordException {
        for (int workers : new int[] {10, 100, 300, 1_000}) {
            measure(workers);
        }
    }

    private static void measure(int workers) throws MalformedRecordException {
        ShareLedger ledger = new ShareLedger("self", "life", LEASE_NANOS);
        ledger.claim(new Claim(FleetRecord.WHOLE, 300_000, 1_795_305_600_000L), 10_000, 0);
        List<ConsumerRecord<byte[], byte[]>> renewals = renewals(workers);
        long bytes =
                (long) renewals.get(0).serializedKeySize() + renewals.get(0).serializedValueSize();
        double recordsPerSecond = workers * RENEWALS_PER_LEASE * 1e9 / LEASE_NANOS;
        double readNanos = 0;
        double newsNanos = 0;
        long now = 0;
        for (int round = 0; round < WARM_UP_ROUNDS + ROUNDS; round++) {
            now += LEASE_NANOS / RENEWALS_PER_LEASE;
            long start = System.nanoTime();
            for (ConsumerRecord<byte[], byte[]> renewal : renewals) {
                ledger.read((Lease) FleetRecords.decode(renewal), now);
            }
            long read = System.nanoTime();
            boolean unused = ledger.hasNews(now);
            readNanos += round < WARM_UP_ROUNDS ? 0 : read - start;
            newsNanos += round < WARM_UP_ROUNDS ? 0 : System.nanoTime() - read;
        }
        double readCores = readNanos / ROUNDS / workers * recordsPerSecond / 1e9;
        double newsCores = newsNanos / ROUNDS * NEWS_PER_SECOND_MAX / 1e9;
        System.out.println(String.format(
                Locale.ROOT,
                "%5d workers: %6.0f records/s of %d bytes, %6.2f MB/s read by each and %8.1f MB/s by all; of a core: %.2f %%"
                        + " reading, %.2f %% looking for news",
                workers,
                recordsPerSecond,
                bytes,
                recordsPerSecond * bytes / 1e6,
                recordsPerSecond * bytes * workers / 1e6,
                100 * readCores,
                100 * newsCores));
    }

    private static List<ConsumerRecord<byte[], byte[]>> renewals(int workers) {
        Activity activity = new Activity(5_000_000, 4_900_000, 24_500_000_000L, 70, 18, 12, "rate");
        List<ConsumerRecord<byte[], byte[]>> renewals = new ArrayList<>();
        for (int i = 0; i < workers; i++) {
            long share = FleetRecord.WHOLE / (workers + 1);
            long oldest = 1_795_305_600_000L + i;
            String life = "3f2b8c1e-7d54-4a0b-9f6e-0123456789ab";
            Claim claim = new Claim(FleetRecord.WHOLE, 300_000 + i, oldest);
            Lease lease = new Lease("worker-" + i, life, 70_000, share, 400, claim, 0.75, activity);
            ProducerRecord<byte[], byte[]> sent = FleetRecords.encode("sluice-fleet", lease);
            renewals.add(new ConsumerRecord<>(
                    "sluice-fleet",
                    0,
                    i,
                    0,
                    org.apache.kafka.common.record.TimestampType.CREATE_TIME,
                    sent.key().length,
                    sent.value().length,
                    sent.key(),
                    sent.value(),
                    new org.apache.kafka.common.header.internals.RecordHeaders(),
                    java.util.Optional.empty()));
        }
        return renewals;
    }
}
