package io.sluice.gateway.http;

import java.net.URI;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.List;

/** A request and its answer, as they went over the wire. Immutable. */
record Exchange(
        String method, URI uri, HttpHeaders requestHeaders, int status, HttpHeaders answerHeaders, String body) {

    static Exchange of(HttpRequest request, HttpResponse<String> answer) {
        return new Exchange(
                request.method(),
                request.uri(),
                request.headers(),
                answer.statusCode(),
                answer.headers(),
                answer.body());
    }

    String path() {
        return uri.getRawPath();
    }

    List<String> queryParameters() {
        String query = uri.getRawQuery();
        return query == null
                ? List.of()
                : Arrays.stream(query.split("&"))
                        .map(pair -> pair.substring(0, (pair + "=").indexOf('=')))
                        .toList();
    }

    String answerHeader(String name) {
        return answerHeaders.firstValue(name).orElse("");
    }

    @Override
    public String toString() {
        return method + " " + uri.getRawPath() + " -> " + status + " " + answerHeaders.map() + " " + body;
    }
}
