package io.sluice.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** Somebody on call with the console open. Confined to one thread. */
final class OnCall implements AutoCloseable {
    /** The way through Kafka and back, on a machine that does much else. */
    private static final double PATIENCE_MILLIS = 30_000;

    private final BrowserContext context;
    private final Page page;
    private final List<String> complaints = new ArrayList<>();

    private OnCall(BrowserContext context) {
        this.context = context;
        this.page = context.newPage();
        page.onConsoleMessage(message -> {
            if (message.type().equals("error") || message.type().equals("warning")) {
                complaints.add(message.text());
            }
        });
        page.onPageError(complaints::add);
        page.setDefaultTimeout(PATIENCE_MILLIS);
    }

    static OnCall with(Chromium chromium, Browser.NewContextOptions options) {
        return new OnCall(chromium.browser().newContext(options));
    }

    OnCall looking(ShopSystem system) {
        Response opened = page.navigate(system.console());
        if (opened == null || !opened.ok()) {
            throw new IllegalStateException("there is no console");
        }
        reads("linkText", "^live$");
        return this;
    }

    OnCall unlocking(String token, String operator) {
        element("token").fill(token);
        element("operator").fill(operator);
        button("Unlock").click();
        return this;
    }

    /** Handles the page's requests to this path in place of the network. */
    void meets(String path, Consumer<Route> handler) {
        page.route(path, handler);
    }

    void sees(String sentence) {
        reads("sentence", sentence);
    }

    void reads(String id, String pattern) {
        assertThat(element(id))
                .hasText(Pattern.compile(pattern), new LocatorAssertions.HasTextOptions().setTimeout(PATIENCE_MILLIS));
    }

    Locator button(String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    Locator element(String id) {
        return page.locator("#" + id);
    }

    Page page() {
        return page;
    }

    /** Pixels of the chart that are drawn in the colour of this line. */
    int pixels(String line) {
        return ((Number) page.evaluate("""
                        (line) => {
                          const wanted = document.createElement("canvas").getContext("2d");
                          wanted.fillStyle = getComputedStyle(document.documentElement).getPropertyValue("--line-" + line);
                          wanted.fillRect(0, 0, 1, 1);
                          const [red, green, blue] = wanted.getImageData(0, 0, 1, 1).data;
                          const canvas = document.querySelector("#flowPlot canvas");
                          const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
                          let count = 0;
                          for (let at = 0; at < data.length; at += 4) {
                            const off = Math.abs(data[at] - red) + Math.abs(data[at + 1] - green) + Math.abs(data[at + 2] - blue);
                            if (data[at + 3] > 200 && off < 12) count++;
                          }
                          return count;
                        }""", line)).intValue();
    }

    /** Errors and warnings in the console, violations of the page's policy among them, and uncaught errors. */
    List<String> complaints() {
        return List.copyOf(complaints);
    }

    @Override
    public void close() {
        context.close();
    }
}
