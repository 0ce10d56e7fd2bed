package io.sluice.worker.fleet;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** The stretches of the last two seconds, and the latency to compare them with. Not thread-safe. */
final class CallHistory {
    private static final long KEPT_NANOS = 2_000_000_000L;

    /** Goodput is a count: so many, or one more or less would make a difference. */
    private static final double GOODPUT_ANSWERED_MIN = 40;

    private final LatencyFloor latencyFloor = new LatencyFloor();
    private final Deque<CallSpan> spans = new ArrayDeque<>();

    void add(CallSpan span) {
        if (!spans.isEmpty() && spans.getLast().toNanos() != span.fromNanos()) {
            spans.clear();
        }
        spans.addLast(span);
        while (span.toNanos() - spans.getFirst().toNanos() > KEPT_NANOS) {
            spans.removeFirst();
        }
    }

    LatencyFloor latencyFloor() {
        return latencyFloor;
    }

    /** Answers a second of late, or since {@code fromNanos} if that is not so long ago; 0 if nothing is known. */
    double goodput(long fromNanos, long nanosMin) {
        CallSpan span = latest(fromNanos, nanosMin, GOODPUT_ANSWERED_MIN);
        return span == null ? 0 : span.answeredPerSecond();
    }

    /** The last stretch that has so much time and so many answers, or what there is since {@code fromNanos}, or null. */
    @Nullable CallSpan latest(long fromNanos, long nanosMin, double answeredMin) {
        CallSpan merged = null;
        Iterator<CallSpan> newestFirst = spans.descendingIterator();
        while (newestFirst.hasNext()
                && (merged == null || merged.nanos() < nanosMin || merged.answered() < answeredMin)) {
            CallSpan earlier = newestFirst.next();
            if (earlier.fromNanos() < fromNanos) {
                break;
            }
            merged = merged == null ? earlier : merged.after(earlier);
        }
        return merged != null && merged.nanos() > 0 ? merged : null;
    }

    /** The same with any number of answers but 0, however long ago. */
    @Nullable CallSpan latestAnswered(double answeredMin) {
        CallSpan recent = latest(Long.MIN_VALUE, 0, answeredMin);
        return recent == null || recent.answered() < 1 ? null : recent;
    }
}
