package io.sluice.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * How the shop looks in every state, by day and by night, on a phone and on a desk: readable for everybody, and drawn into
 * {@code target/screenshots} of the load tests for people to judge the rest.
 */
@ExtendWith(RunningShop.class)
final class ShopLooksIT {
    private static final Path SCREENSHOTS = Path.of("..", "target", "screenshots");
    private static final Map<String, ?> PLACE = Map.of("position", 1_204, "etaSeconds", 151);
    private static final Map<String, ?> NEARER = Map.of("position", 431, "etaSeconds", 54);

    private final Chromium chromium;
    private final ShopSystem system;

    ShopLooksIT(Chromium chromium, ShopSystem system) {
        this.chromium = chromium;
        this.system = system;
    }

    /** What the gateway answers in a state, and the heading that the buyer sees then; {@code told} null = the stream breaks. */
    private record Scene(
            String title, Consumer<Route> posted, @Nullable String told) {}

    private static Map<String, Scene> scenes() {
        Consumer<Route> taken = route -> StubAnswer.standing(route, "queued", PLACE);
        Consumer<Route> silence = route -> {};
        String nothing = "";
        Map<String, Scene> scenes = new TreeMap<>();
        scenes.put("01-sending", new Scene("Placing your order", silence, nothing));
        scenes.put("02-offline", new Scene("No connection", Route::abort, nothing));
        scenes.put("03-busy", new Scene("Very busy right now", refusal(503, "wait-too-long", "12"), nothing));
        scenes.put("04-queued", new Scene("You are in the queue", taken, StubAnswer.text("queued", NEARER)));
        scenes.put("05-reconnecting", new Scene("You are in the queue", taken, null));
        scenes.put("06-turn", new Scene("It is your turn", taken, told("processing", "")));
        scenes.put("07-confirmed", new Scene("Order confirmed", taken, told("confirmed", "")));
        scenes.put("08-sold-out", new Scene("Sold out", refusal(409, "sold-out", "0"), nothing));
        scenes.put("09-rejected", new Scene("Order declined", taken, told("rejected", "no such address")));
        scenes.put("10-expired", new Scene("The wait was too long", taken, told("expired", "")));
        scenes.put("11-cancelled", new Scene("Order cancelled", taken, told("cancelled", "")));
        scenes.put("12-failed", new Scene("Something went wrong", taken, told("failed", "timeout")));
        scenes.put("13-refused", new Scene("Order declined", refusal(422, "order-invalid", "0"), nothing));
        scenes.put("14-given-up", new Scene("No connection to the shop", refusal(503, "stopping", "9999"), nothing));
        return scenes;
    }

    private static Consumer<Route> refusal(int status, String type, String retryAfter) {
        return route -> StubAnswer.problem(route, status, type, Map.of("Retry-After", retryAfter));
    }

    private static String told(String status, String reason) {
        return StubAnswer.text(status, reason.isEmpty() ? Map.of() : Map.of("reason", reason, "attempts", 1));
    }

    static Stream<Arguments> screens() {
        return Stream.of(ColorScheme.LIGHT, ColorScheme.DARK)
                .flatMap(scheme ->
                        Stream.of(Arguments.of(scheme, "phone", 390, 844), Arguments.of(scheme, "desktop", 1280, 800)));
    }

    @ParameterizedTest
    @MethodSource("screens")
    void everyStateIsReadableAndHasItsPicture(ColorScheme scheme, String device, int width, int height)
            throws IOException {
        String suffix = "-" + device + "-" + scheme.name().toLowerCase(java.util.Locale.ROOT) + ".png";
        List<String> defects = new ArrayList<>();
        try (Buyer buyer = Buyer.with(chromium, screen(scheme, width, height)).entering(system)) {
            buyer.reads("queue", "^No queue right now\\.$");
            defects.addAll(look(buyer, "00-offer" + suffix));
        }
        for (Map.Entry<String, Scene> entry : scenes().entrySet()) {
            Scene scene = entry.getValue();
            try (Buyer buyer = Buyer.with(chromium, screen(scheme, width, height))) {
                stage(buyer, scene);
                buyer.entering(system).buys();
                buyer.sees(scene.title());
                if (scene.title().equals("You are in the queue")) {
                    buyer.reads("ahead", entry.getKey().equals("04-queued") ? "^431$" : "^1,204$");
                }
                defects.addAll(look(buyer, entry.getKey() + suffix));
            }
        }
        assertEquals(List.of(), defects);
    }

    @Test
    void nothingMovesForWhoWantsThat() {
        Browser.NewContextOptions calm = new Browser.NewContextOptions().setReducedMotion(ReducedMotion.REDUCE);
        try (Buyer buyer = Buyer.with(chromium, calm)) {
            stage(buyer, scenes().get("04-queued"));
            buyer.entering(system).buys();
            buyer.reads("ahead", "^431$");
            assertEquals(0, buyer.page().evaluate("document.getAnimations().length"));
        }
    }

    @Test
    void whatHappensIsAnnouncedAndNotEveryNumber() {
        try (Buyer buyer = Buyer.with(chromium)) {
            stage(buyer, scenes().get("04-queued"));
            buyer.entering(system).buys();
            buyer.reads("ahead", "^431$");
            assertThat(buyer.element("announcer"))
                    .hasText("You are in the queue. Close this page if you like: your place is kept.");
            assertEquals(
                    431.0,
                    ((Number) buyer.page().evaluate("(1 - progress.value) * 1204")).doubleValue(),
                    0.01,
                    "orders left of the way");
        }
    }

    private static Browser.NewContextOptions screen(ColorScheme scheme, int width, int height) {
        // Pictures of what stands still.
        return new Browser.NewContextOptions()
                .setColorScheme(scheme)
                .setViewportSize(width, height)
                .setReducedMotion(ReducedMotion.REDUCE);
    }

    private static void stage(Buyer buyer, Scene scene) {
        buyer.meets(Buyer.STATUS, route -> StubAnswer.standing(route, "queued", PLACE));
        String told = scene.told();
        if (told == null) {
            buyer.meets(Buyer.EVENTS, Route::abort);
        } else {
            buyer.hears(told);
        }
        buyer.meets(Buyer.ORDERS, route -> {
            if (route.request().method().equals("POST")) {
                scene.posted().accept(route);
            } else {
                route.resume();
            }
        });
    }

    /** Takes the picture, and names what is wrong with it. */
    private static List<String> look(Buyer buyer, String picture) throws IOException {
        buyer.page()
                .screenshot(new Page.ScreenshotOptions()
                        .setPath(SCREENSHOTS.resolve(picture))
                        .setFullPage(true));
        List<?> defects = (List<?>) buyer.page().evaluate(script("page-defects.js"));
        return defects.stream().map(defect -> picture + ": " + defect).toList();
    }

    private static String script(String name) throws IOException {
        try (InputStream file = Objects.requireNonNull(ShopLooksIT.class.getResourceAsStream(name), name)) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
