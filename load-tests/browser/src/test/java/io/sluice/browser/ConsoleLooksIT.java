package io.sluice.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * How the console looks while a backlog drains, while it is paused and where its levers are, by day and by night, on a phone and on
 * a desk. What it shows is real but for the dead letters.
 */
@ExtendWith(RunningShop.class)
final class ConsoleLooksIT {
    private static final Path SCREENSHOTS = Path.of("..", "target", "screenshots");
    private static final int RATE_PER_SECOND = 60;
    private static final int ORDERS = 1_500;

    private final Chromium chromium;
    private final ShopSystem system;

    ConsoleLooksIT(Chromium chromium, ShopSystem system) {
        this.chromium = chromium;
        this.system = system;
    }

    static Stream<Arguments> screens() {
        return Stream.of(ColorScheme.LIGHT, ColorScheme.DARK)
                .flatMap(scheme ->
                        Stream.of(Arguments.of(scheme, "phone", 390, 844), Arguments.of(scheme, "desktop", 1280, 800)));
    }

    @AfterEach
    void leave() throws Exception {
        system.drain();
        system.awaitEmpty();
    }

    @ParameterizedTest
    @MethodSource("screens")
    void everyPartIsReadableAndHasItsPicture(ColorScheme scheme, String device, int width, int height)
            throws Exception {
        String suffix = "-" + device + "-" + scheme.name().toLowerCase(Locale.ROOT) + ".png";
        List<String> defects = new ArrayList<>();
        // A slow machine posts no faster than that, and would leave no backlog.
        system.pause();
        system.othersOrder(ORDERS);
        system.drainSlowly(RATE_PER_SECOND);
        for (int i = 0; i < 20; i++) {
            assertEquals(422, system.statusFor(""));
        }
        // Pictures of what stands still.
        Browser.NewContextOptions screen = new Browser.NewContextOptions()
                .setColorScheme(scheme)
                .setViewportSize(width, height)
                .setReducedMotion(ReducedMotion.REDUCE);
        try (OnCall ada = OnCall.with(chromium, screen).looking(system)) {
            ada.sees("^Draining");
            ada.reads("flowLegend", "Settled [1-9]");
            defects.addAll(look(ada, "console-1-draining" + suffix));
            StubLetters.on(ada, new ArrayList<>());
            ada.unlocking(ShopSystem.TOKEN, "ada");
            ada.reads("letterRows", "deadlock");
            ada.element("sku").fill("HALO-GOLD");
            ada.button("Sold out").click();
            ada.reads("soldOutRows", "HALO-GOLD");
            ada.button("Choose all shown").click();
            ada.button("Dry run of those chosen").click();
            ada.button("Replay 1 now").waitFor();
            defects.addAll(look(ada, "console-2-levers" + suffix));
            ada.button("Pause the fleet").click();
            ada.page()
                    .screenshot(new Page.ScreenshotOptions().setPath(SCREENSHOTS.resolve("console-3-asked" + suffix)));
            ada.button("Pause").click();
            ada.sees("^PAUSED by ada");
            defects.addAll(look(ada, "console-4-paused" + suffix));
            ada.button("HALO-GOLD is back in stock").click();
            ada.reads("soldOutNotice", "back in stock");
            assertEquals(List.of(), ada.complaints());
        }
        assertEquals(List.of(), defects);
    }

    @Test
    void nothingMovesForWhoWantsThatAndNotEveryNumberIsAnnounced() throws Exception {
        Browser.NewContextOptions calm = new Browser.NewContextOptions().setReducedMotion(ReducedMotion.REDUCE);
        system.pause();
        system.othersOrder(ORDERS);
        system.drainSlowly(RATE_PER_SECOND);
        try (OnCall ada = OnCall.with(chromium, calm).looking(system)) {
            ada.sees("^Draining");
            ada.page()
                    .evaluate("window.said = 0;"
                            + "new MutationObserver(() => said++).observe(announcer, { childList: true });"
                            + "window.written = 0;"
                            + "new MutationObserver(() => written++).observe(sentence, { childList: true })");
            ada.page().waitForCondition(() -> ((Number) ada.page().evaluate("written")).intValue() > 3);
            assertEquals(0, ada.page().evaluate("said"));
            assertEquals(0, ada.page().evaluate("document.getAnimations().length"));
        }
    }

    /** Takes the picture, and names what is wrong with it. */
    private static List<String> look(OnCall ada, String picture) throws IOException {
        ada.page()
                .screenshot(new Page.ScreenshotOptions()
                        .setPath(SCREENSHOTS.resolve(picture))
                        .setFullPage(true));
        List<?> defects = (List<?>) ada.page().evaluate(script());
        return defects.stream().map(defect -> picture + ": " + defect).toList();
    }

    private static String script() throws IOException {
        String name = "page-defects.js";
        try (InputStream file = Objects.requireNonNull(ConsoleLooksIT.class.getResourceAsStream(name), name)) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
