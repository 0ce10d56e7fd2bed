package io.sluice.browser;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The machine's own Chromium, headless: Playwright is kept from looking for one of its own. Confined to one thread. */
final class Chromium implements AutoCloseable {
    private static final String SETTING = "SLUICE_TEST_CHROMIUM";
    private static final List<Path> USUAL = List.of(
            Path.of("/usr/bin/chromium"), Path.of("/usr/bin/chromium-browser"), Path.of("/usr/bin/google-chrome"));
    private static final Map<String, String> NOTHING_TO_FETCH = Map.of(
            "PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1",
            "PLAYWRIGHT_SKIP_VALIDATE_HOST_REQUIREMENTS", "1");
    /** Root has no sandbox; and nothing is to be asked of the world outside. */
    private static final List<String> ARGUMENTS = List.of(
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync");

    private final Playwright playwright;
    private final Browser browser;

    private Chromium(Playwright playwright, Browser browser) {
        this.playwright = playwright;
        this.browser = browser;
    }

    /**
     * Starts it.
     *
     * @throws IllegalStateException if there is none, with the command that brings it
     */
    static Chromium launch() {
        Path program = program();
        Playwright playwright = Playwright.create(new Playwright.CreateOptions().setEnv(NOTHING_TO_FETCH));
        return new Chromium(
                playwright,
                playwright
                        .chromium()
                        .launch(new BrowserType.LaunchOptions()
                                .setExecutablePath(program)
                                .setArgs(ARGUMENTS)));
    }

    private static Path program() {
        String named = System.getenv(SETTING);
        List<Path> candidates = named == null ? USUAL : List.of(Path.of(named));
        return candidates.stream()
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("NOTHING WAS TESTED IN A BROWSER: there is no Chromium at "
                        + candidates + ". Install one (Debian: apt-get install -y --no-install-recommends chromium"
                        + " fonts-dejavu-core), or name one in " + SETTING + ", or build without -Pbrowser."));
    }

    Browser browser() {
        return browser;
    }

    @Override
    public void close() {
        browser.close();
        playwright.close();
    }
}
