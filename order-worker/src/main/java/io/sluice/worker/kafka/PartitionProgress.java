package io.sluice.worker.kafka;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The offset below which everything in a partition is settled, though orders settle out of order. Constant time per
 * order, memory for the orders between the oldest unsettled one and the newest fetched one. Not thread-safe.
 */
final class PartitionProgress {
    private final Deque<Place> open = new ArrayDeque<>();
    private long nextOffset;

    /** @param startOffset where fetching begins */
    PartitionProgress(long startOffset) {
        nextOffset = startOffset;
    }

    /** The place of one fetched record, to be settled once. */
    static final class Place {
        private final long offset;
        private boolean settled;

        private Place(long offset) {
            this.offset = offset;
        }
    }

    /** Notes a fetched record; offsets come in rising order, gaps allowed (compaction, transaction markers). */
    Place fetched(long offset) {
        if (offset < nextOffset) {
            throw new IllegalArgumentException("offset " + offset + " after " + nextOffset);
        }
        Place place = new Place(offset);
        open.addLast(place);
        nextOffset = offset + 1;
        return place;
    }

    void settled(Place place) {
        place.settled = true;
        while (!open.isEmpty() && open.peekFirst().settled) {
            open.removeFirst();
        }
    }

    /** What to commit: the offset of the oldest record that is not settled. */
    long committable() {
        Place oldest = open.peekFirst();
        return oldest == null ? nextOffset : oldest.offset;
    }

    /** The offset after the newest fetched record. */
    long nextOffset() {
        return nextOffset;
    }

    /** Records from the oldest unsettled one to the newest fetched one: what has to be remembered. */
    int window() {
        return open.size();
    }
}
