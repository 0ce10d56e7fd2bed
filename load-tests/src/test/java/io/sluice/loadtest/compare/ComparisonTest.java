package io.sluice.loadtest.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.loadtest.compare.Difference.Finding;
import io.sluice.loadtest.verdict.Histories;
import io.sluice.loadtest.verdict.RunFacts;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class ComparisonTest {
    private static final int SEEDS = 100;

    @Test
    void findsNoDifferenceBetweenRunsOfOneDistribution() {
        assertTrue(silent(MadeUpRun::new) >= 93);
        assertEquals(
                List.of(),
                Comparison.of(List.of(new MadeUpRun(1).run()), List.of(new MadeUpRun(2).run())).differences().stream()
                        .filter(difference -> difference.finding() != Finding.NO_DIFFERENCE)
                        .toList());
    }

    @Test
    void findsNoDifferenceBetweenRunsWhoseBadSecondsComeInSpells() {
        assertTrue(silent(seed -> new MadeUpRun(seed).inSpells(0.7, 0.2)) >= 93);
    }

    @Test
    void findsWhatIsAFifthSlower() {
        Comparison comparison = Comparison.of(
                List.of(new MadeUpRun(1).run()),
                List.of(new MadeUpRun(2).slowerBy(1.2).run()));

        assertEquals(Finding.WORSE, finding(comparison, Measure.ACCEPT_P50));
        assertEquals(Finding.WORSE, finding(comparison, Measure.ACCEPT_P99));
        assertEquals(Finding.NO_DIFFERENCE, finding(comparison, Measure.DRAINED));
        assertTrue(comparison.isWorse());
        assertTrue(ComparisonText.aligned(comparison).contains("slower"));
    }

    @Test
    void findsWhatIsAFifthFasterAndDoesNotCallItWorse() {
        Comparison comparison =
                Comparison.of(List.of(new MadeUpRun(1).slowerBy(1.2).run()), List.of(new MadeUpRun(2).run()));

        assertEquals(Finding.BETTER, finding(comparison, Measure.ACCEPT_P50));
        assertFalse(comparison.isWorse());
    }

    @Test
    void takesTheRunsForWitnessesWhereThereAreThreeOnEachSide() {
        List<Run> a = LongStream.range(0, 4)
                .mapToObj(seed -> new MadeUpRun(seed).slowerBy(1 + 0.02 * seed).run())
                .toList();
        List<Run> b = LongStream.range(10, 14)
                .mapToObj(seed -> new MadeUpRun(seed).slowerBy(1.5).run())
                .toList();

        assertEquals(Finding.WORSE, finding(Comparison.of(a, b), Measure.ACCEPT_P50));
        // Between 1 and 1.06 lies what these runs differ by themselves: one more in between is none.
        assertEquals(
                Finding.NO_DIFFERENCE,
                finding(
                        Comparison.of(
                                a,
                                LongStream.range(20, 23)
                                        .mapToObj(seed -> new MadeUpRun(seed)
                                                .slowerBy(1.03)
                                                .run())
                                        .toList()),
                        Measure.ACCEPT_P50));
    }

    @Test
    void saysNothingOfAQuantileThatTooFewOrdersReach() {
        MadeUpRun few = new MadeUpRun(1);
        Run run = Run.of(
                "few",
                few.facts(),
                new Histories(few.histories().orders().subList(0, 9_000), List.of(), List.of()),
                Map.of());

        Comparison comparison = Comparison.of(List.of(run), List.of(run));

        assertEquals(Finding.UNKNOWN, finding(comparison, Measure.ACCEPT_P999));
        assertEquals(Finding.NO_DIFFERENCE, finding(comparison, Measure.ACCEPT_P99));
        // Nothing was ever called, and no ratio is one of nothing.
        assertEquals(Finding.UNKNOWN, finding(comparison, Measure.DRAINED));
    }

    @Test
    void warnsOfWhatMakesRunsDifferFromTheOutside() {
        Run a = new MadeUpRun(1).run();
        RunFacts facts = a.facts();
        Run b = Run.of(
                "b",
                new RunFacts("b", 300, 2, facts.orders(), "ramp", List.of(), List.of()),
                a.all(),
                Map.of("cores", "8"));

        List<String> warnings = Comparison.of(List.of(a), List.of(b)).warnings();

        for (String expected : List.of(
                "not the same rate R: A 200 /s, B 300 /s",
                "not the same number of workers: A 1, B 2",
                "not the same arrivals: A even, B ramp",
                "not the same machine, cores: A not stated, B 8")) {
            assertTrue(warnings.contains(expected), () -> expected + " is not in " + warnings);
        }
    }

    @Test
    void givesTheSameAnswerAgain() {
        Run a = new MadeUpRun(1).run();
        Run b = new MadeUpRun(2).run();

        assertEquals(
                ComparisonText.json(Comparison.of(List.of(a), List.of(b))),
                ComparisonText.json(Comparison.of(List.of(a), List.of(b))));
    }

    @Test
    void widensForAsManyFiguresAsThereAre() {
        assertEquals(Measure.values().length, StudentT.FIGURES);
    }

    /** In how many of a hundred pairs of runs nothing was found. */
    private static long silent(LongFunction<MadeUpRun> maker) {
        return LongStream.range(0, SEEDS)
                .filter(seed -> isSilent(maker, Measure.ACCEPT_P50, 0.5, seed)
                        && isSilent(maker, Measure.ACCEPT_P99, 0.99, seed))
                .count();
    }

    private static boolean isSilent(LongFunction<MadeUpRun> maker, Measure measure, double share, long seed) {
        List<Sample> a = List.of(maker.apply(2 * seed).latencies(share));
        List<Sample> b = List.of(maker.apply(2 * seed + 1).latencies(share));
        return Difference.ofSamples(measure, a, b, true).finding() == Finding.NO_DIFFERENCE
                && Difference.ofSamples(measure, a, b, false).finding() == Finding.NO_DIFFERENCE;
    }

    private static Finding finding(Comparison comparison, Measure measure) {
        return comparison.differences().stream()
                .filter(difference -> difference.measure() == measure)
                .findFirst()
                .orElseThrow()
                .finding();
    }
}
