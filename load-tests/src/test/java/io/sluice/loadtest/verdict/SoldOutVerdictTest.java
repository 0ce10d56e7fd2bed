package io.sluice.loadtest.verdict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class SoldOutVerdictTest {
    private static final long START_MICROS = 1_700_000_000_000_000L;
    private static final int RATE = 1_000;
    private static final int SKUS = 100;
    private static final int TAIL = 40_000;
    private static final double WORD_SECONDS = 200;

    private final List<ProbeLine> probes = new ArrayList<>();
    private final List<OrderLine> orders = new ArrayList<>();
    private final List<CallLine> calls = new ArrayList<>();
    private final List<OutcomeLine> outcomes = new ArrayList<>();
    private final Set<String> tail = new HashSet<>();

    /** Each SKU is refused by both gateways 50 ms after the word; then the tail settles at 40,000 a second. */
    SoldOutVerdictTest() {
        for (int sku = 0; sku < SKUS; sku++) {
            sellOut(sku);
        }
        for (int i = 0; i < TAIL; i++) {
            String id = "TAIL" + i;
            tail.add(id);
            orders.add(stored(id, 190));
            outcomes.add(ended(id, "rejected", 0, WORD_SECONDS + 0.05 + i / 40_000.0));
        }
        calls.add(new CallLine(at(WORD_SECONDS), "TAIL0", 1, 409, false));
        for (int i = 0; i < 6 * RATE; i++) {
            String id = "OTHER" + i;
            double calledSeconds = WORD_SECONDS + (i + 0.5) / RATE;
            orders.add(stored(id, 190));
            calls.add(new CallLine(at(calledSeconds), id, 1, 201, true));
            outcomes.add(ended(id, "confirmed", 1, calledSeconds + 0.02));
        }
    }

    private void sellOut(int sku) {
        double from = sku;
        for (int gateway = 1; gateway <= 2; gateway++) {
            for (int look = 0; look < 3; look++) {
                String id = "PROBE" + sku + "-" + gateway + "-" + look;
                boolean isFirst = gateway == 1 && look == 0;
                double sentSeconds = from + look * 0.02;
                probe(sku, gateway, sentSeconds, 202, id);
                orders.add(stored(id, sentSeconds));
                calls.add(new CallLine(at(sentSeconds + 0.005), id, 1, isFirst ? 201 : 409, isFirst));
                outcomes.add(ended(id, isFirst ? "confirmed" : "rejected", 1, sentSeconds + 0.03));
            }
            probe(sku, gateway, from + 0.05, 409, null);
        }
    }

    private void probe(int sku, int gateway, double sentSeconds, int status, String id) {
        probes.add(new ProbeLine(
                at(sentSeconds),
                at(sentSeconds + 0.002),
                gateway,
                "sku-" + sku,
                status,
                id,
                status == 409 ? "sold-out" : null));
    }

    private static long at(double seconds) {
        return START_MICROS + Math.round(seconds * 1e6);
    }

    private static OrderLine stored(String id, double seconds) {
        return new OrderLine(at(seconds), at(seconds), at(seconds), 202, id, -1, Double.NaN, null);
    }

    private static OutcomeLine ended(String id, String status, int attempts, double seconds) {
        return new OutcomeLine(id, status, attempts, at(190) / 1000, at(seconds) / 1000, 0, 0);
    }

    @Test
    void findsNothingWrongWithAQuickEnd() {
        Ruling ruling = judge();

        assertEquals(List.of(), ruling.failures());
        assertEquals(47, ruling.figures().get("propagationP99Millis"), 0.5);
        assertEquals(1, ruling.figures().get("otherOrdersShareOfRate"), 0.01);
    }

    @Test
    void seesTwoLate409sInAHundred() {
        delayRefusal(3, 2, 0.6);
        delayRefusal(4, 1, 0.6);

        assertSees("from the order system's word to the last gateway's 409");
    }

    @Test
    void forgivesOneLate409InAHundred() {
        delayRefusal(3, 2, 0.6);

        assertEquals(List.of(), judge().failures());
    }

    @Test
    void seesGatewaysThatNeverRefuse() {
        probes.removeIf(probe -> probe.httpStatus() == 409 && probe.gateway() == 2);

        assertSees("from the order system's word to the last gateway's 409");
    }

    @Test
    void seesARefusalThatIsNotTheGatewaysOwn() {
        probes.replaceAll(probe -> new ProbeLine(
                probe.sentAtMicros(),
                probe.answeredAtMicros(),
                probe.gateway(),
                probe.sku(),
                probe.httpStatus(),
                probe.orderId(),
                probe.httpStatus() == 409 ? "something-else" : null));

        assertSees("from the order system's word to the last gateway's 409");
    }

    @Test
    void seesAnOrderThatIsTakenAfterTheRefusal() {
        probe(3, 1, 3.2, 202, "PROBE3-1-0");

        assertSees("orders taken after a gateway had refused the SKU");
    }

    @Test
    void seesATailThatSettlesTooSlowly() {
        outcomes.replaceAll(outcome -> outcome.orderId().equals("TAIL39999")
                ? ended("TAIL39999", "rejected", 0, WORD_SECONDS + 2.1)
                : outcome);

        assertSees("the queued tail");
    }

    @Test
    void seesAnOrderOfTheTailThatIsForgotten() {
        outcomes.removeIf(outcome -> outcome.orderId().equals("TAIL17"));

        assertSees("orders of the tail without an outcome");
    }

    @Test
    void seesACallThatIsSpentOnTheTail() {
        calls.add(new CallLine(at(WORD_SECONDS + 0.7), "TAIL17", 1, 409, false));

        assertSees("calls for the tail half a second after the word");
    }

    @Test
    void seesOtherOrdersThatHaveToWaitForTheTail() {
        calls.removeIf(
                call -> call.orderId().startsWith("OTHER") && call.orderId().endsWith("7"));

        assertSees("the rate that other orders kept meanwhile");
    }

    @Test
    void whatIsCalledForTheTailBeforeAnybodyCouldKnowIsNotHeldAgainstTheOthers() {
        calls.removeIf(call -> call.orderId().startsWith("OTHER")
                && call.receivedAtMicros() > at(WORD_SECONDS)
                && call.receivedAtMicros() < at(WORD_SECONDS + 0.05));
        assertEquals(1, judge().figures().get("otherOrdersShareOfRate"), 0.001);

        calls.removeIf(
                call -> call.orderId().startsWith("OTHER") && call.receivedAtMicros() < at(WORD_SECONDS + 0.05 + 0.15));
        assertSees("the rate that other orders kept meanwhile");
    }

    @Test
    void seesAnOrderOfTheTailThatEndsTwice() {
        outcomes.add(ended("TAIL17", "rejected", 0, WORD_SECONDS + 1));

        assertSees("outcome records too many");
    }

    private void delayRefusal(int sku, int gateway, double bySeconds) {
        probes.replaceAll(probe -> probe.httpStatus() == 409
                        && probe.gateway() == gateway
                        && probe.sku().equals("sku-" + sku)
                ? new ProbeLine(
                        probe.sentAtMicros() + at(bySeconds) - START_MICROS,
                        probe.answeredAtMicros() + at(bySeconds) - START_MICROS,
                        gateway,
                        probe.sku(),
                        409,
                        null,
                        "sold-out")
                : probe);
    }

    private Ruling judge() {
        FleetFacts facts = new FleetFacts(
                SoldOutVerdict.NAME,
                RATE,
                orders.size(),
                START_MICROS,
                List.of(),
                List.of(new FleetFacts.Life("worker-1", START_MICROS, at(3_600))),
                List.of(),
                List.of());
        return SoldOutVerdict.judge(facts, new SoldOutHistories(new Histories(orders, calls, outcomes), probes, tail));
    }

    private void assertSees(String failure) {
        List<String> failures = judge().failures();
        assertTrue(failures.stream().anyMatch(text -> text.startsWith(failure + ":")), failures::toString);
    }
}
