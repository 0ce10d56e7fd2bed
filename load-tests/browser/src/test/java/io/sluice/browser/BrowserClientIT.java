package io.sluice.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

/** What {@code sluice.js} promises, each in a page of its own of a real browser, without a gateway and without waiting. */
@ExtendWith(RunningShop.class)
final class BrowserClientIT {
    private static final String ORIGIN = "http://127.0.0.1:9";
    private static final Path CLIENT = Path.of("..", "..", "gateway", "src", "main", "resources", "web", "sluice.js");
    private static final Path SCENARIOS =
            Path.of("src", "test", "resources", "io", "sluice", "browser", "client-scenarios.js");

    /** One that hangs is told from one that is kept. */
    private static final String KEEPS = """
            ({ scenarios }, name) => Promise.race([
              scenarios[name]().then(() => 'kept', broken => broken.stack),
              new Promise(resolve => setTimeout(resolve, 10_000, 'never comes to an end')),
            ])""";

    private final Chromium chromium;

    BrowserClientIT(Chromium chromium) {
        this.chromium = chromium;
    }

    @TestFactory
    Stream<DynamicTest> keepsItsPromises() {
        List<?> names = (List<?>) inFreshPage("({ scenarios }) => Object.keys(scenarios)", null);
        return names.stream()
                .map(name -> DynamicTest.dynamicTest("" + name, () -> assertEquals("kept", inFreshPage(KEEPS, name))));
    }

    /** @param use a function of the scenarios' module and the argument */
    private Object inFreshPage(String use, Object argument) {
        try (Page page = chromium.browser().newPage()) {
            page.route(
                    ORIGIN + "/",
                    route -> route.fulfill(new Route.FulfillOptions()
                            .setContentType("text/html")
                            .setBody("<!doctype html><title>client</title>")));
            page.route("**/sluice.js", route -> route.fulfill(new Route.FulfillOptions().setPath(CLIENT)));
            page.route("**/scenarios.js", route -> route.fulfill(new Route.FulfillOptions().setPath(SCENARIOS)));
            page.navigate(ORIGIN + "/");
            return page.evaluate(
                    "async (argument) => (" + use + ")(await import('/scenarios.js'), argument)", argument);
        }
    }
}
