package io.sluice.gateway.operator;

import io.sluice.contract.DeadLetterRecord.Letter;
import io.sluice.contract.DeadLetterRecord.Mark;
import io.sluice.contract.LetterPlace;
import io.sluice.contract.Order;
import io.sluice.contract.OrderId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Dead letters in memory, and where they are put back; what is put back is marked. Thread-safe. */
public final class FakeLetterShelf implements LetterShelf, ReplayLog {
    public static final String TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736";

    /** Everything that was put back. */
    public final List<Replay> replays = new ArrayList<>();

    private final TreeMap<LetterPlace, Letter> letters = new TreeMap<>();
    private final Map<LetterPlace, Mark> marks = new HashMap<>();
    private final Map<String, Integer> lastReplays = new HashMap<>();
    private volatile boolean answers = true;
    private volatile CountDownLatch reading = new CountDownLatch(0);
    private volatile CountDownLatch appending = new CountDownLatch(0);

    public static String id(long offset) {
        return OrderId.derived("FakeLetterShelf", Long.toString(offset));
    }

    /** Lays a letter whose order died as this replay. */
    public synchronized Letter lay(long offset, int replay) {
        byte[] body = "{\"customerId\":\"ada\"}".getBytes(StandardCharsets.UTF_8);
        String traceparent = "00-" + TRACE_ID + "-00f067aa0ba902b7-01";
        Order order =
                new Order(id(offset), "ada", "shop", List.of("A"), body, 1_000, traceparent).replayed(replay, 2_000);
        return lay(offset, order, null);
    }

    /** Lays a record that was no order. */
    public synchronized Letter layMalformed(long offset) {
        return lay(offset, null, "no version");
    }

    private Letter lay(long offset, @Nullable Order order, @Nullable String malformed) {
        LetterPlace place = new LetterPlace(0, offset);
        Letter letter =
                new Letter(place, order, malformed, "HTTP 500", 8, new LetterPlace(0, 7), 2_000, 10_000 + offset, 20);
        letters.put(place, letter);
        if (order != null) {
            lastReplays.merge(order.id(), order.replay(), Math::max);
        }
        return letter;
    }

    /** Does not answer from now on, or does again. */
    public void answer(boolean doesAnswer) {
        answers = doesAnswer;
    }

    /** Lets nobody read until it is counted down. */
    public CountDownLatch holdReading() {
        reading = new CountDownLatch(1);
        return reading;
    }

    /** Puts nothing back until it is counted down. */
    public CountDownLatch holdAppending() {
        appending = new CountDownLatch(1);
        return appending;
    }

    @Override
    public boolean isCursor(String text) {
        return text.matches("\\d{1,9}");
    }

    @Override
    public Reading scan(@Nullable String before, Bounds bounds, Predicate<Shelved> wantsMore) {
        long end = before == null ? Long.MAX_VALUE : Long.parseLong(before);
        return show(
                shelved().stream()
                        .filter(shelved -> shelved.letter().place().offset() < end)
                        .sorted(Comparator.comparing(
                                        (Shelved shelved) -> shelved.letter().place())
                                .reversed())
                        .toList(),
                wantsMore);
    }

    @Override
    public Reading look(SortedSet<LetterPlace> places, Bounds bounds, Predicate<Shelved> wantsMore) {
        return show(
                shelved().stream()
                        .filter(shelved -> places.contains(shelved.letter().place()))
                        .toList(),
                wantsMore);
    }

    private synchronized List<Shelved> shelved() {
        return letters.values().stream()
                .map(letter -> new Shelved(
                        letter,
                        marks.get(letter.place()),
                        letter.order() == null
                                ? 0
                                : lastReplays.getOrDefault(letter.order().id(), 0)))
                .toList();
    }

    private Reading show(List<Shelved> shelved, Predicate<Shelved> wantsMore) {
        await(reading);
        if (!answers) {
            return new Reading(false, 0, false, null);
        }
        for (int i = 0; i < shelved.size(); i++) {
            if (!wantsMore.test(shelved.get(i))) {
                boolean isLast = i == shelved.size() - 1;
                String next = Long.toString(shelved.get(i).letter().place().offset());
                return new Reading(true, i + 1, false, isLast ? null : next);
            }
        }
        return new Reading(true, shelved.size(), false, null);
    }

    @Override
    public int append(List<Replay> portion) {
        await(appending);
        synchronized (this) {
            for (Replay replay : portion) {
                replays.add(replay);
                marks.put(replay.letter().place(), replay.mark());
                lastReplays.merge(replay.order().id(), replay.order().replay(), Math::max);
            }
        }
        return portion.size();
    }

    private static void await(CountDownLatch latch) {
        try {
            if (!latch.await(10, TimeUnit.SECONDS)) {
                throw new AssertionError("nobody let it go on");
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
