package io.sluice.worker.fleet;

import io.sluice.contract.FleetRecord;
import java.util.ArrayList;
import java.util.List;

/**
 * The fleet log of a {@link LargeFleet}: one order for all, of which only the latest stretch is kept, and counts of all that ever
 * landed. May be read by many threads while nobody writes.
 */
final class TrimmedLog {
    private static final long SECOND = 1_000_000_000L;

    /** Trimming moves what is kept, so it is not done for a few. */
    private static final int TRIMMED_MIN = 10_000;

    private final long keptNanos;
    private final List<Entry> entries = new ArrayList<>();
    private long firstOffset;
    private long bytes;
    private long second;
    private long recordsInSecond;
    private long recordsInSecondMax;

    /** A record that has landed at this true time. */
    private record Entry(FleetRecord record, long landedNanos) {}

    /** @param keptNanos what is older may be forgotten */
    TrimmedLog(long keptNanos) {
        this.keptNanos = keptNanos;
    }

    void land(FleetRecord record, int sizeBytes, long trueNanos) {
        entries.add(new Entry(record, trueNanos));
        bytes += sizeBytes;
        if (trueNanos / SECOND != second) {
            second = trueNanos / SECOND;
            recordsInSecond = 0;
        }
        recordsInSecond++;
        recordsInSecondMax = Math.max(recordsInSecondMax, recordsInSecond);
        trim(trueNanos - keptNanos);
    }

    private void trim(long beforeNanos) {
        if (entries.size() > TRIMMED_MIN && entries.get(TRIMMED_MIN).landedNanos() < beforeNanos) {
            entries.subList(0, TRIMMED_MIN).clear();
            firstOffset += TRIMMED_MIN;
        }
    }

    /** Of the oldest record that is kept. */
    long firstOffset() {
        return firstOffset;
    }

    /** One more than that of the last record; as many have landed. */
    long endOffset() {
        return firstOffset + entries.size();
    }

    FleetRecord at(long offset) {
        return entries.get((int) (offset - firstOffset)).record();
    }

    boolean hasLanded(long offset, long byTrueNanos) {
        return offset < endOffset() && entries.get((int) (offset - firstOffset)).landedNanos() <= byTrueNanos;
    }

    /** Sizes of all that ever landed. */
    long bytes() {
        return bytes;
    }

    /** Records of the busiest second since this was last asked. */
    long takeRecordsInSecondMax() {
        long max = recordsInSecondMax;
        recordsInSecondMax = 0;
        return max;
    }
}
