package io.sluice.loadtest.verdict;

import static io.sluice.loadtest.verdict.SyntheticSale.id;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;

final class BuyersVerdictTest {
    private final SyntheticSale sale = new SyntheticSale();

    @Test
    void findsNothingWrongWithAnHonestSale() {
        Ruling ruling = sale.judgeBuyers();

        assertEquals(List.of(), ruling.failures());
        assertTrue(ruling.text().contains("VERDICT: CLEAN"));
        assertEquals(
                1_000, new JsonObject(ruling.json()).getJsonObject("figures").getInteger("orders"));
    }

    @Test
    void missesAnOrderThatWasLost() {
        sale.outcomes.remove(17);

        assertSees("orders without an outcome: 1");
    }

    @Test
    void countsEveryOutcomeRecordAndNotTheLastOfEachKey() {
        sale.outcomes.add(sale.outcomes.get(17));

        assertSees("outcome records too many: 1");
    }

    @Test
    void seesAnEffectThatNobodyOrdered() {
        sale.calls.add(new CallLine(SyntheticSale.at(20), "STRANGER", 1, 201, true));

        assertSees("effects at the order system: 1,001");
    }

    @Test
    void seesASecondEffectOfOneOrder() {
        sale.calls.add(new CallLine(SyntheticSale.at(20), id(17), 2, 201, true));

        assertSees("duplicate effects: 1");
    }

    @Test
    void seesABuyerWhoWasNeverToldAnything() {
        sale.orders.remove(17);
        sale.posts.removeIf(post -> post.buyer() == 17);

        assertSees("buyers that were told 202: 999");
    }

    @Test
    void seesAPlaceThatGrowsAtOneGateway() {
        spoil(500, 1, 320);

        assertSees("places that grew at one gateway: 1");
    }

    @Test
    void seesAPlaceThatGrowsFromGatewayToGateway() {
        spoil(500, 2, 320);

        assertSees("places that grew from gateway to gateway: 1");
    }

    /** Has a watcher shown one place more between two that it was shown. */
    private void spoil(int buyer, int gateway, long position) {
        int after = 0;
        while (sale.shown.get(after).buyer() != buyer || sale.shown.get(after).position() != 250) {
            after++;
        }
        ShownLine line = sale.shown.get(after);
        sale.shown.add(
                after + 1,
                new ShownLine(
                        line.shownAtMicros() + 1,
                        buyer,
                        line.orderId(),
                        gateway == 1 ? line.gateway() : 3 - line.gateway(),
                        "poll",
                        "queued",
                        position,
                        3.2));
    }

    @Test
    void seesAnOrderThatGoesBackIntoTheQueueAfterItsTurn() {
        sale.shown.removeIf(line -> line.buyer() == 500 && line.isSettled());
        sale.show(500, 7, 1, "poll", "queued", 3, 0.03);
        sale.show(500, 8, 1, "poll", "confirmed", -1, Double.NaN);

        assertSees("places that grew at one gateway: 1");
    }

    @Test
    void seesAnOrderThatIsQueuedAgainAfterItsEnd() {
        sale.show(500, 9, 2, "poll", "queued", 0, 0);

        assertSees("places that grew at one gateway: 1");
    }

    @Test
    void seesAGatewayThatKnowsNothingOfAnOrder() {
        sale.show(500, 9, 2, "poll", ShownLine.refused(404), -1, Double.NaN);

        assertSees("gateways that knew nothing of an order: 1");
    }

    @Test
    void seesAWatcherWhoNeverHeardOfTheEnd() {
        sale.shown.removeIf(line -> line.buyer() == 500 && line.isSettled());

        assertSees("watchers that saw the end: 99");
    }

    @Test
    void seesAnEndThatTheOutcomesDeny() {
        sale.shown.replaceAll(line -> line.buyer() == 500 && line.isSettled()
                ? new ShownLine(line.shownAtMicros(), 500, line.orderId(), 1, "poll", "rejected", -1, Double.NaN)
                : line);

        assertSees("watchers that saw another end: 1");
    }

    @Test
    void seesTwoIdsForOneKey() {
        sale.posts.add(SyntheticSale.post(17, 3, 1, "OTHER"));

        assertSees("buyers told two ids for one key: 1");
    }

    @Test
    void seesAnHonestOrderThatIsRefusedAsAnother() {
        sale.posts.add(new PostLine(
                SyntheticSale.at(3), SyntheticSale.at(3), 17, 1, 422, null, false, false, PostLine.KEY_REUSED));

        assertSees("own orders refused as another body: 1");
    }

    @Test
    void seesAGatewayThatTakesAnotherBodyAlthoughItKnew() {
        sale.posts.add(SyntheticSale.otherBody(17, 1, 2, 202));

        assertSees("another body taken by a gateway that knew: 1");
    }

    @Test
    void forgivesAGatewayThatWasKilledInBetween() {
        sale.gatewayKilled(2, 0.8, 0.9);
        sale.posts.add(SyntheticSale.otherBody(17, 1, 2, 202));
        sale.posts.add(SyntheticSale.otherBody(18, 1, 1, 422));

        Ruling ruling = sale.judgeBuyers();

        assertEquals(List.of(), ruling.failures());
        assertEquals(1.0, ruling.figures().get("otherBodiesRefused"));
    }

    @Test
    void seesASecondWithTooManyCalls() {
        for (int i = 0; i < 3; i++) {
            CallLine call = sale.calls.get(900 + i);
            sale.calls.set(900 + i, new CallLine(SyntheticSale.at(5.001 + i * 1e-3), call.orderId(), 1, 201, true));
        }

        assertTrue(sale.judgeBuyers().failures().stream().anyMatch(text -> text.startsWith("windows of 1 s")));
    }

    private void assertSees(String failure) {
        List<String> failures = sale.judgeBuyers().failures();
        assertTrue(failures.stream().anyMatch(text -> text.startsWith(failure + ",")), failures::toString);
    }
}
