package io.sluice.gateway.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/**
 * {@code /console}: the sale live, for the people on call, and the levers for those of them who have the operators' token. The
 * page is static, knows nothing that {@code /metrics} and the fleet log do not say, and may load nothing but what lies
 * here. Confined to its event loop.
 */
final class Console {
    static final String PAGE = "/console";

    private static final String POLICY = "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none';"
            + " frame-ancestors 'none'; require-trusted-types-for 'script'";
    private static final String SCRIPT = "text/javascript; charset=utf-8";
    private static final String STYLE = "text/css; charset=utf-8";

    private final ConsoleFeed feed;
    private final String page = WebFile.text("console/console.html");

    Console(ConsoleFeed feed) {
        this.feed = feed;
    }

    void on(Router routes) {
        routes.get(PAGE).handler(this::show);
        routes.get(PAGE + "/events").handler(feed::open);
        file(routes, "console.css", STYLE);
        file(routes, "console.svg", "image/svg+xml");
        for (String script : new String[] {"console", "words", "chart", "levers", "letters", "api"}) {
            file(routes, script + ".js", SCRIPT);
        }
        // Vendored as it was published, with its licence beside it.
        file(routes, "uplot/uPlot.esm.js", SCRIPT);
        file(routes, "uplot/uPlot.min.css", STYLE);
        file(routes, "uplot/LICENSE", "text/plain; charset=utf-8");
    }

    private static void file(Router routes, String name, String contentType) {
        routes.get(PAGE + "/" + name).handler(WebFile.fresh("console/" + name, contentType)::send);
    }

    private void show(RoutingContext context) {
        context.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/html; charset=utf-8")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .putHeader("Content-Security-Policy", POLICY)
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("Referrer-Policy", "no-referrer")
                .end(page);
    }
}
