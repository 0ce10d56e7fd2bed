package io.sluice.gateway.http;

import io.sluice.gateway.queue.Forecast;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.util.Locale;

/** {@code GET /v1/queue}: the whole queue in four fields, for a waiting-room page. Confined to its event loop. */
final class ReadQueue {
    private final Forecast forecast;
    private final JsonText json = new JsonText();

    ReadQueue(Forecast forecast) {
        this.forecast = forecast;
    }

    void handle(RoutingContext context) {
        long depth = forecast.depth();
        json.open('{')
                .field("state", forecast.state().name().toLowerCase(Locale.ROOT))
                .field("depth", depth)
                .field("drainRatePerSecond", forecast.ratePerSecond())
                .seconds("etaSeconds", forecast.etaMillis(depth))
                .close('}');
        context.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .end(json.buffer());
    }
}
