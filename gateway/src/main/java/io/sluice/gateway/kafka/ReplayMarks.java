package io.sluice.gateway.kafka;

import io.sluice.contract.DeadLetterRecord.Letter;
import io.sluice.contract.DeadLetterRecord.Mark;
import io.sluice.contract.LetterPlace;
import io.sluice.contract.Order;
import io.sluice.gateway.operator.LetterShelf.Shelved;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What was read of marks, and of which stretch of each partition that is all there is. A mark lies behind its letter, so what
 * is needed for a letter is everything from it to the end; the stretch grows at both ends. The first marks are forgotten
 * when they are too many: then a letter may be put back once more, and workers drop it. Confined to the shelf's lock.
 */
final class ReplayMarks {
    private static final int MARKS_MAX = 100_000;
    private static final long NOTHING = -1;

    private final Map<LetterPlace, Mark> byLetter = new Bounded<>();
    private final Map<String, Integer> lastReplays = new Bounded<>();
    private final long[] from;
    private final long[] to;

    private static final class Bounded<K, V> extends LinkedHashMap<K, V> {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
            return size() > MARKS_MAX;
        }
    }

    ReplayMarks(int partitions) {
        from = new long[partitions];
        to = new long[partitions];
        Arrays.fill(from, NOTHING);
        Arrays.fill(to, NOTHING);
    }

    /** From where on everything was read; the end where nothing was. */
    long from(int partition) {
        return from[partition];
    }

    /** Up to where everything was read. */
    long to(int partition) {
        return to[partition];
    }

    boolean isEmpty(int partition) {
        return from[partition] == NOTHING;
    }

    /** Nothing counts as read but what lies behind this offset, which is nothing. */
    void beginAt(int partition, long end) {
        from[partition] = end;
        to[partition] = end;
    }

    /** Everything from one offset up to before the other was read; counts if it joins what was. */
    void covered(int partition, long first, long end) {
        if (first <= to[partition] && end >= from[partition]) {
            from[partition] = Math.min(from[partition], first);
            to[partition] = Math.max(to[partition], end);
        }
    }

    void note(Mark mark) {
        // Whichever was said last holds, in whatever order they are read.
        byLetter.merge(mark.letter(), mark, (one, other) -> one.replay() > other.replay() ? one : other);
        lastReplays.merge(mark.orderId(), mark.replay(), Math::max);
    }

    /** Notes what a letter says about how often its order was put back. */
    void note(Letter letter) {
        Order order = letter.order();
        if (order != null && order.replay() > 0) {
            lastReplays.merge(order.id(), order.replay(), Math::max);
        }
    }

    /** The letter with what is known of it. */
    Shelved shelved(Letter letter) {
        Order order = letter.order();
        int lastReplay = order == null ? 0 : lastReplays.getOrDefault(order.id(), 0);
        return new Shelved(letter, byLetter.get(letter.place()), lastReplay);
    }
}
