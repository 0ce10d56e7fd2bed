package io.sluice.browser;

import com.microsoft.playwright.Route;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.Map;

/** A gateway's answers where a real one could not be brought to give them at the right moment. Stateless. */
final class StubAnswer {
    static final String ORDER_ID = "4XWC2MZ2J1Q5H0T7T9R2GB3N8K";

    private static final String EXPOSED = "Location, Retry-After, Idempotency-Replayed";

    private StubAnswer() {}

    /** A problem of this type, as the gateway words them. */
    static void problem(Route route, int status, String type, Map<String, String> headers) {
        answer(
                route,
                status,
                "application/problem+json",
                headers,
                new JsonObject()
                        .put("type", "https://sluice.io/problems/" + type)
                        .put("title", type)
                        .put("status", status));
    }

    /** Where the order stands: the answer to a status request, or to a posting. */
    static void standing(Route route, String status, Map<String, ?> fields) {
        answer(
                route,
                route.request().method().equals("POST") ? 202 : 200,
                "application/json",
                Map.of(),
                standing(status, fields));
    }

    /** The same as the text of an event. */
    static String text(String status, Map<String, ?> fields) {
        return standing(status, fields).encode();
    }

    private static JsonObject standing(String status, Map<String, ?> fields) {
        String order = "/v1/orders/" + ORDER_ID;
        JsonObject standing = new JsonObject()
                .put("orderId", ORDER_ID)
                .put("status", status)
                .put("acceptedAt", "2026-11-25T09:00:00.000Z")
                .put(
                        "links",
                        new JsonObject().put("status", order + "?ticket=t").put("events", order + "/events?ticket=t"));
        fields.forEach(standing::put);
        return standing;
    }

    private static void answer(
            Route route, int status, String contentType, Map<String, String> headers, JsonObject body) {
        Map<String, String> all = new HashMap<>(crossOrigin(route));
        all.put("Content-Type", contentType);
        all.putAll(headers);
        route.fulfill(
                new Route.FulfillOptions().setStatus(status).setHeaders(all).setBody(body.encode()));
    }

    private static Map<String, String> crossOrigin(Route route) {
        String origin = route.request().headers().getOrDefault("origin", "*");
        return Map.of("Access-Control-Allow-Origin", origin, "Access-Control-Expose-Headers", EXPOSED);
    }
}
