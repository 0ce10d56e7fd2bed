package io.sluice.worker.fleet;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What a call takes when nothing waits in front of it: the lowest mean of the last ten seconds, as BBR's RTprop is the
 * lowest round trip of its window. A window, not a minimum for ever, so that a downstream that got slower for good is
 * learnt. Not thread-safe; time comes in.
 */
final class LatencyFloor {
    private static final long WINDOW_NANOS = 10_000_000_000L;

    /** Calls whose mean is one candidate: the lowest of very small samples would only say how much they vary. */
    private static final double ANSWERED_MIN = 8;

    private static final long SPAN_NANOS_MIN = 400_000_000L;

    private final Deque<Candidate> candidates = new ArrayDeque<>();
    private double answered;
    private double answeredMicros;
    private long gatheredNanos;

    private record Candidate(long atNanos, double nanos) {}

    void see(CallSpan span) {
        answered += span.answered();
        answeredMicros += span.answeredMicros();
        gatheredNanos += span.nanos();
        if (answered < ANSWERED_MIN || gatheredNanos < SPAN_NANOS_MIN) {
            return;
        }
        Candidate candidate = new Candidate(span.toNanos(), answeredMicros * 1e3 / answered);
        // What is older and no lower can never be the lowest again: this keeps the queue sorted, and short.
        while (!candidates.isEmpty() && candidates.getLast().nanos() >= candidate.nanos()) {
            candidates.removeLast();
        }
        candidates.addLast(candidate);
        while (candidates.size() > 1
                && candidate.atNanos() - candidates.getFirst().atNanos() > WINDOW_NANOS) {
            candidates.removeFirst();
        }
        answered = 0;
        answeredMicros = 0;
        gatheredNanos = 0;
    }

    boolean isKnown() {
        return !candidates.isEmpty();
    }

    double nanos() {
        return candidates.isEmpty() ? 0 : candidates.getFirst().nanos();
    }

    void forget() {
        candidates.clear();
    }
}
