package io.sluice.loadtest.verdict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OverloadVerdictTest {
    private static final long SECOND = 1_000_000;
    private static final long OVERLOAD = 3 * SECOND;
    private static final int PEAK = 100;
    private static final int TIMES = 5;
    private static final int CALM = PEAK / 2;

    /** Every fifth order is accepted while five times the peak is offered, and all are after. */
    private static List<OverloadLine> postings(UnaryOperator<OverloadLine> fate) {
        List<OverloadLine> postings = new ArrayList<>();
        int offered = PEAK * TIMES;
        for (int i = 0; i < offered * OVERLOAD / SECOND; i++) {
            boolean taken = i % TIMES == 0;
            postings.add(new OverloadLine(i * SECOND / offered, 0, taken ? 20_000 : 2_000, taken ? 202 : 503));
        }
        for (int i = 0; i < 4 * CALM; i++) {
            postings.add(new OverloadLine(OVERLOAD + i * SECOND / CALM, 0, 5_000, 202));
        }
        postings.replaceAll(fate);
        return postings;
    }

    private static Ruling judge(List<OverloadLine> postings, long liveMibAfter) {
        return OverloadVerdict.judge(
                new OverloadFacts(
                        8,
                        PEAK,
                        PEAK * TIMES,
                        CALM,
                        0,
                        OVERLOAD,
                        postings(line -> line).size(),
                        60 << 20,
                        liveMibAfter << 20,
                        List.of()),
                new OverloadHistories(postings));
    }

    private static void assertFails(String word, List<OverloadLine> postings) {
        List<String> failures = judge(postings, 60).failures();
        assertEquals(1, failures.size(), failures::toString);
        assertTrue(failures.get(0).startsWith(word), failures::toString);
    }

    @Test
    void isCleanWhenTheRestIsTurnedAwayAtOnce() {
        Ruling ruling = judge(postings(line -> line), 60);
        assertTrue(ruling.clean(), ruling.failures()::toString);
        assertEquals(1, ruling.figures().get("goodputShare"), 1e-9);
        assertEquals(0, ruling.figures().get("recoverySeconds"), 1e-9);
    }

    @Test
    void wantsNearlyThePeak() {
        assertFails(
                "accepted meanwhile",
                postings(line -> line.accepted() && line.dueMicros() < SECOND / 2
                        ? new OverloadLine(line.dueMicros(), 0, 2_000, 503)
                        : line));
    }

    @Test
    void wantsQuickRefusals() {
        assertFails(
                "refused within",
                postings(line -> line.refused() && line.dueMicros() < SECOND / 10
                        ? new OverloadLine(line.dueMicros(), 0, 51_000, 503)
                        : line));
    }

    @Test
    void wantsAllToBeWellSoonAfter() {
        long later = OVERLOAD + 2 * SECOND + SECOND / 10;
        assertFails(
                "well again after",
                postings(line -> line.dueMicros() == later ? new OverloadLine(later, 0, 5_000, 503) : line));
        assertFails(
                "well again after",
                postings(line -> line.dueMicros() == later ? new OverloadLine(later, 0, 100_001, 202) : line));
    }

    @Test
    void wantsAnAnswerForEverybodyAndNoOther() {
        assertFails(
                "without an answer",
                postings(line -> line.dueMicros() == 2_000 ? new OverloadLine(2_000, 0, 9_000, 0) : line));
        assertFails(
                "answered neither",
                postings(line -> line.dueMicros() == 2_000 ? new OverloadLine(2_000, 0, 9_000, 500) : line));
    }

    @Test
    void wantsADriverThatKeepsItsSchedule() {
        assertFails(
                "driver behind",
                postings(line -> line.dueMicros() < SECOND / 5 && line.refused()
                        ? new OverloadLine(line.dueMicros(), 100_001, 2_000, 503)
                        : line));
    }

    @Test
    void wantsAHeapThatDoesNotGrow() {
        List<String> failures = judge(postings(line -> line), 60 + 6 + 17).failures();
        assertEquals(1, failures.size(), failures::toString);
        assertTrue(failures.get(0).startsWith("live heap"), failures::toString);
    }

    @Test
    void missesNoPosting() {
        List<OverloadLine> postings = postings(line -> line);
        assertFails("postings on record", postings.subList(0, postings.size() - 1));
    }

    @Test
    void factsAreReadAsTheyWereWritten(@TempDir Path directory) throws IOException, UnreadableHistoryException {
        OverloadFacts facts = new OverloadFacts(8, 100.5, 502.5, 50.25, 7, OVERLOAD, 9, 10, 11, List.of("a mishap"));
        facts.write(directory);
        assertEquals(facts, OverloadFacts.read(directory));
    }
}
