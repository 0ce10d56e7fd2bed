package io.sluice.loadtest.verdict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class VerdictTest {
    private final SyntheticRun run = new SyntheticRun();

    @Test
    void findsNothingWrongWithACleanRun() {
        Verdict verdict = run.judge();

        assertEquals(java.util.List.of(), verdict.failures());
        assertEquals(6_000, verdict.reconciliation().accepted());
        assertEquals(6_000, verdict.reconciliation().settled());
        assertEquals(1_000, verdict.drain().mostInSecond());
        assertEquals(1.0, verdict.drain().utilisation(), 0.001);
        assertEquals(5.0, verdict.acceptLatencyMillis().at(0.99));
        assertEquals(0.02, verdict.etaErrorSeconds().max(), 0.002);
    }

    @Test
    void seesAnOrderWithoutOutcome() {
        run.outcomes.remove(17);

        Verdict verdict = run.judge();

        assertEquals(1, verdict.reconciliation().lost());
        assertFalse(verdict.clean());
    }

    @Test
    void seesAConfirmedOrderThatTheDownstreamNeverStored() {
        CallLine call = run.calls.get(17);
        run.calls.set(17, new CallLine(call.receivedAtMicros(), call.orderId(), 1, 200, false));

        assertEquals(1, run.judge().reconciliation().lost());
    }

    @Test
    void seesAnOrderThatWasDoneTwice() {
        CallLine call = run.calls.get(17);
        run.calls.add(new CallLine(call.receivedAtMicros() + 7_000_000, call.orderId(), 2, 200, true));

        Verdict verdict = run.judge();

        assertEquals(1, verdict.reconciliation().duplicateEffects());
        assertEquals(1, verdict.reconciliation().repeatedCalls());
        assertFalse(verdict.clean());
    }

    @Test
    void forgivesARepeatedCallWithoutEffect() {
        CallLine call = run.calls.get(5_999);
        run.calls.add(new CallLine(call.receivedAtMicros() + 2_000_000, call.orderId(), 2, 200, false));

        Verdict verdict = run.judge();

        assertEquals(1, verdict.reconciliation().repeatedCalls());
        assertTrue(verdict.clean(), () -> verdict.failures().toString());
    }

    @Test
    void seesARequestWithoutAnswer() {
        run.orders.add(new OrderLine(
                SyntheticRun.START_MICROS,
                SyntheticRun.START_MICROS,
                SyntheticRun.START_MICROS,
                0,
                null,
                -1,
                0,
                "reset"));
        run.ordersMeant++;

        Verdict verdict = run.judge();

        assertEquals(1, verdict.reconciliation().unanswered());
        assertFalse(verdict.clean());
    }

    @Test
    void countsRefusalsByStatusAndForgivesThem() {
        refuse(503, "overloaded");
        refuse(503, "stopping");
        refuse(422, "invalid");

        Verdict verdict = run.judge();

        assertEquals(Map.of(503, 2, 422, 1), verdict.reconciliation().refusedByStatus());
        assertTrue(verdict.clean(), () -> verdict.failures().toString());
    }

    @Test
    void holdsARefusalToItsPromiseThatNothingWasQueued() {
        refuse(503, "overloaded");
        run.calls.add(new CallLine(SyntheticRun.START_MICROS + 9_000_000, SyntheticRun.id(9_999), 1, 200, true));

        assertEquals(1, run.judge().reconciliation().contradictionCount());
    }

    @Test
    void acceptsThatAnUnconfirmedOrderMayHaveBeenStored() {
        refuse(503, "not-confirmed");
        run.calls.add(new CallLine(SyntheticRun.START_MICROS + 9_000_000, SyntheticRun.id(9_999), 1, 200, true));

        assertEquals(0, run.judge().reconciliation().contradictionCount());
    }

    @Test
    void seesAnEffectOfAnOrderThatIsSaidToHaveFailed() {
        settleAs(17, "failed");

        assertEquals(1, run.judge().reconciliation().contradictionCount());
    }

    @Test
    void seesOutcomesThatDisagree() {
        OutcomeLine outcome = run.outcomes.get(17);
        run.outcomes.add(outcome);
        settleAs(17, "rejected");

        Verdict verdict = run.judge();

        assertEquals(1, verdict.reconciliation().duplicateOutcomes());
        assertTrue(verdict.reconciliation().contradictions().stream().anyMatch(text -> text.contains("disagree")));
    }

    @Test
    void seesARejectionThatNobodyUttered() {
        settleAs(17, "rejected");
        run.calls.remove(17);

        assertEquals(1, run.judge().reconciliation().contradictionCount());
    }

    @Test
    void seesOneIdToldToTwoRequests() {
        OrderLine order = run.orders.get(17);
        run.orders.add(order);
        run.ordersMeant++;

        assertEquals(1, run.judge().reconciliation().contradictionCount());
    }

    @Test
    void seesFourCallsTooManyInOneSecond() {
        // The calls of 4 orders from later seconds are made within the second from 2.01 s on.
        for (int i = 0; i < 4; i++) {
            run.delayCalls(4_000 + i, 4_001 + i, -1_500_000);
        }

        Verdict verdict = run.judge();

        assertEquals(1_004, verdict.drain().mostInSecond());
        assertFalse(verdict.clean());
    }

    @Test
    void allowsOneCallPerWorkerAboveTheRate() {
        for (int i = 0; i < 3; i++) {
            run.delayCalls(4_000 + i, 4_001 + i, -1_500_000);
        }

        Verdict verdict = run.judge();

        assertEquals(1_003, verdict.drain().mostInSecond());
        assertEquals(
                0,
                verdict.failures().stream()
                        .filter(text -> text.contains("within one second"))
                        .count());
    }

    @Test
    void seesAPauseUnderBacklog() {
        run.delayCalls(2_000, SyntheticRun.ORDERS, 200_000);

        Verdict verdict = run.judge();

        assertTrue(verdict.drain().utilisation() < 0.98);
        assertFalse(verdict.clean());
    }

    @Test
    void leavesThePauseAfterAFaultOutOfTheSecondNumberOnly() {
        run.delayCalls(2_000, SyntheticRun.ORDERS, 200_000);
        run.faults.add(new RunFacts.Fault("worker killed", SyntheticRun.START_MICROS + 2_000_000));

        Drain drain = run.judge().drain();

        assertTrue(drain.utilisation() < 0.98);
        assertEquals(1.0, drain.utilisationOutsideRecovery(), 0.001);
    }

    @Test
    void doesNotTakeARunWithoutBacklogForProof() {
        run.orders.subList(900, 6_000).clear();
        run.calls.subList(900, 6_000).clear();
        run.outcomes.subList(900, 6_000).clear();
        run.ordersMeant = 900;

        Verdict verdict = run.judge();

        assertTrue(Double.isNaN(verdict.drain().utilisation()));
        assertFalse(verdict.clean());
        assertTrue(new JsonObject(VerdictJson.of(verdict)).getValue("utilisation") == null);
    }

    @Test
    void callsARunInvalidWhoseDriverWasBehind() {
        for (int i = 0; i < 100; i++) {
            OrderLine order = run.orders.get(i);
            run.orders.set(
                    i,
                    new OrderLine(
                            order.scheduledAtMicros() - 150_000,
                            order.sentAtMicros(),
                            order.answeredAtMicros(),
                            202,
                            order.orderId(),
                            0,
                            Double.NaN,
                            null));
        }

        Verdict verdict = run.judge();

        assertTrue(verdict.driverPace().behind());
        assertFalse(verdict.clean());
    }

    @Test
    void missesOrdersThatWereNeverSent() {
        run.ordersMeant++;

        assertFalse(run.judge().clean());
    }

    @Test
    void catchesAnySingleEffectThatIsTakenAwayOrDoubled() {
        Random random = new Random(19980519);
        IntStream.range(0, 60).forEach(round -> {
            SyntheticRun spoilt = new SyntheticRun();
            int victim = random.nextInt(SyntheticRun.ORDERS);
            CallLine call = spoilt.calls.get(victim);
            boolean taken = random.nextBoolean();
            if (taken) {
                spoilt.calls.remove(victim);
            } else {
                spoilt.calls.add(new CallLine(call.receivedAtMicros() + 1, call.orderId(), 2, 200, true));
            }

            Reconciliation reconciliation = spoilt.judge().reconciliation();

            assertEquals(taken ? 1 : 0, reconciliation.lost(), () -> "order " + victim);
            assertEquals(taken ? 0 : 1, reconciliation.duplicateEffects(), () -> "order " + victim);
        });
    }

    private void refuse(int status, String error) {
        long atMicros = SyntheticRun.START_MICROS + 1_000_000;
        run.orders.add(new OrderLine(atMicros, atMicros, atMicros, status, null, -1, Double.NaN, error));
        run.ordersMeant++;
    }

    private void settleAs(int order, String status) {
        OutcomeLine outcome = run.outcomes.get(order);
        run.outcomes.set(
                order,
                new OutcomeLine(
                        outcome.orderId(),
                        status,
                        1,
                        outcome.acceptedAtMillis(),
                        outcome.settledAtMillis(),
                        outcome.partition(),
                        outcome.offset()));
    }
}
