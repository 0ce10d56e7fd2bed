package io.sluice.loadtest.verdict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ScenarioVerdictTest {
    private final SyntheticRun run = new SyntheticRun();
    private final List<OrderLine> others = new ArrayList<>();
    private final List<PostLine> posts = new ArrayList<>();
    private final List<String> mishaps = new ArrayList<>();

    private static ScenarioFacts scenario(boolean comesAgain, Limit... limits) {
        return new ScenarioFacts(
                "test",
                "To be judged.",
                "purpose: To be judged.\n",
                "at once",
                SyntheticRun.ORDERS,
                comesAgain,
                0,
                List.of(limits),
                Map.of("cores", "2"));
    }

    private FleetFacts facts() {
        long from = SyntheticRun.START_MICROS - 1_000_000;
        return new FleetFacts(
                "test",
                SyntheticRun.RATE,
                SyntheticRun.ORDERS,
                SyntheticRun.START_MICROS,
                List.of(),
                List.of(new FleetFacts.Life("worker-1", from, from + 60_000_000)),
                List.of(),
                mishaps);
    }

    private ScenarioVerdict judge(Limit... limits) {
        return ScenarioVerdict.judge(
                scenario(!posts.isEmpty(), limits),
                facts(),
                new ScenarioHistories(run.histories(), others, posts, List.of()));
    }

    @Test
    void keepsWhatIsKept() {
        ScenarioVerdict verdict = judge(
                new Limit(Measure.LOST, 0),
                new Limit(Measure.ACCEPTED, SyntheticRun.ORDERS),
                new Limit(Measure.CALLS_ABOVE_RATE, 0),
                new Limit(Measure.RATE_USED, 0.98),
                new Limit(Measure.ACCEPT_P99, 0.005),
                new Limit(Measure.ETA_ERROR_P95, 0.5));

        assertEquals(List.of(), verdict.complaints());
        assertEquals(0, verdict.exitCode());
        assertTrue(verdict.text().contains("LIMITS KEPT"), verdict.text());
    }

    @Test
    void whatIsNotNamedIsOnlyTold() {
        run.outcomes.remove(7);

        assertEquals(0, judge().exitCode());
        assertEquals(1.0, judge().value(Measure.LOST));
        assertEquals(1, judge(new Limit(Measure.LOST, 0)).exitCode());
    }

    @Test
    void namesEachLimitThatWasNotKept() {
        ScenarioVerdict verdict = judge(
                new Limit(Measure.ACCEPT_P50, 0.004),
                new Limit(Measure.ACCEPTED, SyntheticRun.ORDERS + 1),
                new Limit(Measure.REFUSED_P99, 0.1));

        assertEquals(1, verdict.exitCode());
        assertEquals(
                List.of(
                        "accept-p50: 5.0 ms, wanted ≤ 4.0 ms",
                        "accepted: 6,000, wanted ≥ 6,001",
                        "refused-p99: not measured, wanted ≤ 100.0 ms"),
                verdict.broken());
    }

    @Test
    void aDriverThatWasBehindMakesTheRunInvalidHoweverGoodItsFigures() {
        for (int i = 0; i < 100; i++) {
            OrderLine order = run.orders.get(i);
            run.orders.set(
                    i,
                    new OrderLine(
                            order.scheduledAtMicros(),
                            order.scheduledAtMicros() + 150_000,
                            order.scheduledAtMicros() + 151_000,
                            202,
                            order.orderId(),
                            -1,
                            Double.NaN,
                            null));
        }
        ScenarioVerdict verdict = judge(new Limit(Measure.LOST, 0));

        assertTrue(verdict.kept());
        assertEquals(2, verdict.exitCode());
        assertTrue(verdict.text().contains("INVALID: this run says nothing"), verdict.text());
        assertTrue(ScenarioJson.of(verdict).contains("\"valid\" : false"));
    }

    @Test
    void whatBrokeByItselfOrWasNeverSentMakesTheRunInvalid() {
        mishaps.add("worker-1 ended by itself with exit code 1");
        assertEquals(2, judge().exitCode());
        mishaps.clear();

        run.orders.remove(run.orders.size() - 1);
        run.calls.remove(run.calls.size() - 1);
        run.outcomes.remove(run.outcomes.size() - 1);
        assertEquals(List.of("1 buyers never posted"), judge().invalid());
    }

    @Test
    void severalPostingsOfOneKeyAreOneBuyer() {
        for (int i = 0; i < run.orders.size(); i++) {
            posts.add(post(i, run.orders.get(i)));
        }
        // The first buyer was refused once and the second got no answer, before what they were told in the end.
        add(0, 503, "overloaded", 0);
        add(1, 0, "timed out", 1);

        ScenarioVerdict verdict = judge(new Limit(Measure.UNANSWERED, 0), new Limit(Measure.REFUSED, 0));

        assertEquals(List.of(), verdict.complaints());
        assertEquals(SyntheticRun.ORDERS, verdict.value(Measure.ACCEPTED));
        assertEquals(0.001, verdict.value(Measure.REFUSED_P99), 1e-9);
    }

    @Test
    void anOrderUnderAnotherIdThanTheBuyerWasToldIsAContradiction() {
        for (int i = 0; i < run.orders.size(); i++) {
            posts.add(post(i, run.orders.get(i)));
        }
        // No answer, then a 202: the buyer knows its order, so there may be no other one.
        add(0, 0, "timed out", 0);
        run.calls.add(new CallLine(SyntheticRun.START_MICROS + 20_000_000, "ANOTHER", 1, 200, true));

        assertEquals(1, judge().exitCode());
        assertEquals(1, judge().reconciliation().contradictionCount());
    }

    @Test
    void othersAreSettledLikeTheCrowdButMeasuredByNothing() {
        long atMicros = SyntheticRun.START_MICROS - 500_000;
        others.add(new OrderLine(atMicros, atMicros, atMicros + 9_000_000, 202, "PRACTICE", -1, Double.NaN, null));
        run.calls.add(new CallLine(atMicros + 10_000, "PRACTICE", 1, 200, true));

        ScenarioVerdict verdict = judge(new Limit(Measure.LOST, 0));

        assertEquals(SyntheticRun.ORDERS, verdict.value(Measure.ACCEPTED));
        assertEquals(1.0, verdict.value(Measure.LOST), "the practice order has no outcome");
        assertEquals(0.005, verdict.value(Measure.ACCEPT_P999), 1e-9);
    }

    @Test
    void factsAreReadAsTheyWereWritten(@TempDir Path directory) throws Exception {
        ScenarioFacts facts = scenario(true, new Limit(Measure.RATE_USED, 0.98));
        facts.write(directory);

        assertEquals(facts, ScenarioFacts.read(directory));

        Files.writeString(directory.resolve(ScenarioFacts.FILE), "{\"limits\":[{\"measure\":\"beauty\"}]}");
        assertThrows(UnreadableHistoryException.class, () -> ScenarioFacts.read(directory));
    }

    private void add(int buyer, int status, String error, int index) {
        OrderLine line = run.orders.get(buyer);
        OrderLine before = new OrderLine(
                line.scheduledAtMicros(),
                line.scheduledAtMicros(),
                line.scheduledAtMicros() + 1_000,
                status,
                null,
                -1,
                Double.NaN,
                error);
        run.orders.add(index, before);
        posts.add(index, post(buyer, before));
    }

    private static PostLine post(int buyer, OrderLine line) {
        return new PostLine(
                line.sentAtMicros(),
                line.answeredAtMicros(),
                buyer,
                1,
                line.httpStatus(),
                line.orderId(),
                false,
                false,
                line.error());
    }
}
