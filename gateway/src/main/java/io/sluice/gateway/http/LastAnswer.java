package io.sluice.gateway.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

/**
 * An answer after which nothing more of its sender is read. In HTTP/1.1 the connection ends with it and says so; in HTTP/2
 * other requests share the connection, so only the stream ends (RFC 9113, 8.1), and the header does not exist there.
 */
final class LastAnswer {
    private static final long NO_ERROR = 0;

    private LastAnswer() {}

    /** Before the answer is written. */
    static void announce(HttpServerResponse response) {
        if (!isStream(response)) {
            response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
    }

    /** After the answer was written. */
    static void hangUp(HttpServerRequest request) {
        if (!isStream(request.response())) {
            request.connection().close();
        } else if (!request.isEnded()) {
            request.response().reset(NO_ERROR);
        }
    }

    private static boolean isStream(HttpServerResponse response) {
        return response.streamId() >= 0;
    }
}
