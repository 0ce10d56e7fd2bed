package io.sluice.worker.fleet;

import io.sluice.contract.FleetRecord.Activity;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The workers' counters, each seen at moments of its own, as one sequence of stretches for the whole fleet. Between two
 * sightings of a worker its counters are taken to have grown evenly; a stretch ends where the last word of the worker
 * ends that was silent the longest, so that nothing is extrapolated. Adding up the latest sightings instead would make
 * a tenth of a worker's calls come and go with each lease. Not thread-safe; time comes in.
 */
final class FleetActivity {
    /** Sightings kept of one life; with more, while another is silent for long, the older ones become coarser. */
    private static final int SIGHTINGS_MAX = 64;

    private static final long APART_NANOS_MIN = 20_000_000L;

    private final Map<String, Deque<Sighting>> lives = new TreeMap<>();
    private long knownNanos;
    private boolean known;

    private record Sighting(long sequence, long nanos, Activity activity) {}

    /**
     * A life of a worker says what its calls came to. A new life starts from there.
     *
     * @param sequence tells a new word from the last one, seen once more
     */
    void see(String life, long sequence, Activity activity, long nowNanos) {
        Deque<Sighting> sightings = lives.computeIfAbsent(life, ignored -> new ArrayDeque<>());
        Sighting last = sightings.peekLast();
        if (last != null && (last.sequence() >= sequence || nowNanos - last.nanos() < APART_NANOS_MIN)) {
            return;
        }
        sightings.addLast(new Sighting(sequence, nowNanos, activity));
        if (sightings.size() > SIGHTINGS_MAX) {
            Sighting first = sightings.removeFirst();
            sightings.removeFirst();
            sightings.addFirst(first);
        }
    }

    /** Only these live on. */
    void keep(Set<String> living) {
        lives.keySet().retainAll(living);
    }

    /** What became known since the last answer, or null if that is less than {@code nanosMin} of time. */
    @Nullable CallSpan next(long nanosMin) {
        long untilNanos = Long.MAX_VALUE;
        for (Deque<Sighting> sightings : lives.values()) {
            untilNanos = Math.min(untilNanos, sightings.getLast().nanos());
        }
        if (lives.isEmpty() || (known && untilNanos - knownNanos < nanosMin)) {
            return null;
        }
        CallSpan span = known ? sum(knownNanos, untilNanos) : null;
        known = true;
        knownNanos = untilNanos;
        lives.values().forEach(sightings -> forgetBefore(sightings, knownNanos));
        return span;
    }

    private CallSpan sum(long fromNanos, long untilNanos) {
        CallSpan sum = new CallSpan(fromNanos, fromNanos, 0, 0, 0, 0, 0, false, false);
        for (Deque<Sighting> sightings : lives.values()) {
            Iterator<Sighting> later = sightings.iterator();
            Sighting start = later.next();
            while (later.hasNext()) {
                Sighting end = later.next();
                sum = part(start, end, fromNanos, untilNanos).after(sum);
                start = end;
            }
        }
        return sum;
    }

    /** As much of what lies between two sightings as lies in the stretch. */
    private static CallSpan part(Sighting start, Sighting end, long fromNanos, long untilNanos) {
        double between = end.nanos() - start.nanos();
        double part = (Math.min(end.nanos(), untilNanos) - Math.max(start.nanos(), fromNanos)) / between;
        if (part <= 0) {
            return new CallSpan(fromNanos, untilNanos, 0, 0, 0, 0, 0, false, false);
        }
        Activity first = start.activity();
        Activity last = end.activity();
        return new CallSpan(
                fromNanos,
                untilNanos,
                part * (last.callsStarted() - first.callsStarted()),
                part * (last.answered() - first.answered()),
                part * (last.answeredMicros() - first.answeredMicros()),
                part * (last.overloaded() - first.overloaded()),
                part * (last.failed() - first.failed()),
                last.brake().equals("rate"),
                last.brake().equals("concurrency"));
    }

    private static void forgetBefore(Deque<Sighting> sightings, long nanos) {
        Sighting first = sightings.removeFirst();
        while (!sightings.isEmpty() && sightings.getFirst().nanos() <= nanos) {
            first = sightings.removeFirst();
        }
        sightings.addFirst(first);
    }
}
