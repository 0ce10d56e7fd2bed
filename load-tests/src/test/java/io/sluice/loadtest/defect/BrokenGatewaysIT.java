package io.sluice.loadtest.defect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.broker.EmbeddedBroker;
import io.sluice.loadtest.verdict.Reconciliation;
import io.sluice.loadtest.verdict.Verdict;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Who judges the judge: gateways with one defect each, which the verdict has to name, and the same without it, in which it
 * has to find nothing. What is asserted is what became of the orders; whether this machine held a rate is judged elsewhere.
 */
final class BrokenGatewaysIT {
    /** Far above what a slow machine adds to an honest waiting time here, far below the minute that is told wrongly. */
    private static final double ETA_ERROR_SECONDS_MAX = 20;

    private static EmbeddedBroker broker;
    private static Vertx vertx;

    @TempDir
    private Path directory;

    @BeforeAll
    static void start() {
        broker = EmbeddedBroker.start(EmbeddedBroker.Options.defaults());
        vertx = Vertx.vertx();
    }

    @AfterAll
    static void stop() {
        vertx.close().await();
        broker.close();
    }

    @Test
    void findsNothingInAGatewayWithoutADefect() throws Exception {
        Verdict verdict = run("sound", Defect.NONE).judge();

        assertEquals(List.of(), verdict.failuresOfOrders());
        assertEquals(DefectRun.ORDERS, verdict.reconciliation().confirmed());
        assertTrue(verdict.etaErrorSeconds().at(0.95) <= ETA_ERROR_SECONDS_MAX, () -> eta(verdict));
    }

    @Test
    void findsOneOrderInTenThousandThatWasPromisedAndNotStored() throws Exception {
        Verdict verdict = run("loses", Defect.LOSES_SOME).judge();

        assertEquals(List.of("2 accepted orders were lost"), verdict.failuresOfOrders());
        assertEquals(DefectRun.ORDERS, verdict.reconciliation().accepted());
    }

    @Test
    void findsOrdersThatWerePromisedBeforeTheBrokerHadThem() throws Exception {
        Verdict verdict = run("early", Defect.ANSWERS_BEFORE_THE_ACK).judgeWithoutBrokerForAWhile();

        int lost = verdict.reconciliation().lost();
        assertTrue(lost > 0, "the broker was away and nothing was lost");
        assertEquals(List.of(lost + " accepted orders were lost"), verdict.failuresOfOrders());
    }

    @Test
    void findsNothingInAGatewayThatRefusesWhatTheBrokerDoesNotTake() throws Exception {
        Verdict verdict = run("refuses", Defect.NONE).judgeWithoutBrokerForAWhile();

        assertEquals(List.of(), verdict.failuresOfOrders());
        assertTrue(verdict.reconciliation().refusedByStatus().getOrDefault(503, 0) > 0, "nothing was refused");
    }

    @Test
    void findsOneOrderInFiveThousandThatTookEffectTwiceUnderTwoIds() throws Exception {
        Verdict verdict = run("twice", Defect.STORES_TWICE).judge();

        assertEquals(List.of("the histories contradict each other 4 times"), verdict.failuresOfOrders());
        assertEquals(
                List.of("an order was called or settled that no client was told of or left in doubt about"),
                verdict.reconciliation().contradictions().stream().distinct().toList());
    }

    @Test
    void findsOneOrderInFiveThousandThatWasToldAnothersId() throws Exception {
        Verdict verdict = run("another", Defect.TELLS_ANOTHERS_ID).judge();

        // Each is seen from both ends: an id told twice, and an order that nobody was told of.
        assertEquals(List.of("the histories contradict each other 8 times"), verdict.failuresOfOrders());
        Reconciliation orders = verdict.reconciliation();
        assertEquals(
                4,
                orders.contradictions().stream()
                        .filter(what -> what.endsWith("was told to 2 different requests"))
                        .count());
        assertEquals(DefectRun.ORDERS - 4, orders.accepted());
    }

    @Test
    void findsAWaitingTimeThatIsFarOff() throws Exception {
        Verdict verdict = run("wait", Defect.TELLS_A_WRONG_WAIT).judge();

        assertTrue(verdict.etaErrorSeconds().at(0.5) > ETA_ERROR_SECONDS_MAX, () -> eta(verdict));
        assertEquals(List.of(), verdict.failuresOfOrders());
    }

    private DefectRun run(String name, Defect defect) {
        return new DefectRun(vertx, broker, name, directory, defect);
    }

    private static String eta(Verdict verdict) {
        return "the waiting time was off by " + verdict.etaErrorSeconds().at(0.5) + " s at the median, by "
                + verdict.etaErrorSeconds().at(0.95) + " s at 95 %";
    }
}
