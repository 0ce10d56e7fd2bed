package io.sluice.gateway.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.HostAndPort;
import java.util.Set;

/**
 * CORS: which web pages may call us from a browser. One rule for every path, the hot one included, which Vert.x Web's own
 * handler would not see. Our own management port's pages always may: whoever sees them operates this gateway. Thread-safe.
 */
public final class CrossOrigin {
    private static final String ANY = "*";
    private static final CharSequence EXPOSED =
            HttpHeaders.createOptimized("Location, Retry-After, Idempotency-Replayed, RateLimit, RateLimit-Policy");
    private static final CharSequence METHODS = HttpHeaders.createOptimized("GET, POST, DELETE");
    private static final CharSequence ALLOWED_HEADERS = HttpHeaders.createOptimized(
            "Content-Type, Idempotency-Key, Authorization, Prefer, Last-Event-ID, traceparent");
    private static final CharSequence PREFLIGHT_SECONDS = HttpHeaders.createOptimized("600");

    private final Set<String> origins;
    private final String ownPort;

    /**
     * @param origins as browsers send them; {@code *} for any; empty for nobody but ourselves
     * @param managementPort of this gateway
     */
    public CrossOrigin(Set<String> origins, int managementPort) {
        this.origins = Set.copyOf(origins);
        this.ownPort = ":" + managementPort;
    }

    /** Adds what a browser wants to see, and answers it entirely if it only asks for permission: then returns true. */
    boolean isAnswered(HttpServerRequest request) {
        String origin = request.getHeader(HttpHeaders.ORIGIN);
        HttpServerResponse response = request.response();
        if (origin != null || !origins.isEmpty()) {
            response.putHeader(HttpHeaders.VARY, HttpHeaders.ORIGIN);
        }
        if (origin == null || !(origins.contains(origin) || origins.contains(ANY) || isOwn(origin, request))) {
            return false;
        }
        response.putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        response.putHeader(HttpHeaders.ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED);
        if (!HttpMethod.OPTIONS.equals(request.method())
                || !request.headers().contains(HttpHeaders.ACCESS_CONTROL_REQUEST_METHOD)) {
            return false;
        }
        response.putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS, METHODS)
                .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS, ALLOWED_HEADERS)
                .putHeader(HttpHeaders.ACCESS_CONTROL_MAX_AGE, PREFLIGHT_SECONDS)
                .setStatusCode(204)
                .end();
        return true;
    }

    /** Whether the page comes from the host that is asked, and from its management port. */
    private boolean isOwn(String origin, HttpServerRequest request) {
        HostAndPort asked = request.authority();
        return asked != null && origin.equals("http://" + asked.host() + ownPort);
    }
}
