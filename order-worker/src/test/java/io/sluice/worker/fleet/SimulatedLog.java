package io.sluice.worker.fleet;

import io.sluice.contract.FleetRecord;
import java.util.ArrayList;
import java.util.List;

/** The fleet log: one order for all, whoever reads when. Each producer's records land in the order sent. Not thread-safe. */
final class SimulatedLog {
    private final List<Entry> entries = new ArrayList<>();
    private final List<Runnable> readers = new ArrayList<>();

    /**
     * A record that has landed.
     *
     * @param landedNanos true time
     * @param sentWallNanos what its sender's wall clock said
     */
    record Entry(FleetRecord record, long landedNanos, long sentWallNanos) {}

    void land(Entry entry) {
        entries.add(entry);
        for (Runnable reader : List.copyOf(readers)) {
            reader.run();
        }
    }

    void onLanding(Runnable reader) {
        readers.add(reader);
    }

    void forget(Runnable reader) {
        readers.remove(reader);
    }

    int end() {
        return entries.size();
    }

    Entry at(int offset) {
        return entries.get(offset);
    }

    /** Where one has to begin who needs all that landed since. */
    int offsetSince(long trueNanos) {
        int offset = entries.size();
        while (offset > 0 && entries.get(offset - 1).landedNanos() >= trueNanos) {
            offset--;
        }
        return offset;
    }
}
