package io.sluice.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Route;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a buyer lives through in the sample shop, with a real browser and a real system behind it. */
@ExtendWith(RunningShop.class)
final class ShopIT {
    private final Chromium chromium;
    private final ShopSystem system;
    private Buyer buyer;
    private long effectsBefore;

    ShopIT(Chromium chromium, ShopSystem system) {
        this.chromium = chromium;
        this.system = system;
    }

    @BeforeEach
    void enter() throws Exception {
        system.drain();
        system.awaitEmpty();
        effectsBefore = system.effects();
        buyer = Buyer.with(chromium).entering(system);
    }

    @AfterEach
    void leave() {
        buyer.close();
    }

    @Test
    void buyingShowsThePlaceAndThenTheEnd() throws Exception {
        system.pause();
        system.othersOrder(5);
        buyer.buys();

        buyer.sees("You are in the queue");
        buyer.reads("ahead", "^5$");
        buyer.reads("basket", "^1 × Halo lamp, Sand$");
        assertTrue(buyer.kept().contains("ticket="), "the links are kept for a reload");
        system.drain();
        buyer.sees("Order confirmed");
        assertEffects(6);
        assertEquals("null", buyer.kept());
        assertEquals(List.of(), buyer.complaints());
    }

    @Test
    void thePlaceOnlyGetsBetterWhileItIsDrained() throws Exception {
        system.pause();
        system.othersOrder(40);
        buyer.buys();
        buyer.reads("ahead", "^40$");
        buyer.page()
                .evaluate("window.seen = [];"
                        + "new MutationObserver(() => seen.push(Number(ahead.textContent.replace('none', '0'))))"
                        + ".observe(ahead, { childList: true })");
        system.drainSlowly(10);
        buyer.sees("Order confirmed");

        List<?> seen = (List<?>) buyer.page().evaluate("seen");
        assertTrue(seen.size() > 2, "seen: " + seen);
        for (int i = 1; i < seen.size(); i++) {
            assertTrue(((Number) seen.get(i)).intValue() < ((Number) seen.get(i - 1)).intValue(), "seen: " + seen);
        }
    }

    @Test
    void aReloadInTheQueueGoesOnWithTheSameOrder() throws Exception {
        system.pause();
        system.othersOrder(3);
        buyer.buys();
        String number = buyer.orderNumber();

        buyer.page().reload();
        buyer.sees("You are in the queue");
        assertEquals(number, buyer.orderNumber());
        buyer.reads("ahead", "^3$");
        system.drain();
        buyer.sees("Order confirmed");
        assertEffects(4);
        assertEquals(List.of(), buyer.complaints());
    }

    @Test
    void aReloadBeforeTheAnswerGoesOnWithTheSameOrder() throws Exception {
        AtomicInteger taken = new AtomicInteger();
        buyer.meets(Buyer.ORDERS, route -> {
            if (isPost(route) && taken.getAndIncrement() == 0) {
                // Taken by the gateway, and the answer never comes.
                route.fetch();
            } else {
                route.resume();
            }
        });
        buyer.buys();
        buyer.sees("Placing your order");
        buyer.page().waitForCondition(() -> taken.get() == 1);

        buyer.page().reload();
        buyer.sees("Order confirmed");
        assertEquals(2, taken.get());
        assertEffects(1);
    }

    @Test
    void anAnswerThatIsLostMakesNoSecondOrder() throws Exception {
        AtomicInteger taken = new AtomicInteger();
        buyer.meets(Buyer.ORDERS, route -> {
            if (isPost(route) && taken.getAndIncrement() < 3) {
                route.fetch();
                route.abort();
            } else {
                route.resume();
            }
        });
        buyer.buys();

        buyer.sees("Order confirmed");
        assertEquals(4, taken.get());
        assertEffects(1);
    }

    @Test
    void aBuyerInTheQueueOutlivesTheGateway() throws Exception {
        system.pause();
        system.othersOrder(2);
        buyer.buys();
        String number = buyer.orderNumber();

        system.killGateway();
        buyer.reads("notice", "^Connecting again");
        system.startGateway();
        assertThat(buyer.element("notice")).isHidden();
        buyer.sees("You are in the queue");
        assertEquals(number, buyer.orderNumber());
        buyer.reads("ahead", "^2$");
        system.drain();
        buyer.sees("Order confirmed");
        assertEffects(3);
    }

    @Test
    void anOrderWithoutAGatewayIsPlacedOnceItIsBack() throws Exception {
        system.killGateway();
        buyer.buys();
        buyer.sees("No connection");
        system.startGateway();

        buyer.sees("Order confirmed");
        assertEffects(1);
    }

    @Test
    void whoComesTooLateIsToldInTheQueueThatItIsSoldOut() throws Exception {
        system.pause();
        system.somebodyTakesAll("HALO-MOSS");
        buyer.chooses("Moss");
        buyer.buys();
        buyer.sees("You are in the queue");
        system.drain();

        buyer.sees("Sold out");
        assertEquals("null", buyer.kept());
        buyer.button("Back to the shop").click();
        assertThat(buyer.element("product")).isFocused();
        buyer.chooses("Moss");
        buyer.buys();
        buyer.sees("Sold out");
        assertEffects(1);
    }

    @Test
    void aRefusalForSoldOutIsFinal() {
        AtomicInteger asked = new AtomicInteger();
        buyer.meets(Buyer.ORDERS, route -> {
            asked.incrementAndGet();
            refuse(route, 409, "sold-out", Map.of());
        });
        buyer.buys();

        buyer.sees("Sold out");
        assertEquals(1, asked.get());
        assertEquals("null", buyer.kept());
    }

    @Test
    void aRefusalOverloadedIsRepeatedNoSoonerThanAsked() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        buyer.meets(Buyer.ORDERS, route -> {
            if (isPost(route) && asked.getAndIncrement() == 0) {
                refuse(route, 503, "wait-too-long", Map.of("Retry-After", "2"));
            } else {
                route.resume();
            }
        });
        double beganMillis = now();
        buyer.buys();

        buyer.sees("Very busy right now");
        buyer.reads("notice", "^Next attempt in ");
        buyer.sees("Order confirmed");
        assertTrue(now() - beganMillis >= 2_000, "waited " + (now() - beganMillis) + " ms");
        assertEquals(2, asked.get());
        assertEffects(1);
    }

    @Test
    void whoStopsTryingWhileNobodyHasTheOrderIsDoneAtOnce() {
        AtomicInteger asked = new AtomicInteger();
        buyer.meets(Buyer.ORDERS, route -> {
            asked.incrementAndGet();
            refuse(route, 503, "wait-too-long", Map.of("Retry-After", "60"));
        });
        buyer.buys();
        buyer.button("Stop trying").click();

        buyer.sees("Order cancelled");
        assertThat(buyer.element("title")).isFocused();
        assertEquals(1, asked.get());
        assertEquals("null", buyer.kept());
    }

    @Test
    void aCancelledOrderIsOver() throws Exception {
        system.pause();
        buyer.buys();
        buyer.sees("You are in the queue");
        buyer.button("Cancel order").click();

        buyer.sees("Order cancelled");
        assertThat(buyer.element("title")).isFocused();
        assertEquals("null", buyer.kept());
        assertEquals(List.of(), buyer.complaints());
    }

    @Test
    void anOrderThatCannotBeCancelledAnyMoreGoesOn() throws Exception {
        buyer.meets(Buyer.STATUS, route -> {
            if (route.request().method().equals("DELETE")) {
                refuse(route, 409, "not-cancellable", Map.of());
            } else {
                route.resume();
            }
        });
        system.pause();
        buyer.buys();
        buyer.sees("You are in the queue");
        buyer.button("Cancel order").click();
        assertThat(buyer.button("Cancel order")).isEnabled();
        system.drain();

        buyer.sees("Order confirmed");
        assertEffects(1);
    }

    @Test
    void withoutServerSentEventsThePlaceIsAskedFor() throws Exception {
        buyer.page().addInitScript("delete window.EventSource");
        buyer.page().reload();
        followsByPolling();
        assertEquals(List.of(), buyer.complaints());
    }

    @Test
    void withServerSentEventsHeldUpOnTheWayThePlaceIsAskedFor() throws Exception {
        buyer.meets(Buyer.EVENTS, Route::abort);
        followsByPolling();
    }

    private void followsByPolling() throws IOException, InterruptedException {
        AtomicInteger waits = new AtomicInteger();
        buyer.page().onRequest(request -> {
            if (request.headers().containsKey("prefer")) {
                waits.incrementAndGet();
            }
        });
        system.pause();
        system.othersOrder(2);
        buyer.buys();
        buyer.reads("ahead", "^2$");
        buyer.page().waitForCondition(() -> waits.get() > 1);
        system.drain();

        buyer.sees("Order confirmed");
        assertEffects(3);
    }

    @Test
    void theKeyboardIsEnough() {
        var keyboard = buyer.page().keyboard();
        keyboard.press("Tab");
        assertThat(buyer.page().getByText("Sluice sample shop")).isFocused();
        keyboard.press("Tab");
        keyboard.press("ArrowRight");
        assertThat(buyer.page().getByLabel("Moss")).isChecked();
        keyboard.press("ArrowRight");
        keyboard.press("Tab");
        keyboard.press("Tab");
        assertThat(buyer.element("quantity")).isFocused();
        keyboard.press("ArrowUp");
        keyboard.press("Enter");

        assertThat(buyer.element("title")).isFocused();
        buyer.sees("Order confirmed");
        buyer.reads("basket", "^2 × Halo lamp, Ink$");
        keyboard.press("Tab");
        assertThat(buyer.button("Back to the shop")).isFocused();
        keyboard.press("Enter");
        assertThat(buyer.button("Buy now")).isVisible();
        assertThat(buyer.element("product")).isFocused();
        assertEquals(List.of(), buyer.complaints());
    }

    private void assertEffects(int expected) {
        assertEquals(expected, system.effects() - effectsBefore, "orders that took effect");
    }

    private double now() {
        return ((Number) buyer.page().evaluate("performance.now()")).doubleValue();
    }

    private static boolean isPost(Route route) {
        return route.request().method().equals("POST");
    }

    private static void refuse(Route route, int status, String type, Map<String, String> headers) {
        if (isPost(route) || route.request().method().equals("DELETE")) {
            StubAnswer.problem(route, status, type, headers);
        } else {
            route.resume();
        }
    }
}
