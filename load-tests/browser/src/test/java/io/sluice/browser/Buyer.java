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
import io.vertx.core.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Somebody with a browser of their own and the shop open in it. Confined to one thread. */
final class Buyer implements AutoCloseable {
    static final String ORDERS = "**/v1/orders";
    static final String EVENTS = "**/v1/orders/*/events?*";
    static final String STATUS = "**/v1/orders/*?ticket=*";

    /** The way through broker, worker and order system, on a machine that does much else. */
    private static final double PATIENCE_MILLIS = 30_000;

    private final BrowserContext context;
    private final Page page;
    private final List<String> complaints = new ArrayList<>();

    private Buyer(BrowserContext context) {
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

    static Buyer with(Chromium chromium) {
        return with(chromium, new Browser.NewContextOptions());
    }

    static Buyer with(Chromium chromium, Browser.NewContextOptions options) {
        return new Buyer(chromium.browser().newContext(options));
    }

    Buyer entering(ShopSystem system) {
        Response entered = page.navigate(system.shop());
        if (entered == null || !entered.ok()) {
            throw new IllegalStateException("the shop is closed");
        }
        assertThat(button("Buy now")).isVisible();
        return this;
    }

    void buys() {
        button("Buy now").click();
    }

    void chooses(String colour) {
        page.getByLabel(colour).check();
    }

    /** Handles the buyer's requests to this path in place of the network. */
    void meets(String path, Consumer<Route> handler) {
        page.route(path, handler);
    }

    /** Gets one event and then silence from every stream, which stays open: that cannot be had from a stubbed answer. */
    void hears(String event) {
        page.addInitScript("window.EventSource = class extends EventTarget {"
                + "  constructor() {"
                + "    super();"
                + "    const event = new MessageEvent('position', { data: " + Json.encode(event) + " });"
                + "    if (event.data) setTimeout(() => this.dispatchEvent(event));"
                + "  }"
                + "  close() {}"
                + "}");
    }

    void sees(String title) {
        assertThat(element("title")).hasText(title, new LocatorAssertions.HasTextOptions().setTimeout(PATIENCE_MILLIS));
    }

    void reads(String id, String pattern) {
        assertThat(element(id))
                .hasText(
                        java.util.regex.Pattern.compile(pattern),
                        new LocatorAssertions.HasTextOptions().setTimeout(PATIENCE_MILLIS));
    }

    /** The number of the order, once there is one. */
    String orderNumber() {
        reads("number", "^Order [0-9A-Z]{26}$");
        return element("number").textContent();
    }

    /** What the page keeps of an order; "null" if nothing. */
    String kept() {
        return "" + page.evaluate("localStorage.getItem('sluice:shop')");
    }

    Locator button(String name) {
        return page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name));
    }

    Locator element(String id) {
        return page.locator("#" + id);
    }

    Page page() {
        return page;
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
