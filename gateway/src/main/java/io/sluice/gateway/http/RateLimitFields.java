package io.sluice.gateway.http;

import io.sluice.gateway.admission.Quota;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import org.jspecify.annotations.Nullable;

/**
 * What a client has left of its rate, as {@code RateLimit} and {@code RateLimit-Policy} of
 * draft-ietf-httpapi-ratelimit-headers-10 have it: one policy, of the name "client".
 */
final class RateLimitFields {
    private static final CharSequence LIMIT = HttpHeaders.createOptimized("ratelimit");
    private static final CharSequence POLICY = HttpHeaders.createOptimized("ratelimit-policy");

    private RateLimitFields() {}

    /** Adds both, if there is a limit. */
    static void add(HttpServerResponse response, @Nullable Quota quota) {
        if (quota != null && !response.ended() && !response.closed()) {
            response.putHeader(POLICY, "\"client\";q=" + quota.ordersMax() + ";w=" + quota.windowSeconds())
                    .putHeader(LIMIT, "\"client\";r=" + quota.ordersLeft() + ";t=" + quota.resetSeconds());
        }
    }
}
