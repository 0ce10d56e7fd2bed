package io.sluice.gateway.kafka;

import io.sluice.gateway.operator.LetterShelf.Shelved;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * All partitions read backwards at the same time, the letter that died last first: a merge of lanes, each of which is filled
 * stretch by stretch. Where a lane is not in the order of death, as clocks differ, letters come as they lie. Confined to the
 * shelf's lock.
 */
final class LetterLanes {
    /** What all lanes together hold, so that many partitions take no more memory than one. */
    private static final int HELD_MAX = 4_000;

    private static final String SEPARATOR = ".";

    private final LetterReader reader;
    private final List<Lane> lanes = new ArrayList<>();
    private final int stretch;

    private static final class Lane {
        private final int partition;
        /** The newest first. */
        private final Deque<Shelved> held = new ArrayDeque<>();
        /** From here on everything was read. */
        private long from;

        private Lane(int partition, long from) {
            this.partition = partition;
            this.from = from;
        }

        private Shelved newest() {
            return held.getFirst();
        }

        private long nextOffset() {
            return held.isEmpty() ? from : newest().letter().place().offset() + 1;
        }
    }

    /** @param before what {@link #cursor} said, or null for the end */
    LetterLanes(LetterReader reader, @Nullable String before) {
        this.reader = reader;
        stretch = Math.min(LetterReader.STRETCH_MAX, Math.max(10, HELD_MAX / reader.partitions()));
        List<Long> offsets = before == null ? null : offsets(before);
        for (int partition = 0; partition < reader.partitions(); partition++) {
            long end = reader.end(partition);
            lanes.add(new Lane(partition, offsets == null ? end : Math.min(end, offsets.get(partition))));
        }
    }

    /** Whether a text is a cursor over so many partitions. */
    static boolean isCursor(String text, int partitions) {
        return text.matches("\\d{1,18}(\\.\\d{1,18})*") && offsets(text).size() == partitions;
    }

    private static List<Long> offsets(String cursor) {
        List<Long> offsets = new ArrayList<>();
        for (String offset : cursor.split("\\.", -1)) {
            offsets.add(Long.parseLong(offset));
        }
        return offsets;
    }

    /** Reads what lies behind where the lanes begin, for its marks; false if the bounds do not allow it. */
    boolean cover() {
        return lanes.stream().allMatch(lane -> reader.coverFrom(lane.partition, lane.from));
    }

    /** Fills the lanes that are empty; false if the bounds do not allow it. */
    boolean fill() {
        for (Lane lane : lanes) {
            while (lane.held.isEmpty() && lane.from > reader.begin(lane.partition)) {
                if (reader.isExhausted()) {
                    return false;
                }
                long first = Math.max(reader.begin(lane.partition), lane.from - stretch);
                reader.read(lane.partition, first, lane.from, LetterReader.BODY_SHOWN_BYTES_MAX, offset -> true)
                        .forEach(lane.held::addFirst);
                lane.from = first;
            }
        }
        return true;
    }

    /** Takes the letter that died last; null if there is none. All lanes have to be filled. */
    @Nullable Shelved take() {
        Lane newest = lanes.stream()
                .filter(lane -> !lane.held.isEmpty())
                .max(Comparator.comparingLong(lane -> lane.newest().letter().atMillis()))
                .orElse(null);
        return newest == null ? null : newest.held.removeFirst();
    }

    /** Where to go on, or null if nothing is left. */
    @Nullable String cursor() {
        boolean ended =
                lanes.stream().allMatch(lane -> lane.held.isEmpty() && lane.from <= reader.begin(lane.partition));
        return ended
                ? null
                : lanes.stream().map(lane -> Long.toString(lane.nextOffset())).collect(Collectors.joining(SEPARATOR));
    }
}
