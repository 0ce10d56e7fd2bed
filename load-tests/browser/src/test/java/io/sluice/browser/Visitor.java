package io.sluice.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.assertions.LocatorAssertions;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** Somebody with a browser of their own and one page open in it, and what that page complains of. Confined to one thread. */
abstract class Visitor implements AutoCloseable {
    /** The way through broker, worker and order system, on a machine that does much else. */
    static final double PATIENCE_MILLIS = 30_000;

    private final BrowserContext context;
    private final Page page;
    private final List<String> complaints = new ArrayList<>();

    Visitor(Chromium chromium, Browser.NewContextOptions options) {
        context = chromium.browser().newContext(options);
        page = context.newPage();
        page.onConsoleMessage(message -> {
            if (message.type().equals("error") || message.type().equals("warning")) {
                complaints.add(message.text());
            }
        });
        page.onPageError(complaints::add);
        page.setDefaultTimeout(PATIENCE_MILLIS);
    }

    final void open(String address) {
        Response opened = page.navigate(address);
        if (opened == null || !opened.ok()) {
            throw new IllegalStateException("there is nothing at " + address);
        }
    }

    /** Handles the page's requests to this path in place of the network. */
    final void meets(String path, Consumer<Route> handler) {
        page.route(path, handler);
    }

    final void reads(String id, String pattern) {
        assertThat(element(id))
                .hasText(Pattern.compile(pattern), new LocatorAssertions.HasTextOptions().setTimeout(PATIENCE_MILLIS));
    }

    final Locator element(String id) {
        return page.locator("#" + id);
    }

    final Page page() {
        return page;
    }

    /** Errors and warnings in the console, violations of the page's policy among them, and uncaught errors. */
    final List<String> complaints() {
        return List.copyOf(complaints);
    }

    @Override
    public final void close() {
        context.close();
    }
}
