package io.sluice.gateway.http;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListSet;

/**
 * An HTTP client for tests that fails on any answer which the document of the port does not have: so each test of an answer is
 * one of the document, too. Thread-safe.
 */
public final class CheckedClient {
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ApiDocument document;
    private final Set<String> seen = new ConcurrentSkipListSet<>();

    private CheckedClient(ApiDocument document) {
        this.document = document;
    }

    public static CheckedClient ofPublicPort() {
        return new CheckedClient(ApiDocument.PUBLIC);
    }

    public static CheckedClient ofManagementPort() {
        return new CheckedClient(ApiDocument.OPERATOR);
    }

    public HttpResponse<String> send(HttpRequest.Builder builder) throws IOException, InterruptedException {
        HttpRequest request = builder.build();
        return checked(request, client.send(request, HttpResponse.BodyHandlers.ofString()));
    }

    public CompletableFuture<HttpResponse<String>> sendAsync(HttpRequest.Builder builder) {
        HttpRequest request = builder.build();
        return client.sendAsync(request, HttpResponse.BodyHandlers.ofString())
                .thenApply(answer -> checked(request, answer));
    }

    private HttpResponse<String> checked(HttpRequest request, HttpResponse<String> answer) {
        seen.add(ExchangeCheck.check(document, Exchange.of(request, answer)));
        return answer;
    }

    /** The names of the answers that there were. */
    Set<String> seen() {
        return Set.copyOf(seen);
    }
}
