package io.sluice.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Route;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What people on call see and do in the console, with a real browser and a real system behind it. */
@ExtendWith(RunningShop.class)
final class ConsoleIT {
    private final Chromium chromium;
    private final ShopSystem system;
    private OnCall ada;
    private long effectsBefore;

    ConsoleIT(Chromium chromium, ShopSystem system) {
        this.chromium = chromium;
        this.system = system;
    }

    @BeforeEach
    void look() throws Exception {
        system.drain();
        system.awaitEmpty();
        effectsBefore = system.effects();
        ada = OnCall.with(chromium, new Browser.NewContextOptions()).looking(system);
    }

    @AfterEach
    void leave() {
        ada.close();
    }

    @Test
    void theSentenceSaysWhatTheFleetDoes() throws Exception {
        ada.sees("^(Nothing is waiting|Keeping up)");
        system.pause();
        ada.sees("^PAUSED by operator\\. 0 waiting$");
        system.othersOrder(600);
        ada.sees("^PAUSED by operator\\. 600 waiting$");
        ada.reads("waiting", "^600$");
        system.drainSlowly(40);
        ada.sees("^Draining [0-9.]+/s of 40/s, [0-9]+ waiting, empty in [0-9.]+ s$");
        ada.reads("oldest", "^[0-9.]+ s$");
        ada.reads("emptySub", "^in [0-9.]+ s$");
        ada.reads("headroom", "^[0-9]+ (h|days)$");
        system.drain();
        ada.sees("^(Nothing is waiting|Keeping up)");
        assertEquals(List.of(), ada.complaints());
    }

    @Test
    void theChartHasTheDrainAgainstItsTarget() throws Exception {
        system.pause();
        system.othersOrder(400);
        system.drainSlowly(50);
        ada.reads("flowLegend", "Settled (4[0-9]|5[0-9])/s.*Target rate R 50/s");

        ada.page().waitForCondition(() -> ada.pixels("settled") > 20);
        assertTrue(ada.pixels("target") > 20, "the target is drawn");
        assertTrue(ada.pixels("accepted") > 5, "arrivals are drawn");
        ada.reads("settledRows", "^confirmed[0-9,.]+$");
        assertThat(ada.element("partitionRows").locator("li")).hasCount(12);
        ada.reads("workerRows", "^worker-1100\\.0 %50");
        ada.reads("changeRows", "told50/soperatorrate 200 to 50");
    }

    @Test
    void thePauseOfTheConsoleReallyPauses() throws Exception {
        StubLetters.on(ada, new ArrayList<>());
        ada.unlocking(ShopSystem.TOKEN, "ada");
        ada.element("reason").fill("second database");
        ada.button("Pause the fleet").click();
        assertThat(ada.element("confirmNo")).isFocused();
        ada.button("Pause").click();
        ada.reads("drainNotice", "^✓ In the fleet log since .*: paused; the fleet can start 0/s now\\.$");
        ada.sees("^PAUSED by ada: second database\\. 0 waiting$");

        system.othersOrder(5);
        ada.sees("^PAUSED by ada: second database\\. 5 waiting$");
        assertEquals(effectsBefore, system.effects());
        ada.button("Resume").click();
        ada.sees("^(Nothing is waiting|Keeping up)");
        ada.reads("changeRows", "told200/sadaresumed.*toldpausedadasecond database");
        system.awaitEmpty();
        assertEquals(List.of(), ada.complaints());
    }

    @Test
    void whoLeavesItHasPausedNothing() {
        ada.unlocking(ShopSystem.TOKEN, "ada");
        ada.button("Pause the fleet").click();
        ada.page().keyboard().press("Escape");

        assertThat(ada.element("confirm")).isHidden();
        assertThat(ada.button("Pause the fleet")).isFocused();
        ada.sees("^(Nothing is waiting|Keeping up)");
    }

    @Test
    void aWrongTokenIsCalledWrongAndNotKept() {
        ada.unlocking("token-of-somebody-else", "");

        ada.reads("unlockNotice", "The bearer token is missing or wrong");
        assertThat(ada.element("levers")).isHidden();
        assertThat(ada.element("token")).isFocused();
        assertEquals(null, ada.page().evaluate("sessionStorage.getItem('sluice:console:token')"));
        assertEquals(null, ada.page().evaluate("Object.values(localStorage)[0] ?? null"));
    }

    @Test
    void aReloadIsStillUnlockedAndAnotherTabIsNot() {
        ada.unlocking(ShopSystem.TOKEN, "ada");
        ada.reads("who", "recorded as ada");
        ada.page().reload();
        ada.reads("who", "recorded as ada");
        try (OnCall other =
                OnCall.with(chromium, new Browser.NewContextOptions()).looking(system)) {
            assertThat(other.element("levers")).isHidden();
        }
        ada.button("Lock again").click();
        assertThat(ada.element("levers")).isHidden();
        assertEquals(null, ada.page().evaluate("sessionStorage.getItem('sluice:console:token')"));
    }

    @Test
    void aBoldChangeOfTheRateIsAskedAboutOnceMore() {
        ada.unlocking(ShopSystem.TOKEN, "ada");
        ada.element("rate").fill("150");
        ada.button("Change rate").click();
        ada.reads("drainNotice", ": 150/s, mode fixed; the fleet can start 150/s now\\.$");
        ada.sees("150/s");

        ada.element("rate").fill("30");
        ada.button("Change rate").click();
        ada.reads("confirmText", "^It is 150/s now\\. That is a change by more than a factor of two");
        ada.button("Change to 30/s").click();
        ada.reads("drainNotice", ": 30/s, mode fixed");
    }

    @Test
    void theGatewaysOwnWordsSayWhyItWillNot() {
        ada.unlocking(ShopSystem.TOKEN, "ada");
        ada.element("rate").fill("2000000");
        ada.button("Change rate").click();
        ada.button("Change to 2,000,000/s").click();

        ada.reads("drainNotice", "^✕ The body is not a change of the drain\\. /ratePerSecond must be a number over 0");
    }

    @Test
    void whatIsSoldOutIsRefusedUntilItIsBack() throws Exception {
        ada.unlocking(ShopSystem.TOKEN, "ada");
        ada.element("sku").fill("RED/LAMP 1");
        ada.button("Sold out").click();
        ada.reads("soldOutNotice", "^✓ RED/LAMP 1 is sold out, says ada\\.$");
        assertEquals(409, system.statusFor("RED/LAMP 1"));
        ada.reads("refusedRows", "sold out");

        ada.button("RED/LAMP 1 is back in stock").click();
        ada.reads("soldOutNotice", "^✓ RED/LAMP 1 is back in stock\\.$");
        assertEquals(202, system.statusFor("RED/LAMP 1"));
    }

    @Test
    void aGatewayThatStartsAnewIsFoundAgainAndWhatWasSeenStays() throws Exception {
        system.drainSlowly(50);
        system.othersOrder(100);
        ada.reads("flowLegend", "Settled [1-9][0-9]*/s");
        Object from = ada.page().evaluate("flowPlot.dataset.from");
        List<String> asked = new ArrayList<>();
        ada.page().onRequest(request -> asked.add(request.url()));

        system.killGateway();
        ada.reads("linkText", "^reconnecting, as of [0-9:]+$");
        system.startGateway();
        ada.reads("linkText", "^live$");
        ada.sees("^(Draining|Nothing is waiting|Keeping up)");
        assertEquals(from, ada.page().evaluate("flowPlot.dataset.from"));
        assertTrue(asked.stream().anyMatch(url -> url.matches(".*/console/events\\?after=[0-9]+")), asked::toString);
    }

    @Test
    void aFleetWithoutAWorkerIsSaidInCapitals() throws Exception {
        system.pause();
        system.othersOrder(3);
        system.killWorker();
        try {
            system.drain();
            ada.sees("^NO LIVE WORKER with 3 waiting$");
            ada.reads("fleetText", "^No live worker\\.$");
            ada.reads("empty", "^not known$");
        } finally {
            system.startWorker();
        }
        ada.sees("^(Nothing is waiting|Keeping up)");
    }

    @Test
    void withoutAnApiForDeadLettersItSaysSo() {
        ada.meets(
                "**/admin/dead-letters?*", route -> StubAnswer.problem(route, 404, "path-unknown", java.util.Map.of()));
        ada.unlocking(ShopSystem.TOKEN, "ada");

        ada.reads("lettersText", "^This gateway has no way to browse and replay dead letters\\.$");
        assertThat(ada.element("letters")).isHidden();
    }

    @Test
    void deadLettersAreReplayedAfterADryRunOnly() {
        List<String> posted = new ArrayList<>();
        StubLetters.on(ada, posted);
        ada.unlocking(ShopSystem.TOKEN, "ada");
        assertThat(ada.element("letterRows").locator("tr")).hasCount(2);
        ada.reads("letterRows", "no answer in 5 s");
        assertThat(ada.element("replay")).isHidden();

        ada.button("Dry run of those chosen").click();
        ada.reads("replayNotice", "None is chosen");
        ada.button("Choose all shown").click();
        ada.button("Dry run of those chosen").click();
        ada.reads("replayNotice", "^Dry run: 1 order would be replayed, 1 refused\\. Nothing was done yet\\.$");
        ada.reads("replayRefused", "^3/17: replayed before$");
        ada.button("Replay 1 now").click();
        ada.reads("replayNotice", "^The replay is over \\(done\\): 1 of 1\\.$");
        assertEquals(
                List.of(
                        "{\"places\":[\"3/18\",\"3/17\"],\"dryRun\":true}",
                        "{\"places\":[\"3/18\",\"3/17\"],\"dryRun\":false}"),
                posted);
    }

    @Test
    void aStreamThatIsRefusedIsAskedForAgain() {
        List<Route> refused = new ArrayList<>();
        try (OnCall bob = OnCall.with(chromium, new Browser.NewContextOptions())) {
            bob.meets("**/console/events*", route -> {
                if (refused.size() < 2) {
                    refused.add(route);
                    StubAnswer.problem(route, 503, "too-many-watchers", java.util.Map.of());
                } else {
                    route.resume();
                }
            });
            bob.looking(system);
            assertEquals(2, refused.size());
        }
    }
}
