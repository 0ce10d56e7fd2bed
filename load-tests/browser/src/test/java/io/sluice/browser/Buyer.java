package io.sluice.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import io.vertx.core.json.Json;

/** Somebody with a browser of their own and the shop open in it. Confined to one thread. */
final class Buyer extends Visitor {
    static final String ORDERS = "**/v1/orders";
    static final String EVENTS = "**/v1/orders/*/events?*";
    static final String STATUS = "**/v1/orders/*?ticket=*";

    private Buyer(Chromium chromium, Browser.NewContextOptions options) {
        super(chromium, options);
    }

    static Buyer with(Chromium chromium) {
        return with(chromium, new Browser.NewContextOptions());
    }

    static Buyer with(Chromium chromium, Browser.NewContextOptions options) {
        return new Buyer(chromium, options);
    }

    Buyer entering(ShopSystem system) {
        open(system.shop());
        assertThat(button("Buy now")).isVisible();
        return this;
    }

    void buys() {
        button("Buy now").click();
    }

    void chooses(String colour) {
        page().getByLabel(colour).check();
    }

    /** Gets one event and then silence from every stream, which stays open: that cannot be had from a stubbed answer. */
    void hears(String event) {
        page().addInitScript("window.EventSource = class extends EventTarget {"
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

    /** The number of the order, once there is one. */
    String orderNumber() {
        reads("number", "^Order [0-9A-Z]{26}$");
        return element("number").textContent();
    }

    /** What the page keeps of an order; "null" if nothing. */
    String kept() {
        return "" + page().evaluate("localStorage.getItem('sluice:shop')");
    }

    Locator button(String name) {
        return page().getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name));
    }
}
