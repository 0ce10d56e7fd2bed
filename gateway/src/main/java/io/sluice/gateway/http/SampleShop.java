package io.sluice.gateway.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.function.IntSupplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code /shop}: a sample storefront on the management port, where an operator sees what a buyer sees. The page posts to the
 * public port, which lets it (see {@link CrossOrigin}), or to the gateway named by {@code ?api=}, which has to be told so. It
 * may load nothing but what lies here and talk to nobody else. Confined to its event loop.
 */
final class SampleShop {
    private static final int RETRY_SECONDS = 2;
    /** What a Content-Security-Policy can name; so no IPv6 address. */
    private static final Pattern ORIGIN = Pattern.compile("https?://[A-Za-z0-9.-]{1,253}(:[0-9]{1,5})?");

    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
            + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script';"
            + " connect-src ";

    private final String publicScheme;
    private final IntSupplier publicPort;
    private final String page = WebFile.text("shop.html");

    /** @param publicPort 0 until it is open */
    SampleShop(String publicScheme, IntSupplier publicPort) {
        this.publicScheme = publicScheme;
        this.publicPort = publicPort;
    }

    void on(Router routes) {
        routes.get("/shop").handler(this::show);
        routes.get("/shop.css").handler(WebFile.fresh("shop.css", "text/css; charset=utf-8")::send);
        routes.get("/shop.js").handler(WebFile.fresh("shop.js", "text/javascript; charset=utf-8")::send);
        routes.get("/shop.svg").handler(WebFile.fresh("shop.svg", "image/svg+xml")::send);
        routes.get(HttpApi.BROWSER_CLIENT).handler(HttpApi.BROWSER_CLIENT_FILE::send);
    }

    private void show(RoutingContext context) {
        if (publicPort.getAsInt() == 0) {
            Problem.STARTING.answer(context.response(), "Orders are not taken yet.", List.of(), RETRY_SECONDS);
            return;
        }
        String api = api(context);
        if (api == null) {
            Problem.REQUEST_MALFORMED.answer(
                    context.response(),
                    "?api= must be the origin of a gateway's public port, such as https://orders.example",
                    List.of(),
                    0);
            return;
        }
        context.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/html; charset=utf-8")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .putHeader("Content-Security-Policy", POLICY + api)
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("Referrer-Policy", "no-referrer")
                .end(page.replace("${api}", api));
    }

    /** Where the page sends its orders; null if that cannot be said in a policy. */
    private @Nullable String api(RoutingContext context) {
        String asked = context.request().getParam("api");
        HostAndPort here = context.request().authority();
        String api = asked != null
                ? asked
                : publicScheme + "://" + (here == null ? "127.0.0.1" : here.host()) + ":" + publicPort.getAsInt();
        return ORIGIN.matcher(api).matches() ? api : null;
    }
}
