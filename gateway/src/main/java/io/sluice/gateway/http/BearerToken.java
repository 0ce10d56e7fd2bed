package io.sluice.gateway.http;

import io.vertx.core.http.HttpServerResponse;
import org.jspecify.annotations.Nullable;

/** The secret in an {@code Authorization: Bearer} header (RFC 6750). */
final class BearerToken {
    private static final String CHALLENGE = "Bearer";
    private static final String SCHEME = CHALLENGE + " ";

    private BearerToken() {}

    /** The token, or null if the header brings none. */
    static @Nullable String in(@Nullable String authorization) {
        if (authorization == null || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return null;
        }
        String token = authorization.substring(SCHEME.length()).strip();
        return token.isEmpty() ? null : token;
    }

    /** Says in an answer that one is needed. */
    static HttpServerResponse wanted(HttpServerResponse response) {
        return response.putHeader("WWW-Authenticate", CHALLENGE);
    }
}
