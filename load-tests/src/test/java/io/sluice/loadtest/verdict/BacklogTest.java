package io.sluice.loadtest.verdict;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class BacklogTest {
    private final List<OrderLine> orders = new ArrayList<>();
    private final List<CallLine> calls = new ArrayList<>();
    private final List<OutcomeLine> outcomes = new ArrayList<>();

    @Test
    void holdsAnOrderFromItsAnswerToItsFirstCall() {
        accepted("a", 100);
        called("a", 300);
        called("a", 500);

        Backlog backlog = backlog();

        assertEquals(0, backlog.at(99));
        assertEquals(1, backlog.at(100));
        assertEquals(1, backlog.at(299));
        assertEquals(0, backlog.at(300));
        assertEquals(200e-6, backlog.longestWaitSeconds(), 1e-12);
    }

    @Test
    void neverHeldAnOrderThatWasCalledBeforeItsClientKnew() {
        accepted("a", 300);
        called("a", 200);

        assertEquals(0, backlog().peak());
    }

    @Test
    void letsAnOrderGoThatWasSettledWithoutACall() {
        accepted("a", 1_000);
        outcomes.add(new OutcomeLine("a", "expired", 0, 1, 5, 0, 0));

        Backlog backlog = backlog();

        assertEquals(1, backlog.at(4_999));
        assertEquals(0, backlog.at(5_000));
    }

    @Test
    void keepsAForgottenOrderToTheEnd() {
        accepted("a", 100);
        accepted("b", 100);
        called("b", 900);

        assertEquals(800e-6, backlog().longestWaitSeconds(), 1e-12);
    }

    @Test
    void findsThePeak() {
        accepted("a", 10);
        accepted("b", 20);
        accepted("c", 30);
        called("a", 25);
        called("b", 40);
        called("c", 50);

        assertEquals(2, backlog().peak());
    }

    @Test
    void leavesOutSpansThatAreTooShort() {
        accepted("a", 0);
        called("a", 10);
        accepted("b", 100);
        called("b", 200);

        assertEquals(List.of(new Backlog.Span(100, 200)), backlog().spansWithAtLeast(1, 50));
    }

    private void accepted(String id, long answeredMicros) {
        orders.add(new OrderLine(0, 0, answeredMicros, 202, id, 0, Double.NaN, null));
    }

    private void called(String id, long micros) {
        calls.add(new CallLine(micros, id, 1, 200, true));
    }

    private Backlog backlog() {
        return Backlog.of(new Histories(orders, calls, outcomes));
    }
}
